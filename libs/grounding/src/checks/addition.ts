import { stopWords } from '@synthwright/retrieval'
import type { Reading } from '../reading/reading.ts'
import { citedIds, type ClaimContext, type Finding } from './check.ts'
import { bestTogether, coverageBy } from './support.ts'
import { closest } from './wording.ts'

/** Words in common, one after another, that show that the claim repeats its source up to there. */
const repeatedWords = 6
const leastAdded = 4
const borneOut = 0.5
const sentencesTogether = 2

/**
 * What a claim adds to a sentence that it otherwise repeats must be borne out too: of the content words added there,
 * the best two evidence sentences must have half.
 */
export const checkAddition = (context: ClaimContext, readingOf: (text: string) => Reading): Finding[] => {
  const { claim, reading, evidence } = context
  for (const { claim: added, before, after } of closest(context)?.departures ?? []) {
    const content = added.filter(({ forms }) => !stopWords.has(forms[0]!))
    if (Math.max(before, after) < repeatedWords || content.length < leastAdded) continue
    const text = reading.plain.slice(added[0]!.start, added.at(-1)!.end)
    const { terms } = readingOf(text)
    const sources = evidence.map((one) => ({ ...one, coverage: coverageBy(terms, [one.reading.terms]) }))
    const best = bestTogether(terms, sources).slice(0, sentencesTogether)
    const share = coverageBy(
      terms,
      best.map((one) => one.reading.terms),
    )
    if (share < borneOut)
      return [{ code: 'unsupported_claim', severity: 'hard', source_ids: citedIds(claim), detail: `added: ${text}` }]
  }
  return []
}
