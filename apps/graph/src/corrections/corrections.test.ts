import { ownCommand } from '@synthwright/messaging'
import { RecallRequest, SearchRequest } from '@synthwright/contracts'
import { everySource, ferryGraph, me } from '../testing/ferry-graph.ts'
import { memoryGraph, principal, type TestGraph } from '../testing/memory-graph.ts'

const bob = principal({ userId: 'user_bob', role: 'member' })

const search = async (graph: TestGraph, query: string, given: Record<string, unknown> = {}) =>
  (await graph.search.search(me, SearchRequest.parse({ query, limit: 50, ...given }))).results

const inPacks = (plan: Parameters<typeof everySource>[0]) => everySource(plan).map(({ id }) => id)
const total = (plan: Parameters<typeof everySource>[0], count: 'redaction_count' | 'correction_count') =>
  plan.body.source_packs.reduce((sum, pack) => sum + pack[count], 0)
const reasons = (plan: Parameters<typeof everySource>[0]) =>
  Object.assign({}, ...plan.body.source_packs.map(({ correction_reasons }) => correction_reasons)) as object

describe('hide', () => {
  it('takes a row from everybody, everywhere; pins to it and invented ids look the same (acceptance 26)', async () => {
    const { graph, plan, ids } = await ferryGraph()
    const id = ids.get('Use one ferry queue')!
    const answer = await graph.correct(me, id, { action: 'hide', reason: 'wrong' })
    expect(answer).toMatchObject({
      allowed: true,
      applied: true,
      target_lifecycle_state: 'hidden',
      affected_source_ids: [id],
      recall_impact: 'removed',
      synthesis_impact: { excluded_from_synthesis: true },
    })
    expect((await search(graph, 'use one ferry queue')).map((hit) => hit.id)).not.toContain(id)
    await expect(graph.entities.get(me, id)).rejects.toMatchObject({ code: 'entity_not_found' })
    expect(inPacks(await plan())).not.toContain(id)
    const pinnedTo = async (pin: string) =>
      JSON.stringify((await plan({ decision_ids: [pin] })).body).replaceAll(pin, 'PIN')
    expect(await pinnedTo(id)).toBe(await pinnedTo('decision_000000000000'))
    expect(await graph.corrections.inspect(me, id)).toMatchObject({
      lifecycle_state: 'hidden',
      history: [{ action: 'hide', reason: 'wrong', principal_id: me.userId }],
    })
    await expect(graph.corrections.inspect(bob, id)).rejects.toMatchObject({ code: 'source_not_found' })
  })
})

describe('redact', () => {
  it('masks a row and leaves its words out of all that is made of it (acceptance 24)', async () => {
    const { graph, plan, ids } = await ferryGraph([
      {
        name: 'Secret of the ferry queue',
        entity_type: 'decision',
        content: 'The ferry queue is guarded by zanzibar.',
        tags: ['zanzibar'],
        metadata: { unresolved_claims: ['zanzibar is enough'] },
      },
    ])
    const id = ids.get('Secret of the ferry queue')!
    await graph.correct(me, id, { action: 'redact' })
    const made = await plan()
    const masked = everySource(made).find((source) => source.id === id)!
    expect(masked).toMatchObject({
      name: '[redacted]',
      content_preview: '',
      source: null,
      metadata: { redacted: true },
    })
    expect(total(made, 'redaction_count')).toBe(1)
    expect(made.body.source_packs.flatMap(({ source_ids }) => source_ids)).not.toContain(id)
    expect(JSON.stringify(made)).not.toMatch(/zanzibar|Secret/i)
    expect(JSON.stringify(made)).toContain('[redacted claim]')
    const hit = (await search(graph, 'zanzibar'))[0]!
    expect(hit).toMatchObject({ id, name: '[redacted]', content: '', metadata: { spans: [] } })
    expect(await graph.entities.get(me, id)).toMatchObject({
      name: '[redacted]',
      content: '',
      description: '',
      tags: [],
    })
    const pinned = await plan({ decision_ids: [id] })
    expect(pinned.body.verification.gaps).toContainEqual(
      expect.objectContaining({ reason: 'source_not_citable', missing_source_ids: [id] }),
    )
    const { evidence } = await graph.evidence.gather(me, {
      markdown: `The ferry queue is guarded. [${id}]`,
      title: null,
      audience: null,
      drafted: [],
      sections: [],
      source_ids: [id],
      project: null,
    })
    expect(JSON.stringify(evidence)).not.toMatch(/zanzibar/i)
    expect(evidence.evidence[0]!.sentences).toEqual([])
  })
})

