import type { EvidenceSource, Flag, TextClaim } from '@synthwright/contracts'
import { excerptOf } from './excerpt.ts'

/** A hard flag about sources, at the sentence that first cites them. */
export const sourceFlag = (
  code: Flag['code'],
  claim: TextClaim,
  sources: readonly Pick<EvidenceSource, 'id'>[],
  detail: string,
): Flag => ({
  code,
  severity: 'hard',
  section_id: claim.section_id,
  sentence_index: claim.index,
  start: claim.start,
  end: claim.end,
  excerpt: excerptOf(claim.text),
  source_ids: sources.map(({ id }) => id),
  detail,
})
