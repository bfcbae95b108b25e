import { createGraph, type Edge } from './create-graph.ts'
import { expandOneHop } from './expand-one-hop.ts'

const graphOf = (edges: Record<string, [to: string, type?: string, weight?: number][]>) => {
  const graph = createGraph()
  for (const [id, own] of Object.entries(edges))
    graph.setEdges(
      id,
      own.map(([to, type = 'R', weight = 1]): Edge => ({ to, type, weight })),
    )
  return graph
}

describe('expandOneHop', () => {
  const graph = graphOf({
    seed: [
      ['near', 'SUPPORTS'],
      ['weak', 'R', 0.5],
    ],
    near: [['far']],
    weak: [],
    far: [],
    in: [['seed']],
  })

  it('reaches what is one edge away, in both directions, best first', () =>
    expect(expandOneHop(graph, [{ id: 'seed', score: 1 }])).toEqual([
      { id: 'in', score: 0.75, via: 'seed', relation: 'R', direction: 'in' },
      { id: 'near', score: 0.75, via: 'seed', relation: 'SUPPORTS', direction: 'out' },
      { id: 'weak', score: 0.375, via: 'seed', relation: 'R', direction: 'out' },
    ]))

  it('keeps what is excluded, refused or over the limit out', () => {
    const options = { exclude: new Set(['in']), filter: (id: string) => id !== 'near' }
    expect(expandOneHop(graph, [{ id: 'seed', score: 1 }], options).map(({ id }) => id)).toEqual(['weak'])
    expect(expandOneHop(graph, [{ id: 'seed', score: 1 }], { limit: 1 })).toHaveLength(1)
  })

  it('names the best of several paths, or adds them up', () => {
    const seeds = [
      { id: 'a', score: 0.4 },
      { id: 'b', score: 0.8 },
    ]
    const shared = graphOf({ a: [['x']], b: [['x', 'S']], x: [] })
    expect(expandOneHop(shared, seeds)).toEqual([
      expect.objectContaining({ id: 'x', via: 'b', relation: 'S', score: expect.closeTo(0.6) }),
    ])
    expect(expandOneHop(shared, seeds, { combine: 'sum' })[0]!.score).toBeCloseTo(0.9)
    expect(expandOneHop(shared, seeds, { maxSeeds: 1 })[0]!.via).toBe('a')
  })

  it('says less through a row that is linked to everything', () => {
    const hub = graphOf({ seed: [['x'], ...Array.from({ length: 31 }, (_, i): [string] => [`n${i}`])], x: [] })
    for (let i = 0; i < 31; i++) hub.setEdges(`n${i}`, [])
    const seeds = [{ id: 'seed', score: 1 }]
    expect(expandOneHop(hub, seeds)[0]!.score).toBeCloseTo(0.75 / 4)
    const visible = (id: string) => id === 'x' || id === 'seed'
    expect(expandOneHop(hub, seeds, { visible, filter: visible })).toEqual([
      { id: 'x', score: 0.75, via: 'seed', relation: 'R', direction: 'out' },
    ])
  })
})