describe('supersede, mark_duplicate and mark_stale', () => {
  it('leave a row out, counted by reason, and let the current one in (acceptance 25)', async () => {
    const { graph, plan, ids, add } = await ferryGraph()
    const old = ids.get('Use one ferry queue')!
    const next = await add({ name: 'Split it', entity_type: 'decision', content: 'Two lanes from now on.' })
    const twin = await add({
      name: 'Ferry queue twin',
      entity_type: 'decision',
      content: 'The ferry queue, told again.',
    })
    const stale = await add({
      name: 'Ferry queue of old',
      entity_type: 'decision',
      content: 'The ferry queue once was.',
    })
    await graph.correct(me, old, { action: 'supersede', replacement_source_id: next })
    await graph.correct(me, twin, { action: 'mark_duplicate', duplicate_of_source_id: next })
    await graph.correct(me, stale, { action: 'mark_stale' })
    const made = await plan()
    const cited = inPacks(made)
    expect(cited).toContain(next)
    for (const id of [old, twin, stale]) expect(cited).not.toContain(id)
    expect(reasons(made)).toEqual({ superseded_by_source_id: 1, duplicate_of_source_id: 1, lifecycle_stale: 1 })
    expect(total(made, 'correction_count')).toBe(3)
  })

  it('let the replacement rank in the place of what it replaces, and the stale one last', async () => {
    const { graph, ids, add } = await ferryGraph()
    const old = ids.get('Use one ferry queue')!
    const next = await add({ name: 'Split it', content: 'Two lanes from now on.' })
    const before = (await search(graph, 'use one ferry queue')).map(({ id }) => id)
    await graph.correct(me, old, { action: 'supersede', replacement_source_id: next })
    const after = await search(graph, 'use one ferry queue')
    expect(after.map(({ id }) => id)).toEqual(before.map((id) => (id === old ? next : id)))

    const stale = ids.get('Guide to the ferry queue')!
    await graph.correct(me, stale, { action: 'mark_stale' })
    const hits = await search(graph, 'guide to the ferry queue')
    expect(hits.at(-1)).toMatchObject({ id: stale, stale: true })
    expect(hits.filter((hit) => hit.stale)).toHaveLength(1)
    const { total: count } = await graph.search.search(me, SearchRequest.parse({ query: 'guide to the ferry queue' }))
    expect(count).toBe(hits.length)
  })

  it('pinned: not citable, and what replaces it is pinned instead (acceptance 26)', async () => {
    const { graph, plan, ids, add } = await ferryGraph()
    const old = ids.get('Use one ferry queue')!
    const next = await add({ name: 'Split it', entity_type: 'decision', content: 'Two lanes from now on.' })
    await graph.correct(me, old, { action: 'supersede', replacement_source_id: next })
    const made = await plan({ decision_ids: [old] })
    expect(everySource(made).find(({ id }) => id === next)).toMatchObject({ metadata: { pinned: true } })
    expect(made.body.verification.gaps).toContainEqual(
      expect.objectContaining({ reason: 'source_not_citable', missing_source_ids: [old] }),
    )
  })

  it('in a circle leave nothing that would go on for ever', async () => {
    const { graph, plan, ids } = await ferryGraph()
    const [a, b] = [ids.get('Use one ferry queue')!, ids.get('Retry a crossing')!]
    await graph.correct(me, a, { action: 'supersede', replacement_source_id: b })
    await graph.correct(me, b, { action: 'supersede', replacement_source_id: a })
    const cited = inPacks(await plan())
    expect(cited).not.toContain(a)
    expect(cited).not.toContain(b)
  })

  it('need a row that every reader may be led to', async () => {
    const { graph, ids } = await ferryGraph()
    const id = ids.get('Use one ferry queue')!
    const { id: secret } = await graph.memory(me, { raw_content: 'My own.' })
    for (const target of [secret, id, 'note_nowhere'])
      await expect(graph.correct(me, id, { action: 'supersede', replacement_source_id: target })).rejects.toMatchObject(
        { code: 'correction_target_not_found', details: { field: 'replacement_source_id' } },
      )
  })
})

describe('restore', () => {
  it.each([
    ['hide', {}],
    ['redact', {}],
    ['mark_stale', {}],
    ['supersede', { replacement_source_id: 'OTHER' }],
    ['mark_duplicate', { duplicate_of_source_id: 'OTHER' }],
  ])(
    'after %s brings back the byte-equal plan (acceptance 27); a second one changes nothing',
    async (action, given) => {
      const { graph, plan, ids } = await ferryGraph()
      const other = ids.get('Guide to the ferry queue')!
      const id = ids.get('Use one ferry queue')!
      const before = JSON.stringify(await plan())
      const filled = JSON.parse(JSON.stringify(given).replaceAll('OTHER', other)) as object
      await graph.correct(me, id, { action, ...filled })
      expect(JSON.stringify(await plan())).not.toBe(before)
      expect(await graph.correct(me, id, { action: 'restore' })).toMatchObject({
        applied: true,
        target_lifecycle_state: 'active',
        recall_impact: 'returned',
      })
      expect(JSON.stringify(await plan())).toBe(before)
      expect(await graph.correct(me, id, { action: 'restore' })).toMatchObject({ applied: false })
      expect((await graph.corrections.inspect(me, id)).history).toHaveLength(2)
    },
  )
})

