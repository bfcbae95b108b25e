import type {
  ArtifactCheck,
  CheckedSentence,
  ClaimToJudge,
  ClaimVerdict,
  Evidence,
  EvidenceSentence,
  Flag,
  FlagCode,
} from '@synthwright/contracts'
import { constraintClaims, judgedConstraints } from './judged-constraints.ts'
import { sourceReader } from './source-reader.ts'

/** What a judge may settle. All else was counted or looked up, and no judgement changes it. */
const settleable: ReadonlySet<FlagCode> = new Set([
  'unsupported_claim',
  'partially_supported',
  'name_mismatch',
  'negation_mismatch',
  'source_contradiction',
])

const evidencePerClaim = 10
const longestText = 2_000

const isUndecided = ({ flags }: CheckedSentence): boolean =>
  flags.some(({ code }) => settleable.has(code)) &&
  !flags.some(({ code, severity }) => severity === 'hard' && !settleable.has(code))

const keyOf = ({ id, start, end }: Pick<EvidenceSentence, 'id' | 'start' | 'end'>): string => `${id}#${start}-${end}`

/**
 * The sentences that reading did not decide, each with the evidence to judge it by, best first, at most ten. A sentence
 * with a flag that no judge may clear is not among them, nor is one without evidence. Constraints in words that nobody
 * here can read follow, each to be judged by sentences of the text itself.
 */
export const undecidedClaims = (check: ArtifactCheck, evidence: Evidence): ClaimToJudge[] => {
  const claims = new Map(evidence.claims.map((claim) => [claim.index, claim]))
  const sentencesOf = new Map(evidence.evidence.map(({ claim, sentences }) => [claim, sentences]))
  const undecided = check.sentences.filter(isUndecided).flatMap((sentence): ClaimToJudge[] => {
    const claim = claims.get(sentence.index)
    const sentences = sentencesOf.get(sentence.index) ?? []
    if (!claim || sentences.length === 0) return []
    return [
      {
        claimId: String(sentence.index),
        text: clipped(claim.text),
        evidence: bestFirst(sentence, sentences, claim.text).map((one) => ({
          id: keyOf(one),
          text: clipped(one.text),
        })),
      },
    ]
  })
  return [...undecided, ...constraintClaims(check, evidence)]
}

/** The sentences that the check rested on, then the best of the others. */
const bestFirst = (
  { evidence }: CheckedSentence,
  sentences: readonly EvidenceSentence[],
  text: string,
): EvidenceSentence[] => {
  const rank = new Map(evidence.map((place, index) => [keyOf(place), index]))
  const leading = sentences
    .filter((sentence) => rank.has(keyOf(sentence)))
    .sort((a, b) => rank.get(keyOf(a))! - rank.get(keyOf(b))!)
  const others = sentences.filter((sentence) => !rank.has(keyOf(sentence)))
  const chosen = [...leading, ...sourceReader(others)(text, evidencePerClaim)]
  return (chosen.length > 0 ? chosen : others).slice(0, evidencePerClaim)
}

const clipped = (text: string): string => {
  if (text.length <= longestText) return text
  return text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, '')
}

/**
 * The check with what a judge said of its undecided sentences. Only flags that a judge may settle change; a verdict on a
 * sentence that was not undecided, or that rests on evidence the sentence does not have, is left out of account.
 */
export const applyVerdicts = (
  check: ArtifactCheck,
  verdicts: readonly ClaimVerdict[],
  evidence: Evidence,
): ArtifactCheck => {
  const asked = new Map(undecidedClaims(check, evidence).map((claim) => [claim.claimId, claim]))
  const places = new Map(
    evidence.evidence.flatMap(({ sentences }) =>
      sentences.map(({ id, start, end }) => [keyOf({ id, start, end }), { id, start, end }] as const),
    ),
  )
  const said = new Map(verdicts.map((verdict) => [verdict.claimId, verdict]))
  const sentences = check.sentences.map((sentence) => {
    const question = asked.get(String(sentence.index))
    const answer = question && said.get(question.claimId)
    if (!question || !answer) return sentence
    const shown = new Set(question.evidence.map(({ id }) => id))
    const grounds = answer.evidenceIds.filter((id) => shown.has(id)).map((id) => places.get(id)!)
    return grounds.length === 0 && answer.verdict !== 'unsupported' ? sentence : settled(sentence, answer, grounds)
  })
  return { ...check, sentences, flags: judgedConstraints(check.flags, said) }
}

const settled = (
  sentence: CheckedSentence,
  { verdict }: ClaimVerdict,
  grounds: CheckedSentence['evidence'],
): CheckedSentence => {
  const kept = sentence.flags.filter(({ code }) => !settleable.has(code))
  const first = sentence.flags.find(({ code }) => settleable.has(code))!
  const judged = (code: FlagCode, severity: Flag['severity'], detail: string): Flag => ({
    ...first,
    code,
    severity,
    detail,
    ...(grounds.length > 0 ? { evidence: grounds } : {}),
  })
  const evidence = grounds.length > 0 ? grounds : sentence.evidence
  switch (verdict) {
    case 'supported':
      return { ...sentence, verdict: kept.length > 0 ? 'partial' : 'supported', evidence, flags: kept }
    case 'partial':
      return {
        ...sentence,
        verdict: 'partial',
        evidence,
        flags: [...kept, judged('partially_supported', 'soft', 'judged: only a part of it is in the evidence')],
      }
    case 'unsupported':
    case 'contradicted': {
      const detail =
        verdict === 'unsupported' ? 'judged: not in the evidence' : 'judged: the evidence says the opposite'
      const hard = sentence.flags.some(({ code, severity }) => severity === 'hard' && settleable.has(code))
      const flags = hard ? sentence.flags : [...kept, judged('unsupported_claim', 'hard', detail)]
      return { ...sentence, verdict: 'unsupported', evidence, flags }
    }
  }
}
