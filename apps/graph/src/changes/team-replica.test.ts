import { ownCommand, Overtaken } from '@synthwright/messaging'
import { CreateProject, ImportDocument, PatchEntity, SearchRequest } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import fc from 'fast-check'
import { fresh, memoryGraph, principal, type TestGraph } from '../testing/memory-graph.ts'
import { createShelf, type Shelf } from '../testing/memory-repositories.ts'

const me = principal()
const team = me.teamId
const entity = (name: string) => ({ name, content: `All about ${name} in the harbour.` })
const namesIn = async (graph: TestGraph): Promise<string[]> =>
  (await graph.search.search(me, request('harbour', 50))).results.map(({ name }) => name).sort()
const request = (query: string, limit = 10) => SearchRequest.parse({ query, limit })
const settle = (...graphs: TestGraph[]) => Promise.all(graphs.map(({ replicas }) => replicas.settled()))

/** Makes the given operation fail once, and says whether it did. */
const failOnce = (shelf: Shelf, operation: string): { wasHit: () => boolean } => {
  let hit = false
  shelf.fault = (name) => {
    if (hit || name !== operation) return
    hit = true
    throw new AppError('store_unavailable', 'The store is gone')
  }
  return { wasHit: () => hit }
}

describe('two replicas', () => {
  it('show each other’s writes to the very next reader', async () => {
    const shelf = createShelf()
    const [one, two] = [memoryGraph(shelf), memoryGraph(shelf)]
    expect(await namesIn(two)).toEqual([])
    await one.entity(me, entity('Ferry'))
    expect(await namesIn(two)).toEqual(['Ferry'])
    await two.entity(me, entity('Queue'))
    expect(await namesIn(one)).toEqual(['Ferry', 'Queue'])
  })

  it('lose no write when they write at the same time', async () => {
    const shelf = createShelf()
    const graphs = [memoryGraph(shelf), memoryGraph(shelf), memoryGraph(shelf)]
    const names = Array.from({ length: 30 }, (_, i) => `Row ${String(i).padStart(2, '0')}`)
    await Promise.all(names.map((name, i) => graphs[i % 3]!.entity(me, entity(name))))
    for (const graph of graphs) expect(await namesIn(graph)).toEqual(names)
    expect(shelf.changes.get(team)!.map(({ rev }) => rev)).toEqual(names.map((_, i) => i + 1))
  })

  it('name the same snapshot, also one that loads the rows afresh', async () => {
    const shelf = createShelf()
    const [one, two] = [memoryGraph(shelf), memoryGraph(shelf)]
    const { id } = await one.entity(me, entity('Ferry'))
    await two.entity(me, { ...entity('Queue'), related_to: [id] })
    await settle(one, two)
    const digest = (graph: TestGraph) => graph.replicas.of(team).read((index) => index.snapshot(index.classes()))
    expect(await digest(two)).toEqual(await digest(one))
    expect(await digest(memoryGraph(shelf))).toEqual(await digest(one))
  })
})

describe('a command', () => {
  it('has one effect, however often it comes and through whichever replica', async () => {
    const shelf = createShelf()
    const graphs = [memoryGraph(shelf), memoryGraph(shelf)]
    const create = (graph: TestGraph) =>
      graph.entities.create(me, ownCommand('the-command'), {
        ...entity('Ferry'),
        description: '',
        entity_type: 'note',
        category: null,
        languages: [],
        tags: [],
        metadata: {},
        related_to: [],
        retrieval_keys: [],
      })
    const made = await Promise.all([create(graphs[0]!), create(graphs[1]!), create(graphs[0]!)])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await namesIn(graphs[1]!)).toEqual(['Ferry'])
    await settle(...graphs)
    expect((await create(memoryGraph(shelf))).id).toBe(made[0]!.id)
  })

  it('whose answer was lost after the commit is answered with its effect when it comes again', async () => {
    const shelf = createShelf()
    const graph = memoryGraph(shelf)
    const fault = failOnce(shelf, 'changes.insert done')
    const create = () => graph.projects.create(me, ownCommand('the-command'), CreateProject.parse({ name: 'Harbour' }))
    await expect(create()).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(fault.wasHit()).toBe(true)
    const project = await create()
    expect((await graph.projects.list(me)).projects).toEqual([project])
    expect(shelf.changes.get(team)).toHaveLength(1)
  })
})

