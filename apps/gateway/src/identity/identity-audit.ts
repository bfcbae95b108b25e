import type { AuditEntry, AuditType, ErrorCode } from '@synthwright/contracts'
import { newId, sha256, systemClock, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { AuditRepository } from '../audit/audit.repository.ts'

interface Happening {
  type: AuditType
  teamId: string
  by: { userId: string; credentialId: string }
  requestId: string | null
  targetIds: string[]
  outcome?: AuditEntry['outcome']
  code?: ErrorCode
  /** The command that did it: what is recorded of it twice stands there once. */
  commandId?: string
}

/** What happens to accounts, sessions, members and keys, in ids: no address, no name, no token. */
export interface IdentityAudit {
  record(happening: Happening): Promise<void>
  /** Without waiting, where the time of an answer would tell something. */
  note(happening: Happening): void
}

export const createIdentityAudit = (audit: AuditRepository, clock: Clock = systemClock): IdentityAudit => {
  const record = ({ by, commandId, outcome = 'ok', ...happening }: Happening): Promise<void> =>
    audit.record({
      ...happening,
      id: commandId ? `aud_${sha256(`${happening.type} ${commandId}`).slice(0, 24)}` : newId('audit'),
      at: clock.date().toISOString(),
      principal: by,
      runId: null,
      outcome,
      counts: {},
    })
  return {
    record,
    note: (happening) =>
      void record(happening).catch((error: unknown) =>
        log.error('A sign-in could not be put into the audit log', { error }),
      ),
  }
}
