import { byScoreThenId, compareIds } from '../compare.ts'
import type { Graph } from './create-graph.ts'
import type { Seed } from './expand-one-hop.ts'
import { neighbourhoodOf, type NeighbourhoodOptions } from './neighbourhood.ts'

export type PageRankOptions = Partial<NeighbourhoodOptions> & {
  /** Chance of returning to the seeds at every step, above 0 and up to 1; 0.5. */
  readonly restart?: number
  readonly maxIterations?: number
  /** Stops when the scores move less than this, summed over all rows; 1e-9. */
  readonly tolerance?: number
}

export type PageRank = {
  /** Every row with a score, best first, ties by id; they sum to 1 within 1e-9, or there are none. */
  readonly scores: readonly Seed[]
  /** Sum of the last step's changes; above `tolerance` when `maxIterations` came first. */
  readonly residual: number
  readonly iterations: number
}

/**
 * Personalised PageRank by power iteration over what the seeds reach. Mass in a row without open links returns to
 * the seeds. Edges are walked both ways unless `direction` says 'out'; a link is taken in proportion to its weight.
 * @param seeds   rows with scores above 0, of any sum; those not in the graph or refused by `filter` are left out
 * @param options `maxRows` (5,000) bounds the work: rows farther away than the nearest ones do not take part
 * @see Haveliwala, "Topic-Sensitive PageRank", WWW 2002; walking both ways from query seeds, Gutiérrez et al.,
 *      "HippoRAG", NeurIPS 2024
 */
export const personalisedPageRank = (
  graph: Graph,
  seeds: readonly Seed[],
  {
    restart = 0.5,
    maxIterations = 100,
    tolerance = 1e-9,
    direction = 'both',
    maxRows = 5_000,
    filter = () => true,
    weightOf = (neighbour) => neighbour.weight,
  }: PageRankOptions = {},
): PageRank => {
  const mass = new Map<string, number>()
  for (const { id, score } of seeds)
    if (score > 0 && graph.has(id) && filter(id)) mass.set(id, (mass.get(id) ?? 0) + score)
  const seedIds = [...mass.keys()].sort((a, b) => mass.get(b)! - mass.get(a)! || compareIds(a, b)).slice(0, maxRows)
  if (seedIds.length === 0) return { scores: [], residual: 0, iterations: 0 }

  const { ids, offsets, targets, shares } = neighbourhoodOf(graph, seedIds, { direction, maxRows, filter, weightOf })
  const total = seedIds.reduce((sum, id) => sum + mass.get(id)!, 0)
  const start = Float64Array.from(ids, (_, i) => (i < seedIds.length ? mass.get(ids[i]!)! / total : 0))
  let scores = Float64Array.from(start)
  let next = new Float64Array(ids.length)
  let residual = Infinity
  let iterations = 0
  while (iterations < maxIterations && residual > tolerance) {
    next.fill(0)
    let moved = 0
    for (let i = 0; i < ids.length; i++) {
      const from = offsets[i]!
      const to = offsets[i + 1]!
      if (from === to || scores[i] === 0) continue
      const walking = (1 - restart) * scores[i]!
      moved += walking
      for (let j = from; j < to; j++) next[targets[j]!]! += walking * shares[j]!
    }
    residual = 0
    for (let i = 0; i < ids.length; i++) {
      if (i < seedIds.length) next[i]! += (1 - moved) * start[i]!
      residual += Math.abs(next[i]! - scores[i]!)
    }
    ;[scores, next] = [next, scores]
    iterations += 1
  }
  const sum = scores.reduce((a, b) => a + b, 0)
  const ranked = ids.map((id, i) => ({ id, score: scores[i]! / sum })).filter(({ score }) => score > 0)
  return { scores: ranked.sort(byScoreThenId), residual, iterations }
}
