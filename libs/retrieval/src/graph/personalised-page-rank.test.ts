import fc from 'fast-check'
import { createGraph } from './create-graph.ts'
import { personalisedPageRank } from './personalised-page-rank.ts'

const chain = () => {
  const graph = createGraph()
  graph.setEdges('a', [{ to: 'b', type: 'R', weight: 1 }])
  graph.setEdges('b', [{ to: 'c', type: 'R', weight: 1 }])
  graph.setEdges('c', [])
  return graph
}

describe('personalised PageRank', () => {
  it('falls with the distance from the seed', () => {
    const { scores } = personalisedPageRank(chain(), [{ id: 'a', score: 1 }])
    expect(scores.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('follows edges one way when told to, and returns the mass of dead ends to the seeds', () => {
    const { scores } = personalisedPageRank(chain(), [{ id: 'b', score: 1 }], { direction: 'out', restart: 0.5 })
    expect(scores.map(({ id }) => id)).toEqual(['b', 'c'])
    expect(scores[0]!.score).toBeCloseTo(2 / 3)
  })

  it('conducts nothing through a row that the filter refuses', () => {
    const { scores } = personalisedPageRank(chain(), [{ id: 'a', score: 1 }], { filter: (id) => id !== 'b' })
    expect(scores).toEqual([{ id: 'a', score: 1 }])
  })

  it('has no scores without a seed in the graph', () =>
    expect(personalisedPageRank(chain(), [{ id: 'z', score: 1 }]).scores).toEqual([]))

  it('sums to 1 on any graph', () => {
    const id = fc.integer({ min: 0, max: 9 }).map(String)
    const edges = fc.array(fc.record({ from: id, to: id, weight: fc.double({ min: 0.1, max: 2, noNaN: true }) }))
    fc.assert(
      fc.property(
        edges,
        fc.array(id, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (all, seeds, restart) => {
          const graph = createGraph()
          for (let n = 0; n < 10; n++)
            graph.setEdges(
              String(n),
              all.filter(({ from }) => from === String(n)).map(({ to, weight }) => ({ to, weight, type: 'R' })),
            )
          const { scores, residual } = personalisedPageRank(
            graph,
            seeds.map((seed) => ({ id: seed, score: 1 })),
            { restart, maxIterations: 500 },
          )
          expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9)
          expect(residual).toBeLessThanOrEqual(1e-9)
        },
      ),
    )
  })
})