describe('a correction', () => {
  it('is for owners and admins, of a private memory for its owner alone', async () => {
    const { graph, ids } = await ferryGraph()
    const admin = principal({ userId: 'user_root', role: 'admin' })
    const { id: mine } = await graph.memory(bob, { raw_content: 'Bob thinks of the queue.' })
    await expect(graph.correct(bob, ids.get('Bread')!, { action: 'hide' })).rejects.toMatchObject({
      code: 'insufficient_role',
    })
    await expect(graph.correct(admin, mine, { action: 'hide' })).rejects.toMatchObject({ code: 'source_not_found' })
    expect(await graph.correct(bob, mine, { action: 'hide' })).toMatchObject({ applied: true })
    await expect(graph.memories.get(bob, mine)).rejects.toMatchObject({ code: 'memory_not_found' })
    expect(await graph.correct(bob, mine, { action: 'restore' })).toMatchObject({ applied: true })
  })

  it('may name the source that memories came from, and has one effect however often the command comes', async () => {
    const { graph } = await ferryGraph()
    const memories = [
      await graph.memory(me, { raw_content: 'The first tide.', source_id: 'src_tides' }),
      await graph.memory(me, { raw_content: 'The second tide.', source_id: 'src_tides' }),
    ]
    const request = {
      sourceId: 'src_tides',
      correction: {
        action: 'hide' as const,
        reason: '',
        replacement_source_id: null,
        duplicate_of_source_id: null,
      },
      preview: false,
    }
    const recall = async () => (await graph.memories.recall(me, RecallRequest.parse({ query: 'tide' }))).memories.length
    expect(await graph.corrections.correct(me, ownCommand('cmd'), { ...request, preview: true })).toMatchObject({
      applied: false,
    })
    expect(await recall()).toBe(2)
    for (let i = 0; i < 2; i++)
      expect(await graph.corrections.correct(me, ownCommand('cmd'), request)).toMatchObject({
        applied: true,
        affected_source_ids: memories.map(({ id }) => id).sort(),
      })
    expect(await recall()).toBe(0)
    expect((await graph.corrections.inspect(me, memories[0]!.id)).history).toHaveLength(1)
    const restore = { ...request, correction: { ...request.correction, action: 'restore' as const } }
    await graph.corrections.correct(me, ownCommand('another'), restore)
    expect(await graph.corrections.correct(me, ownCommand('cmd'), request)).toMatchObject({ applied: true })
    expect(await recall()).toBe(2)
    expect((await graph.corrections.inspect(me, memories[0]!.id)).history).toHaveLength(2)
  })

  it('of another revision than expected is refused; projects are not corrected', async () => {
    const { graph, ids, project } = await ferryGraph()
    await expect(graph.correct(me, ids.get('Bread')!, { action: 'hide', expected_revision: 2 })).rejects.toMatchObject({
      code: 'revision_conflict',
    })
    expect(await graph.correct(me, project.id, { action: 'hide' })).toMatchObject({ allowed: false, applied: false })
  })

  it('of a cited source shakes the artifacts that rest on it (acceptance 30)', async () => {
    const { graph, ids, add } = await ferryGraph()
    const cited = ids.get('Use one ferry queue')!
    const artifact = await add({
      name: 'Ferry handbook',
      entity_type: 'artifact',
      content: 'All about the ferry queue.',
      related_to: [`derived_from:${cited}`],
      metadata: { synthesis_artifact_id: 'art_1', synthesis_run_id: 'synth_1' },
    })
    const isStale = async () => (await search(graph, 'ferry handbook')).find(({ id }) => id === artifact)!.stale
    expect(await isStale()).toBeUndefined()
    expect(await graph.correct(me, cited, { action: 'mark_stale' })).toMatchObject({
      affected_derived_ids: [artifact],
      synthesis_impact: { affected_run_ids: ['synth_1'] },
    })
    expect(await isStale()).toBe(true)
    await graph.correct(me, cited, { action: 'restore' })
    expect(await isStale()).toBeUndefined()
  })

  it('stays when the document is imported again', async () => {
    const { graph, project } = await ferryGraph()
    const file = { project: project.id, path: 'a.md', content: '# Tides\n\nThe pelican waits.' }
    const { document_id: id } = await graph.document(me, file)
    await graph.correct(me, id, { action: 'redact' })
    await graph.document(me, { ...file, content: '# Tides\n\nThe pelican flies.' })
    expect(await graph.documents.get(me, id)).toMatchObject({
      title: '[redacted]',
      path: null,
      passages: [],
      revision: 2,
    })
    expect(await graph.documents.text(me, { documentId: id, start: 0 })).toMatchObject({ text: '' })
  })
})

