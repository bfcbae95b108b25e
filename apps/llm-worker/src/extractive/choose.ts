import type { Candidate } from './candidates.ts'
import { excerptsOf, likeness, repeats, type Excerpt } from './excerpts.ts'

interface Choice {
  chosen: readonly Candidate[]
  scores: ReadonlyMap<Candidate, number>
}

/** Two or three sentences in a row read best; one reads clipped. */
const fluency = [0, 0.82, 1, 1.02, 0.97]
/** What another excerpt of a source that was already used is worth. */
const sameSource = 0.72
/** Below this share of the first excerpt's worth nothing is added just to fill a section. */
const floor = 0.35

const worth = (excerpt: Excerpt, { chosen, scores }: Choice): number => {
  let sum = 0
  const earlier = [...chosen]
  for (const candidate of excerpt) {
    const nearest = earlier.reduce((most, other) => Math.max(most, likeness(candidate, other)), 0)
    if (nearest >= repeats) return 0
    sum += scores.get(candidate)! * (1 - 0.6 * nearest ** 2)
    earlier.push(candidate)
  }
  return (sum / excerpt.length) * fluency[excerpt.length]!
}

/** Every source should get a word in before one gets a third. */
const turn = ([first]: Excerpt, chosen: readonly Candidate[]): number =>
  sameSource ** new Set(chosen.filter(({ source }) => source === first!.source).map(({ block }) => block)).size

/**
 * Adds excerpts to what was chosen, the one worth most at a time, until `max` sentences are reached or what is left is
 * not worth its place; `atLeast` sentences are taken whatever they are worth. Ties go to the better source, then to the
 * earlier sentence.
 */
export const chooseExcerpts = (
  candidates: readonly Candidate[],
  usable: (candidate: Candidate) => boolean,
  scores: ReadonlyMap<Candidate, number>,
  { atLeast, max, orphans = false }: { atLeast: number; max: number; orphans?: boolean },
  before: readonly Candidate[] = [],
): Candidate[] => {
  const chosen = [...before]
  const excerpts = excerptsOf(candidates, (candidate) => usable(candidate) && !before.includes(candidate), orphans)
  let first = 0
  while (chosen.length < max) {
    const enough = chosen.length < atLeast ? 0 : floor * first
    let best: { excerpt: Excerpt; value: number; rank: number } | undefined
    for (const excerpt of excerpts) {
      if (excerpt.length > max - chosen.length || excerpt.some((candidate) => chosen.includes(candidate))) continue
      const value = worth(excerpt, { chosen, scores })
      if (value < enough) continue
      const rank = value * turn(excerpt, chosen)
      if (rank > (best?.rank ?? 0)) best = { excerpt, value, rank }
    }
    if (!best) break
    first ||= best.value
    chosen.push(...best.excerpt)
  }
  return chosen
}
