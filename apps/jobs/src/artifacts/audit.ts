import type { AuditEntry, AuditType } from '@synthwright/contracts'
import type { RunDocument } from '../engine/run.ts'

interface Counted {
  source_count?: number
  gap_count?: number
  artifact_id?: string | null
  remembered_memory_id?: string
}

/** What the audit log keeps of a draft or a verification that has ended: what it concerned, and how much of it. */
export const artifactAudit =
  (type: AuditType) =>
  ({ outcome, parentRunId, usage }: RunDocument): Pick<AuditEntry, 'type' | 'targetIds' | 'counts'>[] => {
    const { source_count, gap_count, artifact_id, remembered_memory_id } = (outcome ?? {}) as Counted
    const counts = {
      ...(source_count === undefined ? {} : { sources: source_count }),
      ...(gap_count === undefined ? {} : { gaps: gap_count }),
    }
    const idsOf = (...ids: unknown[]): string[] => ids.filter((id) => typeof id === 'string')
    return [
      { type, targetIds: idsOf(artifact_id, parentRunId), counts: { ...counts, model_calls: usage.modelCalls } },
      ...(remembered_memory_id === undefined
        ? []
        : [{ type: 'synthesis.remember' as const, targetIds: idsOf(artifact_id, remembered_memory_id), counts }]),
    ]
  }
