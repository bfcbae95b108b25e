import type { AuditEntry } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'

/** One audit entry as it is kept. */
export interface AuditDocument extends Omit<AuditEntry, 'id' | 'at'> {
  _id: string
  at: Date
}

export const auditEntries = collection<AuditDocument>({
  name: 'audit',
  fields: {
    _id: 'string',
    teamId: 'string',
    at: 'date',
    type: 'string',
    principal: 'mixed',
    requestId: 'string',
    runId: 'string',
    targetIds: 'strings',
    outcome: 'string',
    operation: 'string',
    code: 'string',
    counts: 'mixed',
  },
  indexes: [{ keys: { teamId: 1, at: -1, _id: -1 }, serves: 'the log of a team, newest first' }],
})
