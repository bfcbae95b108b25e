import { fakeClock } from '@synthwright/kernel/testing'
import { graphOver, principal } from '../testing/memory-graph.ts'
import { createShelf, memoryChanges, memoryRows } from '../testing/memory-repositories.ts'
import { createReplicas } from './replicas.ts'

describe('replicas', () => {
  it('unload the team unused for longest when all are too large together, and load it again when it is asked for', async () => {
    const shelf = createShelf()
    const clock = fakeClock()
    const opened: string[] = []
    const replicas = createReplicas({
      changes: memoryChanges(shelf, clock),
      rows: memoryRows(shelf),
      clock,
      maxCharacters: 150,
      maxCachedCharacters: 1_000,
      written: () => undefined,
      audited: () => undefined,
      opened: (teamId) => opened.push(teamId),
    })
    const graph = graphOver(replicas, clock)
    const of = (teamId: string) => principal({ teamId })
    for (const team of ['team_a', 'team_b', 'team_c'])
      await graph.entity(of(team), { name: team, content: 'x'.repeat(100) })
    expect(opened).toEqual(['team_a', 'team_b', 'team_c'])
    await replicas.of('team_b').read(() => undefined)
    expect(opened).toHaveLength(3)
    const { total } = await graph.entities.list(of('team_a'), {
      page: 1,
      page_size: 1,
      sort_by: 'name',
      sort_order: 'asc',
      project_ids: undefined,
    })
    expect(total).toBe(1)
    expect(opened).toEqual(['team_a', 'team_b', 'team_c', 'team_a'])
  })

  it('tell of every write, and hear of those of others only for teams they have', async () => {
    const shelf = createShelf()
    const clock = fakeClock()
    const written: [string, number][] = []
    const replicas = createReplicas({
      changes: memoryChanges(shelf, clock),
      rows: memoryRows(shelf),
      clock,
      maxCharacters: 1_000,
      maxCachedCharacters: 1_000,
      written: (teamId, rev) => written.push([teamId, rev]),
      audited: () => undefined,
      opened: () => undefined,
    })
    const graph = graphOver(replicas, clock)
    await graph.entity(principal(), { name: 'Ferry' })
    await graph.entity(principal(), { name: 'Queue' })
    expect(written).toEqual([
      ['team_one', 1],
      ['team_one', 2],
    ])
    const before = shelf.calls['changes.after']!
    await replicas.hear('team_unknown')
    expect(shelf.calls['changes.after']).toBe(before)
    await replicas.hear('team_one')
    expect(shelf.calls['changes.after']).toBe(before + 1)
  })
})
