import { stopWords } from '@synthwright/retrieval'
import type { Reading } from './reading.ts'
import type { Word } from './words.ts'

/** A place where a claim is worded differently from a sentence that it otherwise follows; one side may be empty. */
export interface Departure {
  claim: readonly Word[]
  source: readonly Word[]
  /** Position of its first word among the words of the claim. */
  at: number
  /** Words in common directly before it, up to the departure before; 2 where the claim begins with it. */
  before: number
  /** Words in common directly after it, likewise where it ends. */
  after: number
}

export interface Alignment {
  departures: readonly Departure[]
  /** Share of the claim's words that the sentence has in the same order, content words counting more; 0 to 1. */
  share: number
}

const longest = 120
const contentWeight = 4
const weightOf = ({ forms: [form] }: Word): number => (stopWords.has(form!.replaceAll("'", '')) ? 1 : contentWeight)

/**
 * Lays the words of a claim beside those of a sentence, in the order of both, so that as much as possible meets.
 * What stands in the sentence before the first word in common or after the last is no departure, except in the place of
 * words that the claim has there.
 * @see Needleman and Wunsch, "A general method applicable to the search for similarities in the amino acid sequence of
 *      two proteins", Journal of Molecular Biology 48(3), 1970
 */
export const align = (claim: Reading, source: Reading): Alignment => {
  const ours = claim.words.slice(0, longest)
  const theirs = source.words.slice(0, longest)
  const pairs = pairUp(ours, theirs)
  const whole = ours.reduce((sum, word) => sum + weightOf(word), 0)
  const common = pairs.reduce((sum, [i]) => sum + weightOf(ours[i]!), 0)
  return { departures: departuresBetween(ours, theirs, pairs), share: whole === 0 ? 0 : common / whole }
}

type Pair = readonly [number, number]

const pairUp = (ours: readonly Word[], theirs: readonly Word[]): Pair[] => {
  const width = theirs.length + 1
  const best = new Float64Array((ours.length + 1) * width)
  const meet = (i: number, j: number) => ours[i]!.forms[0] === theirs[j]!.forms[0]
  for (let i = ours.length - 1; i >= 0; i -= 1)
    for (let j = theirs.length - 1; j >= 0; j -= 1) {
      const skip = Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
      // Words that meet one after another count a little more than the same words apart.
      const follows = i + 1 < ours.length && j + 1 < theirs.length && meet(i + 1, j + 1) ? 0.5 : 0
      const both = meet(i, j) ? best[(i + 1) * width + j + 1]! + weightOf(ours[i]!) + follows : -1
      best[i * width + j] = Math.max(skip, both)
    }
  const pairs: Pair[] = []
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    const here = best[i * width + j]!
    if (here === best[(i + 1) * width + j]) i += 1
    else if (here === best[i * width + j + 1]) j += 1
    else pairs.push([i++, j++])
  }
  return pairs
}

/** Where the claim begins or ends there is nothing that could differ. */
const atAnEnd = 2

const departuresBetween = (ours: readonly Word[], theirs: readonly Word[], pairs: readonly Pair[]): Departure[] => {
  if (pairs.length === 0) return []
  const departures: Departure[] = []
  const runUpTo = (index: number): number => {
    let length = 0
    for (let k = index; k >= 0; k -= 1) {
      length += 1
      const [i, j] = pairs[k]!
      const [h, g] = pairs[k - 1] ?? [-1, -1]
      if (h !== i - 1 || g !== j - 1) break
    }
    return length
  }
  const runFrom = (index: number): number => {
    let length = 0
    for (let k = index; k < pairs.length; k += 1) {
      length += 1
      const [i, j] = pairs[k]!
      const [h, g] = pairs[k + 1] ?? [-1, -1]
      if (h !== i + 1 || g !== j + 1) break
    }
    return length
  }
  const [first, last] = [pairs[0]!, pairs.at(-1)!]
  const add = (from: Pair, to: Pair, before: number, after: number) => {
    if (to[0] > from[0] || to[1] > from[1])
      departures.push({
        claim: ours.slice(from[0], to[0]),
        source: theirs.slice(from[1], to[1]),
        at: from[0],
        before,
        after,
      })
  }
  if (first[0] > 0) add([0, Math.max(0, first[1] - first[0] - 2)], first, atAnEnd, runFrom(0))
  for (let k = 1; k < pairs.length; k += 1) {
    const [i, j] = pairs[k - 1]!
    add([i + 1, j + 1], pairs[k]!, runUpTo(k - 1), runFrom(k))
  }
  if (last[0] < ours.length - 1) {
    const left = ours.length - 1 - last[0]
    const until = Math.min(theirs.length, last[1] + 1 + left + 2)
    add([last[0] + 1, last[1] + 1], [ours.length, until], runUpTo(pairs.length - 1), atAnEnd)
  }
  return departures
}
