import type { CheckedSentence, Flag, Gap, Verification } from '@synthwright/contracts'
import { gapsOf } from '@synthwright/grounding'

interface Judged {
  sentences: readonly CheckedSentence[]
  /** Flags of the text as a whole. */
  flags: readonly Flag[]
  /** Gaps that were found before the text was read. */
  coverage: readonly Gap[]
  sections: readonly { section_id: string; title: string }[]
  sourceCount: number
  method: NonNullable<Verification['method']>
}

/** The verdict: `pass` when neither coverage nor the text leaves a gap. `method` says whether a model took part. */
export const verificationOf = ({ sentences, flags, coverage, sections, sourceCount, method }: Judged): Verification => {
  const gaps = [...coverage, ...gapsOf(sentences, flags, sections)]
  return {
    status: gaps.length === 0 ? 'pass' : 'gaps',
    source_count: sourceCount,
    gap_count: gaps.length,
    gaps,
    method,
    checked_sentence_count: sentences.length,
    supported_sentence_count: sentences.filter(({ verdict }) => verdict === 'supported').length,
    flags: [...sentences.flatMap((sentence) => sentence.flags), ...flags],
  }
}
