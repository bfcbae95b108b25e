import type { EvidenceSentence, FlagCode, TextClaim } from '@synthwright/contracts'
import { withoutTail } from '@synthwright/kernel'
import type { Reading } from '../reading/reading.ts'
import type { SupportThresholds } from './thresholds.ts'

/** One evidence sentence of a claim, read. */
export interface EvidenceReading {
  sentence: EvidenceSentence
  reading: Reading
  /** Share of the claim's weighted terms that this sentence has, 0 to 1. */
  coverage: number
}

/** One claim with everything a check may look at. */
export interface ClaimContext {
  claim: TextClaim
  reading: Reading
  /** Evidence of the claim, in the order in which it was handed over. */
  evidence: readonly EvidenceReading[]
  /** Names of the cited sources, which what they say is about. */
  sourceNames: readonly Reading[]
  /** Texts of the pack that the claim's section was given. */
  pack: readonly Reading[]
  thresholds: SupportThresholds
}

/** What a check found in one claim. */
export interface Finding {
  code: FlagCode
  severity: 'hard' | 'soft'
  source_ids: string[]
  detail: string | null
}

export type Check = (context: ClaimContext) => Finding[]

/** Ids that a claim cites, each once, in order. */
export const citedIds = ({ citations }: TextClaim): string[] => [...new Set(citations.map(({ id }) => id))]

const clauseBegins = /(?:^|[,;:.!?()|"']\s{0,12}["'(]{0,12}|\s-\s|\b(?:and|but|so|yet|because|since|although)\s)$/

/** Places of a short claim that are looked at: "a" stands everywhere. */
const mostPlaces = 200

/**
 * Whether a source has a claim word for word as a sentence or from the beginning of a clause on, final stop and capital
 * apart. What precedes the clause may not deny it: "tasks are lost" is not what "no tasks are lost" says.
 */
export const repeats = (source: Reading, claim: Reading): boolean => {
  const text = source.lower
  const wanted = withoutTail(claim.lower, /[.!?…\s]/)
  if (wanted === '') return false
  let tried = 0
  for (let at = text.indexOf(wanted); at >= 0 && tried < mostPlaces; at = text.indexOf(wanted, at + 1)) {
    tried += 1
    const goesOn = /^[\p{L}\p{N}]/u.test(text.slice(at + wanted.length, at + wanted.length + 2))
    if (!goesOn && clauseBegins.test(text.slice(Math.max(0, at - 12), at))) return true
  }
  return false
}

/** How much of a claim a sentence must say to be a statement of the same thing. */
const sameStatement = 0.6

/** Evidence sentences that say most of a claim, and about as much of it as any other does. */
export const sameStatements = ({ evidence }: ClaimContext): Reading[] => {
  const best = Math.max(0, ...evidence.map(({ coverage }) => coverage))
  return evidence
    .filter(({ coverage }) => coverage >= sameStatement && coverage >= best - 0.1)
    .map(({ reading }) => reading)
}
