import type { ArtifactCheck, Notice, Verification } from '@synthwright/contracts'
import { applyVerdicts } from '@synthwright/grounding'
import type { ConclusionInput } from './conclusion-input.ts'

export interface JudgedCheck {
  check: ArtifactCheck
  method: NonNullable<Verification['method']>
  /** That a judge was asked and could not answer all. */
  notices: Notice[]
}

/** The check with what a judge made of its undecided sentences; a judge that said nothing took no part. */
export const judgedCheck = ({ check, evidence, judged = [] }: ConclusionInput): JudgedCheck => {
  const verdicts = judged.flatMap((part) => part.verdicts)
  const cause = judged.map(({ unavailable }) => unavailable).find((code) => code !== null && code !== 'judge_off')
  return {
    check: applyVerdicts(check, verdicts, evidence),
    method: verdicts.length > 0 ? 'lexical+judge' : 'lexical',
    notices: cause ? [{ code: 'judge_unavailable', section_id: null, ids: [], detail: cause }] : [],
  }
}
