import { byScoreThenId } from '../compare.ts'

export type FusionOptions = {
  /** Flattens the top of the lists; 60. */
  readonly k?: number
  /** One per list, 0 or more; 1 where missing. */
  readonly weights?: readonly number[]
}

export type Fused = {
  readonly id: string
  readonly score: number
  /** Rank in each list from 1, null where the id is missing. */
  readonly ranks: readonly (number | null)[]
}

/**
 * One ranking from several: score = Σ over lists of weight / (k + rank). Within a list the first of equal ids counts.
 * Best first, ties by id.
 * @see Cormack, Clarke, Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
 *      methods", SIGIR 2009
 */
export const reciprocalRankFusion = (
  lists: readonly (readonly { readonly id: string }[])[],
  { k = 60, weights = [] }: FusionOptions = {},
): Fused[] => {
  const ranks = new Map<string, (number | null)[]>()
  lists.forEach((list, at) =>
    list.forEach(({ id }, i) => {
      const known = ranks.get(id) ?? lists.map(() => null)
      known[at] ??= i + 1
      ranks.set(id, known)
    }),
  )
  const scoreOf = (found: readonly (number | null)[]): number =>
    found.reduce<number>((sum, rank, at) => sum + (rank === null ? 0 : (weights[at] ?? 1) / (k + rank)), 0)
  return [...ranks].map(([id, found]) => ({ id, score: scoreOf(found), ranks: found })).sort(byScoreThenId)
}
