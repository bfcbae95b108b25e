import type { Evidence, Flag } from '@synthwright/contracts'
import { checkText, sourceReader, supportThresholds } from '@synthwright/grounding'
import { median } from '../bench.ts'
import { areaUnderCurve, balancedAccuracy, crossValidated, interval } from './accuracy.ts'
import type { JudgedClaim } from './judged-claims.ts'

/** Sentences of a cited source that are handed over for one claim, as where a marker names no range. */
const evidencePerSource = 10
/** Values of the threshold of support among which each fold chooses. */
const tried = Array.from({ length: 15 }, (_, index) => (index + 6) / 20)
const recallAt = [3, 5, 10]

export interface ClaimFigures {
  claims: number
  supported: number
  crossValidated: number
  interval: readonly [number, number]
  shipped: number
  baseline: number
  areaUnderCurve: number
  /** Share of claims that are not supported among those with a flag, and how many have it; by code, hard flags only. */
  precision: ReadonlyMap<string, { flagged: number; right: number }>
  /** Mean share of the sentences that are enough among the best so many. */
  recall: readonly (readonly [most: number, share: number])[]
  /** The middle one, with reading the cited text and choosing the evidence. */
  msPerSentence: number
}

const sentencesOf = ({ evidence }: JudgedClaim) => {
  let at = 0
  return evidence.map((text, index) => {
    const start = at
    at += text.length + 1
    return { id: 'doc_cited', start, end: start + text.length, text, index }
  })
}

const evidenceOf = (claim: JudgedClaim): Evidence => ({
  claims: [
    {
      index: 0,
      section_id: 'sec_1',
      start: 0,
      end: claim.text.length,
      text: claim.text,
      citations: [{ id: 'doc_cited', start: null, end: null }],
    },
  ],
  sources: [
    {
      id: 'doc_cited',
      type: 'document',
      name: '',
      revision: 1,
      content_hash: '',
      freshness: '2026-01-01T00:00:00.000Z',
      freshness_basis: null,
      unresolved_claims: [],
    },
  ],
  unresolved: [],
  evidence: [
    {
      claim: 0,
      sentences: sourceReader(sentencesOf(claim))(claim.text, evidencePerSource).map(({ id, start, end, text }) => ({
        id,
        start,
        end,
        text,
      })),
    },
  ],
  packs: [{ section_id: 'sec_1', source_ids: ['doc_cited'], texts: [claim.evidence.join('\n')] }],
})

const check = (evidence: Evidence, supported = supportThresholds.supported) =>
  checkText({ goal: null, constraints: [], evidence }, { ...supportThresholds, supported }).sentences[0]!

/** The rule to beat: a claim is supported unless a number or a capitalised name of it is missing from the cited text. */
const baselineTakes = ({ text, evidence }: JudgedClaim): boolean => {
  const cited = new Set(
    evidence
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  )
  const [, ...rest] = text.match(/[\p{L}\p{N}]+/gu) ?? []
  return rest.filter((word) => /^[\p{Lu}\p{N}]/u.test(word)).every((word) => cited.has(word.toLowerCase()))
}

/** Measures the checks on claims that people judged: supported against the rest. */
export const measureClaims = (claims: readonly JudgedClaim[]): ClaimFigures => {
  const took: number[] = []
  const gathered: Evidence[] = []
  const checked = claims.map((claim) => {
    const startedAt = performance.now()
    const evidence = evidenceOf(claim)
    const sentence = check(evidence)
    took.push(performance.now() - startedAt)
    gathered.push(evidence)
    return sentence
  })

  const scored = claims.map(({ group, isSupported }, index) => {
    const taken = tried.map((threshold) => check(gathered[index]!, threshold).verdict === 'supported')
    return { group, isSupported, taken, score: taken.lastIndexOf(true) }
  })
  const outcomes = crossValidated(scored)
  const asShipped = claims.map(({ group, isSupported }, index) => ({
    group,
    isSupported,
    taken: checked[index]!.verdict === 'supported' ? 1 : 0,
  }))
  return {
    claims: claims.length,
    supported: claims.filter(({ isSupported }) => isSupported).length,
    crossValidated: balancedAccuracy(outcomes),
    interval: interval(outcomes),
    shipped: balancedAccuracy(asShipped),
    baseline: balancedAccuracy(claims.map((claim) => ({ ...claim, taken: baselineTakes(claim) ? 1 : 0 }))),
    areaUnderCurve: areaUnderCurve(scored),
    precision: precisionOf(
      claims,
      checked.map(({ flags }) => flags),
    ),
    recall: recallAt.map((most) => [most, recallOf(claims, most)]),
    msPerSentence: median(took),
  }
}

const precisionOf = (claims: readonly JudgedClaim[], flags: readonly (readonly Flag[])[]) => {
  const precision = new Map<string, { flagged: number; right: number }>()
  claims.forEach(({ isSupported }, index) => {
    const codes = new Set(flags[index]!.filter(({ severity }) => severity === 'hard').map(({ code }) => code))
    for (const code of codes) {
      const known = precision.get(code) ?? { flagged: 0, right: 0 }
      precision.set(code, { flagged: known.flagged + 1, right: known.right + (isSupported ? 0 : 1) })
    }
  })
  return precision
}

const recallOf = (claims: readonly JudgedClaim[], most: number): number => {
  const shares = claims
    .filter(({ enough }) => enough.length > 0)
    .map((claim) => {
      const found = new Set(sourceReader(sentencesOf(claim))(claim.text, most).map(({ index }) => index))
      return Math.max(
        ...claim.enough.map((set) => [...new Set(set)].filter((at) => found.has(at)).length / new Set(set).size),
      )
    })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}
