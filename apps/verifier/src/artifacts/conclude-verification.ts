import type { CheckedSentence, Conclusion, Evidence, Flag, Gap, Notice } from '@synthwright/contracts'
import type { ConclusionInput } from './conclusion-input.ts'
import { judgedCheck } from './judged-check.ts'
import { textHash } from './text-hash.ts'
import { verificationOf } from './verification.ts'

/** A text that states nothing cannot pass: there was nothing to check. */
const nothingStated: Gap = {
  section_id: null,
  title: '',
  reason: 'no_citable_sources',
  query: '',
  missing_source_ids: [],
  detail: 'the text has no sentence that states anything',
}

/** The verdict on a text that somebody wrote or edited, which is left as it is. */
export const concludeVerification = (input: ConclusionInput): Conclusion => {
  const { text, plan, evidence } = input
  const { check, method, notices } = judgedCheck(input)
  const verification = verificationOf({
    sentences: check.sentences,
    flags: check.flags,
    coverage: [...(plan?.body.verification.gaps ?? []), ...(check.sentences.length === 0 ? [nothingStated] : [])],
    sections: text.sections,
    sourceCount: citableSources(evidence),
    method,
  })
  const { flags, leftOut } = shownFlags(verification.flags ?? [])
  return {
    verification: { ...verification, flags },
    sentences: check.sentences,
    text_hash: textHash(text.markdown),
    notices: [...notices, ...(leftOut > 0 || hasUntold(check.sentences) ? [flagsLeftOut(leftOut)] : [])],
    artifact: null,
    engine: null,
  }
}

/** Bytes of the flags that an answer lists beside its sentences; gaps and counts are drawn from all of them. */
const flagBytes = 1_500_000

/** Hard flags first, as many as an answer has room for, in their order. */
const shownFlags = (all: readonly Flag[]): { flags: Flag[]; leftOut: number } => {
  let left = flagBytes
  const kept = new Set<Flag>()
  for (const severity of ['hard', 'soft'] as const)
    for (const flag of all)
      if (flag.severity === severity && (left -= Buffer.byteLength(JSON.stringify(flag))) >= 0) kept.add(flag)
  return { flags: all.filter((flag) => kept.has(flag)), leftOut: all.length - kept.size }
}

/** Whether a check had no room to tell all of a sentence (see `checkText`). */
const hasUntold = (sentences: readonly CheckedSentence[]): boolean =>
  sentences.some(({ start, end, flags }) => end > start && flags.some(({ excerpt }) => excerpt === ''))

const flagsLeftOut = (count: number): Notice => ({
  code: 'flags_left_out',
  section_id: null,
  ids: [],
  detail:
    count > 0
      ? `${count} flags are counted in the gaps and not listed`
      : 'some sentences show one flag, without its words',
})

const citableSources = ({ packs, sources }: Evidence): number => {
  const inPacks = new Set(packs.flatMap(({ source_ids }) => source_ids))
  return sources.filter(({ id, redacted }) => inPacks.has(id) && !redacted).length
}
