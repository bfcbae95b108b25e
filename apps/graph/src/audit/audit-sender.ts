import type { AuditEntry, CorrectionAction, Principal } from '@synthwright/contracts'
import { newId, toAppError, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { ChangeRepository } from '../changes/change.repository.ts'
import type { UnsentAuditRepository } from './unsent-audit.repository.ts'

interface Parts {
  changes: Pick<ChangeRepository, 'markAudited'>
  unsent: UnsentAuditRepository
  /** Puts entries into the audit log; it may be told of one twice. */
  record: (entries: AuditEntry[]) => Promise<unknown>
  clock: Clock
  everyMs: number
}

/** Sends what a change leaves for the audit log until that has acknowledged it. */
export const createAuditSender = ({ changes, unsent, record, clock, everyMs }: Parts) => {
  let timer: NodeJS.Timeout | undefined

  const send = async (teamId: string, { rev, audit }: { rev: number; audit: readonly AuditEntry[] }): Promise<void> => {
    try {
      if (audit.length > 0) await record([...audit])
      await changes.markAudited(teamId, rev)
    } catch (error) {
      log.warn('An audit entry waits to be sent', { teamId, rev, error: toAppError(error) })
    }
  }

  const sendLeft = async (): Promise<void> => {
    try {
      for (const { teamId, ...change } of await unsent.unsent(new Date(clock.now() - everyMs)))
        await send(teamId, change)
    } catch (error) {
      log.warn('Audit entries could not be looked up', { error: toAppError(error) })
    }
  }

  return {
    send,
    /** Sends what was left, now and from time to time. */
    start: async (): Promise<void> => {
      timer = setInterval(() => void sendLeft(), everyMs)
      timer.unref()
      await sendLeft()
    },
    stop: (): void => clearInterval(timer),
  }
}

/** What the audit log keeps of a correction: who, what, and of which rows. */
export const correctionAudit = (
  principal: Principal,
  {
    action,
    rowIds,
    derived,
    requestId,
  }: { action: CorrectionAction; rowIds: string[]; derived: number; requestId: string | null },
  at: string,
): AuditEntry => ({
  id: newId('audit'),
  teamId: principal.teamId,
  at,
  type: 'memory.corrected',
  principal: { userId: principal.userId, credentialId: principal.credentialId },
  requestId,
  runId: null,
  targetIds: rowIds.slice(0, 200),
  outcome: 'ok',
  operation: action,
  counts: { sources: rowIds.length, derived },
})
