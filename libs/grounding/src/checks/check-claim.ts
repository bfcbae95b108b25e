import type { TextClaim } from '@synthwright/contracts'
import type { Reading } from '../reading/reading.ts'
import { citedIds, repeats, type ClaimContext, type EvidenceReading, type Finding } from './check.ts'
import { checkAddition } from './addition.ts'
import { checkCitations, type CitableIds } from './citation.ts'
import { checkDates } from './dates.ts'
import { checkNames } from './names.ts'
import { checkNegation } from './negation.ts'
import { checkNumbers } from './numbers.ts'
import { checkQuotations } from './quotation.ts'
import { checkSupport } from './support.ts'
import { checkWording } from './wording.ts'

const contentChecks = [checkQuotations, checkNumbers, checkDates, checkNames, checkNegation]

export interface CheckedClaim {
  verdict: 'supported' | 'partial' | 'unsupported'
  findings: Finding[]
  /** The evidence sentences that bear the claim out best, at most three. */
  best: EvidenceReading['sentence'][]
}

/**
 * All checks of one claim. What it says is compared with its evidence only when something it cites resolves; without
 * that it is unsupported, whatever it says. A claim that its evidence has word for word is borne out by that.
 */
export const checkClaim = (
  context: ClaimContext,
  citable: CitableIds,
  readingOf: (text: string) => Reading,
): CheckedClaim => {
  const citations = checkCitations(context.claim, citable)
  if (!citesSomethingKnown(context.claim, citable)) return { verdict: 'unsupported', findings: citations, best: [] }
  const repeating = context.evidence.filter((source) => repeats(source.reading, context.reading))
  if (repeating.length > 0)
    return {
      verdict: verdictOn(citations),
      findings: citations,
      best: repeating.slice(0, 1).map(({ sentence }) => sentence),
    }
  const found = contentChecks.flatMap((check) => check(context))
  const isRefused = found.some(({ severity }) => severity === 'hard')
  const changed = isRefused ? [] : checkWording(context)
  const content = [...found.filter(({ code }) => !changed.some((other) => other.code === code)), ...changed]
  const support = checkSupport(context, content, readingOf)
  const isRefusedYet = [...content, ...support.findings].some(({ severity }) => severity === 'hard')
  const added = isRefusedYet ? [] : checkAddition(context, readingOf)
  const others = added.length > 0 ? added : support.findings
  const findings = [
    ...citations,
    // One fault is told once: what is refused as a whole or in part is not also partly supported.
    ...content.filter(({ code }) => code !== 'partially_supported' || others.length === 0),
    ...others,
  ]
  return { verdict: verdictOn(findings), findings, best: support.best.map(({ sentence }) => sentence) }
}

const citesSomethingKnown = (claim: TextClaim, { known }: CitableIds): boolean =>
  citedIds(claim).some((id) => known.has(id))

const verdictOn = (findings: readonly Finding[]): CheckedClaim['verdict'] => {
  if (findings.some(({ severity }) => severity === 'hard')) return 'unsupported'
  return findings.length > 0 ? 'partial' : 'supported'
}