describe('an earlier synthesis', () => {
  it('is no source unless it is named, by any of its ids (acceptance 28)', async () => {
    const { graph, plan, add, ids } = await ferryGraph()
    const task = ids.get('Lay the second queue')!
    const artifact = await add({
      name: 'Report on the ferry queue',
      entity_type: 'artifact',
      content: 'The ferry queue was reported on.',
      related_to: [`derived_from:${task}`],
      metadata: { synthesis_artifact_id: 'art_1' },
    })
    const memory = await graph.memory(me, {
      raw_content: 'The ferry queue was reported on, word by word.',
      capture_surface: 'synthesis_artifact',
      source_id: 'src_report',
      memory_scope: 'project',
      scope_key: (await graph.projects.list(me)).projects[0]!.id,
    })
    const without = await plan({ task_ids: [task] })
    expect(inPacks(without)).not.toContain(artifact)
    expect(inPacks(without)).not.toContain(memory.id)
    expect(reasons(without)).toMatchObject({ prior_synthesis: 2 })
    for (const [named, wanted] of [
      [artifact, artifact],
      [memory.id, memory.id],
      ['src_report', memory.id],
    ] as const)
      expect(inPacks(await plan({ artifact_ids: [named] }))).toContain(wanted)
  })
})

it('to a key that is bound to one project no row of another is named as what took the place of a source', async () => {
  const graph = memoryGraph()
  const [here, there] = [await graph.project(me, { name: 'Here' }), await graph.project(me, { name: 'There' })]
  const make = async (project_id: string) => (await graph.entity(me, { name: 'Rule', metadata: { project_id } })).id
  const [old, next] = [await make(here.id), await make(there.id)]
  await graph.correct(me, old, { action: 'supersede', replacement_source_id: next })
  const told = async (projectIds: string[] | null) => {
    const { replacement_source_id, history } = await graph.corrections.inspect(principal({ projectIds }), old)
    return [replacement_source_id, ...history.map(({ target_id }) => target_id)]
  }
  expect(await told(null)).toEqual([next, next])
  expect(await told([here.id])).toEqual([null, null])
})

it('nobody learns by the name of a source of their own whether a row that they cannot read is there', async () => {
  const graph = memoryGraph()
  const { id: theirs } = await graph.memory(me, { raw_content: 'Mine alone.' })
  for (const source_id of [theirs, 'memory_000000000000']) await graph.memory(bob, { raw_content: 'Bob’s.', source_id })
  const told = async (sourceId: string) => {
    const {
      source_id: _,
      created_at: __,
      updated_at: ___,
      ...inspected
    } = await graph.corrections.inspect(bob, sourceId)
    return inspected
  }
  expect(await told(theirs)).toEqual(await told('memory_000000000000'))
})

it('a redacted memory tells nothing of what its writer called its source, its scope and its surface', async () => {
  const { graph, project } = await ferryGraph()
  const words = { source_id: 'zanzibar/quay.md', capture_surface: 'zanzibar', raw_content: 'The ferry of zanzibar.' }
  const rows = [
    await graph.memory(me, { ...words, memory_scope: 'project', scope_key: project.id }),
    await graph.memory(me, { ...words, scope_key: 'zanzibar' }),
  ]
  expect((await search(graph, 'ferry zanzibar')).map(({ source }) => source)).toContain('zanzibar/quay.md')
  await graph.correct(me, 'zanzibar/quay.md', { action: 'redact' })
  const told = [
    await search(graph, 'ferry zanzibar'),
    (await graph.memories.recall(me, RecallRequest.parse({ query: 'ferry zanzibar' }))).memories,
    ...(await Promise.all(rows.map(({ id }) => graph.memories.get(me, id)))),
  ]
  expect(told[1]).toHaveLength(2)
  expect(JSON.stringify(told)).not.toMatch(/zanzibar/)
  await graph.correct(me, 'zanzibar/quay.md', { action: 'restore' })
  expect(await graph.memories.get(me, rows[0]!.id)).toMatchObject({ source_id: 'zanzibar/quay.md' })
})
