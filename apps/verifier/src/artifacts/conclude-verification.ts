import type { Conclusion, Evidence, Gap } from '@synthwright/contracts'
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
  return {
    verification: verificationOf({
      sentences: check.sentences,
      flags: check.flags,
      coverage: [...(plan?.body.verification.gaps ?? []), ...(check.sentences.length === 0 ? [nothingStated] : [])],
      sections: text.sections,
      sourceCount: citableSources(evidence),
      method,
    }),
    sentences: check.sentences,
    text_hash: textHash(text.markdown),
    notices,
    artifact: null,
    engine: null,
  }
}

const citableSources = ({ packs, sources }: Evidence): number => {
  const inPacks = new Set(packs.flatMap(({ source_ids }) => source_ids))
  return sources.filter(({ id, redacted }) => inPacks.has(id) && !redacted).length
}
