import { byScoreThenId } from '../compare.ts'
import type { Graph, Neighbour } from './create-graph.ts'

export type Seed = { readonly id: string; readonly score: number }

export type Expansion = {
  readonly id: string
  readonly score: number
  /** The seed that gave the score. */
  readonly via: string
  /** Type of the edge from it. */
  readonly relation: string
  /** 'out' when the edge leads from the seed to this row. */
  readonly direction: 'out' | 'in'
}

export type ExpandOptions = {
  /** Factor of every edge; 0.75. */
  readonly weight?: number
  /** Seeds walked, the first of the list; 100. */
  readonly maxSeeds?: number
  readonly limit?: number
  /** Whether a row may be reached; asked at most once per row. */
  readonly filter?: (rowId: string) => boolean
  /** Whether a row exists for the caller: links to others do not count, so that they change no score. */
  readonly visible?: (rowId: string) => boolean
  /** Rows that are no answer, such as direct hits; seeds may be reached unless they are listed. */
  readonly exclude?: ReadonlySet<string>
  /** Weight of an edge, instead of its own; 0 or less closes it. */
  readonly weightOf?: (neighbour: Neighbour) => number
  /** How seeds that reach the same row add up: 'best' (the default) or 'sum'. */
  readonly combine?: 'best' | 'sum'
}

/** 1 up to four links, then falling with their logarithm: a row linked to everything says little about anything. */
const specificity = (links: number): number => 1 / (1 + Math.max(0, Math.log2(links / 4)))

/**
 * The rows one edge away from the seeds, in either direction, best first; ties by id. A row's score is
 * seed score × `weight` × edge weight × specificity of the seed × specificity of the row, specificity being
 * 1 / (1 + max(0, log2(visible links / 4))). `via` and `relation` name the best path.
 */
export const expandOneHop = (
  graph: Graph,
  seeds: readonly Seed[],
  {
    weight = 0.75,
    maxSeeds = 100,
    limit = Infinity,
    filter = () => true,
    visible,
    exclude = new Set(),
    weightOf = (neighbour) => neighbour.weight,
    combine = 'best',
  }: ExpandOptions = {},
): Expansion[] => {
  const degrees = new Map<number, number>()
  const degreeOf = (row: number): number => {
    const { neighbours } = graph.linksOf(row)
    if (!visible) return neighbours.length
    const known = degrees.get(row)
    if (known !== undefined) return known
    const degree = neighbours.reduce((count, { id }) => count + (visible(id) ? 1 : 0), 0)
    degrees.set(row, degree)
    return degree
  }
  const reached = new Map<string, { best: number; total: number; expansion: Expansion } | undefined>()
  for (const seed of seeds.slice(0, maxSeeds)) {
    const row = graph.numberOf(seed.id)
    if (row < 0 || !(seed.score > 0)) continue
    const { neighbours, targets } = graph.linksOf(row)
    const conductance = seed.score * weight * specificity(degreeOf(row))
    neighbours.forEach((neighbour, i) => {
      const { id, type, direction } = neighbour
      if (exclude.has(id)) return
      if (!reached.has(id)) reached.set(id, filter(id) ? { best: 0, total: 0, expansion: undefined! } : undefined)
      const entry = reached.get(id)
      const score = conductance * weightOf(neighbour) * specificity(degreeOf(targets[i]!))
      if (!entry || !(score > 0)) return
      entry.total += score
      if (score <= entry.best) return
      entry.best = score
      entry.expansion = { id, score, via: seed.id, relation: type, direction }
    })
  }
  const found: Expansion[] = []
  for (const entry of reached.values())
    if (entry && entry.best > 0)
      found.push(combine === 'sum' ? { ...entry.expansion, score: entry.total } : entry.expansion)
  return found.sort(byScoreThenId).slice(0, limit)
}
