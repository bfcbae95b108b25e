import { ferryGraph, me } from '../testing/ferry-graph.ts'
import { fresh, memoryGraph, planRequest } from '../testing/memory-graph.ts'

describe('a plan', () => {
  it('is the same from another replica, with no text in memory, and from a fresh load', async () => {
    const { plan, shelf, project, graph } = await ferryGraph()
    const request = planRequest({ goal: 'Document the ferry queue', project: project.id })
    const bytes = JSON.stringify(await plan())
    await graph.replicas.settled()
    expect(JSON.stringify(await plan())).toBe(bytes)
    for (const maxCachedCharacters of [1, 1_000_000])
      expect(JSON.stringify(await memoryGraph(shelf, { maxCachedCharacters }).plans.plan(me, request, []))).toBe(bytes)
  })

  it('costs the same calls to the store however many pins and sections it has', async () => {
    const more = Array.from({ length: 50 }, (_, i) => ({ name: `Stone ${i}`, entity_type: 'note' }))
    const { shelf, project, ids, graph } = await ferryGraph(more)
    await graph.replicas.settled()
    const cold = memoryGraph(shelf, { maxCachedCharacters: 1 })
    const calls = async (given: Record<string, unknown>) => {
      const before = { ...shelf.calls }
      await cold.plans.plan(me, planRequest({ goal: 'Document the ferry queue', project: project.id, ...given }), [])
      return Object.fromEntries(
        Object.entries(shelf.calls)
          .map(([name, count]) => [name, count - (before[name] ?? 0)])
          .filter(([, count]) => count),
      )
    }
    await calls({})
    const one = { 'changes.after': 1, 'rows.texts': 1 }
    expect(await calls({ depth: 'brief' })).toEqual(one)
    expect(
      await calls({ depth: 'deep', max_sections: 12, entity_ids: more.map(({ name }) => ids.get(name)!) }),
    ).toEqual(one)
  })

  it('names another snapshot after any change, and the old one after it is undone', async () => {
    const { plan, graph, add } = await ferryGraph()
    const before = await plan()
    const id = await add({ name: 'More of the ferry queue' })
    expect((await plan()).snapshot.digest).not.toBe(before.snapshot.digest)
    await graph.entities.delete(me, fresh(), id)
    expect(await plan()).toEqual(before)
  })

  it('changes nothing: no row, no change, no ranking', async () => {
    const { plan, shelf } = await ferryGraph()
    const before = JSON.stringify([...shelf.rows.values()].map((rows) => [...rows.values()]))
    const first = await plan()
    await plan({ depth: 'deep' })
    expect(await plan()).toEqual(first)
    expect(JSON.stringify([...shelf.rows.values()].map((rows) => [...rows.values()]))).toBe(before)
  })
})
