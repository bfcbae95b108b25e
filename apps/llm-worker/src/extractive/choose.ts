import type { Candidate } from './candidates.ts'
import { excerptsOf, likeness, repeats, type Excerpt } from './excerpts.ts'
import type { Style } from './style.ts'

/** How much is to be written. Sentences and words beyond `most` are never taken. */
export interface Amount {
  sentences: { least: number; enough: number; most: number }
  words: { least: number; most: number }
}

/** Something that a section should have, if any of its sources does. */
export type Demand = (chosen: readonly Candidate[]) => boolean

interface Choosing {
  scores: ReadonlyMap<Candidate, number>
  style: Pick<Style, 'runs' | 'again'>
  amount: Amount
  /** Words that a sentence takes up in the document. */
  wordsOf: (candidate: Candidate) => number
  demands: readonly Demand[]
}

/** What an excerpt is worth that reads as if it began in the middle. */
const middling = 0.8
/** Below this share of the first excerpt's worth nothing is added just to fill a section. */
const floor = 0.45

const worth = (excerpt: Excerpt, chosen: readonly Candidate[], { scores, style }: Choosing): number => {
  let sum = 0
  const earlier = [...chosen]
  for (const candidate of excerpt) {
    const nearest = earlier.reduce((most, other) => Math.max(most, likeness(candidate, other)), 0)
    if (nearest >= repeats) return 0
    sum += scores.get(candidate)! * (1 - 0.6 * nearest ** 2)
    earlier.push(candidate)
  }
  return (sum / excerpt.length) * style.runs[excerpt.length]! * (excerpt[0]!.harks ? middling : 1)
}

/** Every source should get a word in before one gets a third. */
const turn = ([first]: Excerpt, chosen: readonly Candidate[], { style }: Choosing): number =>
  style.again ** new Set(chosen.filter(({ source }) => source === first!.source).map(({ block }) => block)).size

/**
 * Adds excerpts to what was chosen, the one worth most at a time, until there is enough or what is left is not worth
 * its place; the least amount is taken whatever it is worth, and a demand is met before anything else is added. Ties go
 * to the better source, then to the earlier sentence.
 */
export const chooseExcerpts = (
  candidates: readonly Candidate[],
  usable: (candidate: Candidate) => boolean,
  choosing: Choosing,
  before: readonly Candidate[] = [],
  orphans = false,
): Candidate[] => {
  const { amount, wordsOf, demands } = choosing
  const chosen = [...before]
  const wordsIn = (taken: readonly Candidate[]) => taken.reduce((sum, candidate) => sum + wordsOf(candidate), 0)
  const fits = (excerpt: Excerpt) =>
    chosen.length + excerpt.length <= amount.sentences.most &&
    wordsIn(chosen) + wordsIn(excerpt) <= amount.words.most &&
    // Where only the number of words is asked for, the last excerpt may be longer than a section usually is.
    (chosen.length + excerpt.length <= amount.sentences.enough || wordsIn(chosen) < amount.words.least)
  const excerpts = excerptsOf(candidates, (candidate) => usable(candidate) && !before.includes(candidate), orphans)
  let first = 0
  for (;;) {
    const isShort = chosen.length < amount.sentences.least || wordsIn(chosen) < amount.words.least
    if (!isShort && chosen.length >= amount.sentences.enough) break
    const open = excerpts.filter((excerpt) => fits(excerpt) && !excerpt.some((one) => chosen.includes(one)))
    const asked = demands
      .filter((demand) => !demand(chosen))
      .map((demand) => open.filter((excerpt) => demand([...chosen, ...excerpt])))
      .find((meeting) => meeting.some((excerpt) => worth(excerpt, chosen, choosing) > 0))
    const enough = isShort || asked ? 0 : floor * first
    let best: { excerpt: Excerpt; value: number; rank: number } | undefined
    for (const excerpt of asked ?? open) {
      const value = worth(excerpt, chosen, choosing)
      if (value < enough) continue
      const rank = value * turn(excerpt, chosen, choosing)
      if (rank > (best?.rank ?? 0)) best = { excerpt, value, rank }
    }
    if (!best) break
    first ||= best.value
    chosen.push(...best.excerpt)
  }
  return chosen
}
