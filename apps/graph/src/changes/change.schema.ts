import type { AuditEntry } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'
import type { StoredRow } from '../rows/row.schema.ts'

export interface StoredChange {
  /** `<teamId>/<rev>` */
  _id: string
  teamId: string
  rev: number
  writeId: string
  /** Absent from changes of the release before. */
  commandId?: string | null
  at: Date
  applied: boolean
  rows: Pick<StoredRow, 'head' | 'content'>[]
  audit: AuditEntry[]
  /** Whether the audit log has acknowledged it. */
  audited: boolean
}

export const changes = collection<StoredChange>({
  name: 'changes',
  fields: {
    _id: 'string',
    teamId: 'string',
    rev: 'number',
    writeId: 'string',
    commandId: 'string',
    at: 'date',
    applied: 'boolean',
    rows: 'mixed',
    audit: 'mixed',
    audited: 'boolean',
  },
  indexes: [
    { keys: { teamId: 1, rev: 1 }, unique: true, serves: 'one write per revision; what a replica has not seen yet' },
    {
      keys: { audited: 1, at: 1 },
      partialFilterExpression: { audited: false },
      serves: 'what the audit log has not acknowledged yet, of all teams',
    },
    { keys: { teamId: 1, commandId: 1 }, serves: 'whether a command has had its effect' },
    { keys: { teamId: 1, applied: 1, rev: 1 }, serves: 'what nobody has applied yet; what may be dropped' },
  ],
})
