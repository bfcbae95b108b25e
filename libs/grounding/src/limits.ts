import type { CheckedSentence, TextClaim } from '@synthwright/contracts'
import type { ClaimContext, Finding } from './checks/check.ts'
import { firstHardFlag } from './gaps.ts'

/** Beyond these a sentence is not compared but refused: no reader could follow such a one to its sources. */
const longestClaim = 2_000
const mostCitations = 100
/** Comparisons of a number, date or denying word with one of the evidence, for a whole text. */
const mostComparisons = 5_000_000
const findingsPerCode = 3
const flagBytes = 2_000_000

/** Why a sentence is refused unread, or undefined when it is read. */
export const tooMuchIn = ({ text, citations }: TextClaim): string | undefined => {
  if (text.length > longestClaim) return `not checked: longer than ${longestClaim} characters`
  return citations.length > mostCitations ? `not checked: more than ${mostCitations} citations` : undefined
}

const countable = ({ numbers, dates, polarity }: ClaimContext['reading']): number =>
  numbers.length + dates.length + polarity.cueAt.length

/**
 * Counts what comparing costs, so that a text made of numbers does not take the time of all others: told of each
 * sentence in turn, says of one that would be too much that it is not checked.
 */
export const comparisonMeter = () => {
  let left = mostComparisons
  return ({ reading, evidence }: ClaimContext): string | undefined => {
    const own = countable(reading)
    if (own === 0) return undefined
    const cost = own * evidence.reduce((sum, source) => sum + countable(source.reading), 0)
    if (cost > left) return 'not checked: the text has more numbers than are compared'
    left -= cost
    return undefined
  }
}

/** The first findings of each code; the last of them says how many more there are. */
export const perCode = (findings: readonly Finding[]): Finding[] => {
  const byCode = Map.groupBy(findings, ({ code }) => code)
  return findings.flatMap((finding) => {
    const same = byCode.get(finding.code)!
    const place = same.indexOf(finding)
    if (place >= findingsPerCode) return []
    const more = same.length - findingsPerCode
    return place < findingsPerCode - 1 || more <= 0
      ? [finding]
      : [{ ...finding, detail: `${finding.detail ?? finding.code}, and ${more} more` }]
  })
}

/**
 * Sentences whose findings fit an answer together. When there is no more room, a sentence is left with the finding that
 * decides over it, without words and places: the verdict stays what it is.
 */
export const withinBytes = (sentences: readonly CheckedSentence[], bytes = flagBytes): CheckedSentence[] => {
  let left = bytes
  return sentences.map((sentence) => {
    left -= Buffer.byteLength(JSON.stringify([sentence.flags, sentence.evidence, sentence.citation_ids]))
    if (left >= 0) return sentence
    const first = firstHardFlag(sentence.flags) ?? sentence.flags[0]
    const flags = first ? [{ ...first, excerpt: '', source_ids: [], detail: null, evidence: [] }] : []
    return { ...sentence, citation_ids: sentence.citation_ids.slice(0, 3), evidence: [], flags }
  })
}
