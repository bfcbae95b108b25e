import type { ConclusionInput } from './conclusion-input.ts'
import { artifactId } from './compose-artifact.ts'
import { concludeDraft } from './conclude-draft.ts'
import { concludeVerification } from './conclude-verification.ts'

/** The verdict of a checked text, and of a draft the artifact. */
export const concludedArtifact = (input: ConclusionInput) => {
  const { conclusion, emptied } =
    input.kind === 'draft' ? concludeDraft(input) : { conclusion: concludeVerification(input), emptied: [] }
  const { verification, artifact } = conclusion
  return {
    result: conclusion,
    facts: {
      status: verification.gap_count === 0 ? ('pass' as const) : ('gaps' as const),
      source_count: verification.source_count,
      gap_count: verification.gap_count,
      artifact_id:
        artifact?.artifact_id ?? (input.request['remember'] === true ? artifactId(input, conclusion.text_hash) : null),
      emptied,
      source_ids: [...new Set(conclusion.sentences.flatMap(({ citation_ids }) => citation_ids))],
    },
  }
}