describe('applying', () => {
  it('is taken over by whoever next meets a change that its writer did not apply', async () => {
    const shelf = createShelf()
    const writer = memoryGraph(shelf)
    let refused = 0
    shelf.fault = (name) => {
      if (name !== 'rows.put') return
      refused += 1
      throw new AppError('store_unavailable', 'The store is gone')
    }
    await writer.entity(me, entity('Ferry'))
    await settle(writer)
    expect(refused).toBeGreaterThan(0)
    expect(shelf.rows.get(team)?.size ?? 0).toBe(0)

    shelf.fault = () => undefined
    const other = memoryGraph(shelf)
    expect(await namesIn(other)).toEqual(['Ferry'])
    expect(shelf.rows.get(team)!.size).toBe(1)
    expect(shelf.changes.get(team)!.every(({ applied }) => applied)).toBe(true)
  })

  it('is repeated by the writer with its next write', async () => {
    const shelf = createShelf()
    const fault = failOnce(shelf, 'changes.markApplied')
    const writer = memoryGraph(shelf)
    await writer.entity(me, entity('Ferry'))
    await settle(writer)
    expect(fault.wasHit()).toBe(true)
    await writer.entity(me, entity('Queue'))
    await settle(writer)
    expect(shelf.changes.get(team)!.map(({ applied }) => applied)).toEqual([true, true])
  })

  it('does not bring a deleted row back', async () => {
    const shelf = createShelf()
    const graph = memoryGraph(shelf)
    const { id } = await graph.entity(me, entity('Ferry'))
    await graph.entities.delete(me, fresh(), id)
    await settle(graph)
    // The change that made the row, applied once more by somebody slow.
    shelf.changes.set(
      team,
      shelf.changes.get(team)!.map((change) => (change.rev === 1 ? { ...change, applied: false } : change)),
    )
    const other = memoryGraph(shelf)
    expect(await namesIn(other)).toEqual([])
    await expect(other.entities.get(me, id)).rejects.toMatchObject({ code: 'entity_not_found' })
    expect(shelf.rows.get(team)!.get(id)!.deleted).toBe(true)
  })
})

describe('a replica that is far behind', () => {
  it('loads the rows where changes were dropped', async () => {
    const shelf = createShelf()
    const clock = fakeClock()
    const [one, two] = [memoryGraph(shelf, { clock }), memoryGraph(shelf, { clock })]
    await one.entity(me, entity('Ferry'))
    expect(await namesIn(two)).toEqual(['Ferry'])
    for (const name of ['Queue', 'Tide', 'Crew']) {
      clock.advance(25 * 60 * 60 * 1000)
      await one.entity(me, entity(name))
      await settle(one)
    }
    expect(shelf.changes.get(team)!.map(({ rev }) => rev)).toEqual([4])
    const pages = shelf.calls['rows.page']!
    expect(await namesIn(two)).toEqual(['Crew', 'Ferry', 'Queue', 'Tide'])
    expect(shelf.calls['rows.page']).toBeGreaterThan(pages)
    await two.entity(me, entity('Moor'))
    expect(await namesIn(one)).toEqual(['Crew', 'Ferry', 'Moor', 'Queue', 'Tide'])
  })
})

describe('a writer that stood still', () => {
  it('computes again when the changes that it missed may have been dropped', async () => {
    const shelf = createShelf()
    const clock = fakeClock()
    const [slow, other] = [memoryGraph(shelf, { clock }), memoryGraph(shelf, { clock })]
    const { id } = await slow.entity(me, entity('Ferry'))
    let computed = 0
    await slow.replicas.of(team).write(
      fresh(),
      async (index) => {
        computed += 1
        const head = index.get(id)!
        for (const name of computed === 1 ? ['Queue', 'Tide', 'Crew'] : []) {
          clock.advance(25 * 60 * 60 * 1000)
          await other.entity(me, entity(name))
          await settle(other)
        }
        return { rows: [{ ...head, content: 'A new text.', revision: head.revision + 1 }], answer: undefined }
      },
      () => undefined,
    )
    expect(computed).toBe(2)
    expect(shelf.changes.get(team)!.map(({ rev }) => rev)).toEqual([4, 5])
  })
})

describe('texts', () => {
  it('that are not in memory any more are fetched in one call', async () => {
    const shelf = createShelf()
    const graph = memoryGraph(shelf, { maxCachedCharacters: 1 })
    for (const name of ['Ferry', 'Queue', 'Tide']) await graph.entity(me, entity(name))
    await settle(graph)
    const before = shelf.calls['rows.texts'] ?? 0
    const { results } = await graph.search.search(me, request('harbour'))
    expect(results.map(({ content }) => content)).toEqual(
      results.map(({ name }) => `All about ${name} in the harbour.`),
    )
    expect(shelf.calls['rows.texts']).toBe(before + 1)
  })

  it('newer than the index make the answer again', async () => {
    const shelf = createShelf()
    const [reader, writer] = [memoryGraph(shelf, { maxCachedCharacters: 1 }), memoryGraph(shelf)]
    const project = await writer.project(me, { name: 'Harbour' })
    const file = (content: string) => ({ project: project.id, path: 'a.md', content })
    const { document_id } = await writer.document(me, file('The old text of the harbour.'))
    await settle(writer)
    await reader.documents.text(me, { documentId: document_id, start: 0 })

    let raced = false
    const fault = shelf.fault
    shelf.fault = (name) => {
      if (raced || name !== 'rows.texts') return
      raced = true
      shelf.fault = fault
      const old = shelf.rows.get(team)!.get(document_id)!
      const row = { ...old, content: 'A new text.', contentLength: 11, rev: old.rev + 1, revision: 2 }
      shelf.changes
        .get(team)!
        .push({ rev: row.rev, writeId: 'other', commandId: null, applied: true, rows: [row], audit: [] })
      shelf.rows.get(team)!.set(document_id, row)
    }
    expect(await reader.documents.text(me, { documentId: document_id, start: 0 })).toMatchObject({
      text: 'A new text.',
      revision: 2,
    })
    expect(raced).toBe(true)
  })
})

