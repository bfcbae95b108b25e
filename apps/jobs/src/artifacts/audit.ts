import type { AuditEntry, AuditType } from '@synthwright/contracts'
import type { RunDocument } from '../engine/run.ts'

interface Counted {
  source_count?: number
  gap_count?: number
  artifact_id?: string | null
}

/** What the audit log keeps of a draft or a verification that has ended: what it concerned, and how much of it. */
export const artifactAudit =
  (type: AuditType) =>
  ({ outcome, parentRunId, usage }: RunDocument): Pick<AuditEntry, 'type' | 'targetIds' | 'counts'> => {
    const { source_count, gap_count, artifact_id } = (outcome ?? {}) as Counted
    return {
      type,
      targetIds: [artifact_id, parentRunId].filter((id) => typeof id === 'string'),
      counts: {
        ...(source_count === undefined ? {} : { sources: source_count }),
        ...(gap_count === undefined ? {} : { gaps: gap_count }),
        model_calls: usage.modelCalls,
      },
    }
  }
