import type { Candidate } from './candidates.ts'

/** Sentences taken together: neighbours in the source, the first of which can be understood without the one before. */
export type Excerpt = readonly Candidate[]

const longestExcerpt = 4

/**
 * All excerpts of up to four sentences whose members pass `usable`. A sentence that leans back never opens one; with
 * `orphans` it may, for packs that hold nothing else.
 */
export const excerptsOf = (
  candidates: readonly Candidate[],
  usable: (candidate: Candidate) => boolean,
  orphans = false,
): Excerpt[] => {
  const excerpts: Excerpt[] = []
  candidates.forEach((first, index) => {
    if (!usable(first) || (first.leans && !orphans)) return
    const members = [first]
    excerpts.push([...members])
    for (let next = index + 1; next < candidates.length && members.length < longestExcerpt; next += 1) {
      const candidate = candidates[next]!
      const before = members.at(-1)!
      if (candidate.block !== before.block || candidate.place !== before.place + 1 || !usable(candidate)) return
      if (candidate.leans && before.trimmed) return
      members.push(candidate)
      excerpts.push([...members])
    }
  })
  return excerpts
}

/** From here on two sentences say the same thing. */
export const repeats = 0.8

const denial = /\b(?:not|no|never|nobody|nothing|none|neither|nor|without|cannot)\b|n['’]t\b/i

const numbersOf = ({ terms }: Candidate): string =>
  terms
    .filter((term) => /^\d/.test(term))
    .sort()
    .join()

/** Whether two sentences in nearly the same words state different things: another number, or one the denial of the other. */
const disagree = (a: Candidate, b: Candidate): boolean =>
  numbersOf(a) !== numbersOf(b) || denial.test(a.text) !== denial.test(b.text)

/** What sentences that disagree have in common at most: a reader must see both. */
const mostInDisagreement = 0.5

/** Share of the terms of the smaller sentence that the other one has too; a sentence and its contradiction are not alike. */
export const likeness = (a: Candidate, b: Candidate): number => {
  if (a.key === b.key) return 1
  const [small, large] = a.terms.length <= b.terms.length ? [a, b] : [b, a]
  if (small.terms.length === 0) return 0
  const held = new Set(large.terms)
  const share = small.terms.filter((term) => held.has(term)).length / small.terms.length
  return share >= repeats && disagree(a, b) ? mostInDisagreement : share
}