describe('any history', () => {
  it('leaves the same knowledge in the writer, in a follower and in one that starts afterwards', async () => {
    const step = fc.record({ by: fc.nat(1), act: fc.constantFrom('add', 'add', 'delete', 'read'), at: fc.nat(9) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const shelf = createShelf()
        const graphs = [memoryGraph(shelf), memoryGraph(shelf)]
        const ids: string[] = []
        for (const { by, act, at } of steps) {
          const graph = graphs[by]!
          if (act === 'add') ids.push((await graph.entity(me, entity(`Row ${ids.length}`))).id)
          else if (act === 'read') await namesIn(graph)
          else if (ids.length > 0) await graph.entities.delete(me, fresh(), ids.splice(at % ids.length, 1)[0]!)
        }
        await settle(...graphs)
        const state = async (graph: TestGraph) => ({
          names: await namesIn(graph),
          snapshot: await graph.replicas.of(team).read((index) => index.snapshot(index.classes())),
        })
        const first = await state(graphs[0]!)
        expect(first.names).toHaveLength(ids.length)
        expect(await state(graphs[1]!)).toEqual(first)
        expect(await state(memoryGraph(shelf))).toEqual(first)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a command', () => {
  const two = async () => {
    const shelf = createShelf()
    const [one, other] = [memoryGraph(shelf), memoryGraph(shelf)]
    const { id } = await one.entity(me, entity('Ferry'))
    const named = (name: string) => PatchEntity.parse({ name })
    const nameNow = async () => (await other.entities.get(me, id)).name
    return { shelf, one, other, id, named, nameNow }
  }

  it('changes nothing that was changed after what its caller had seen', async () => {
    const { one, other, id, named, nameNow } = await two()
    const late = { ...fresh(), seen: 1 }
    await other.entities.update(me, { ...fresh(), seen: 1 }, id, named('Second'))
    await expect(one.entities.update(me, late, id, named('First'))).rejects.toMatchObject({ count: 2 })
    await expect(one.entities.delete(me, late, id)).rejects.toBeInstanceOf(Overtaken)
    expect(await nameNow()).toBe('Second')
    await one.entities.update(me, { ...late, seen: 2 }, id, named('Third'))
    expect(await nameNow()).toBe('Third')
  })

  it('is not begun when its caller no longer waits, also where the process stood still before the commit', async () => {
    const { shelf, one, id, named, nameNow } = await two()
    let waits = true
    const expectAwaited = () => {
      if (!waits) throw new AppError('cancelled', 'Gone')
    }
    shelf.fault = (operation) => {
      if (operation === 'changes.hasEffectOf') waits = false
    }
    const command = ownCommand('late', expectAwaited)
    await expect(one.entities.update(me, command, id, named('Late'))).rejects.toMatchObject({ code: 'cancelled' })
    expect(await nameNow()).toBe('Ferry')
  })

  it('that comes again has no second effect, also after others, and where it had found nothing to do', async () => {
    const { one, other, nameNow, id, named } = await two()
    const first = fresh()
    await one.entities.update(me, first, id, named('First'))
    await other.entities.update(me, fresh(), id, named('Second'))
    await other.entities.update(me, first, id, named('First'))
    expect(await nameNow()).toBe('Second')

    const project = await one.project(me, { name: 'Harbour' })
    const file = (content: string) => ImportDocument.parse({ project: project.id, path: 'a.md', content })
    await one.documents.import(me, fresh(), file('# Old'))
    const idle = fresh()
    expect(await one.documents.import(me, idle, file('# Old'))).toMatchObject({ unchanged: true, revision: 1 })
    await other.documents.import(me, fresh(), file('# New'))
    expect(await other.documents.import(me, idle, file('# Old'))).toMatchObject({ revision: 2 })
    const { document_id } = await other.documents.import(me, fresh(), file('# New'))
    expect((await one.documents.text(me, { documentId: document_id, start: 0 })).text).toBe('# New')

    const { id: gone } = await one.entity(me, entity('Gone'))
    const removal = fresh()
    await one.entities.delete(me, removal, gone)
    await other.entities.delete(me, removal, gone)
    await expect(other.entities.delete(me, fresh(), gone)).rejects.toMatchObject({ code: 'entity_not_found' })
  })
})
