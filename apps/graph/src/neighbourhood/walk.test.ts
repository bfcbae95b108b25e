import { createGraph } from '@synthwright/retrieval'
import { circlesAmong } from './walk.ts'

const dependsOn = new Set(['DEPENDS_ON'])
const name = (n: number): string => `row_${String(n).padStart(5, '0')}`

/** Rows by number, each with those that it depends on. */
const graphOf = (count: number, targets: (n: number) => number[]) => {
  const graph = createGraph()
  const ids = Array.from({ length: count }, (_, n) => name(n))
  ids.forEach((id, n) =>
    graph.setEdges(
      id,
      targets(n)
        .filter((to) => to < count)
        .map((to) => ({ to: name(to), type: 'DEPENDS_ON', weight: 1 })),
    ),
  )
  return { graph, ids: new Set(ids) }
}

const following = (n: number): number[] => Array.from({ length: 100 }, (_, i) => n + 1 + i)

// Looking for a circle from each of them goes through all below it: 450 million edges.
test('rows that all depend on the next hundred stand in no circle, which is seen at once', () => {
  const { graph, ids } = graphOf(5_000, following)
  expect(circlesAmong(graph, ids, dependsOn)).toEqual([])
}, 10_000)

test('a circle is found behind, before and between rows that stand in none', () => {
  const { graph, ids } = graphOf(8, (n) => [[1], [2], [3, 1], [4], [5], [6, 4], [7], []][n]!)
  expect(circlesAmong(graph, ids, dependsOn)).toEqual([
    [name(1), name(2)],
    [name(4), name(5)],
  ])
})

test('what takes too long to look for is left out: many circles that all go through long ways', () => {
  const count = 5_000
  const { graph, ids } = graphOf(count, (n) => (n === count - 1 ? [0, 4_000] : following(n)))
  const circles = circlesAmong(graph, ids, dependsOn)
  expect(circles.length).toBeGreaterThan(0)
}, 10_000)
