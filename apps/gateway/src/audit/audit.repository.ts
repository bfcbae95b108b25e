import type { AuditEntry } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import type { Store, TeamFilter } from '@synthwright/persistence'
import { auditEntries, type AuditDocument } from './audit.schema.ts'

/** The audit log: it only grows, and an entry that comes twice stands there once. */
export interface AuditRepository {
  record(entry: AuditEntry): Promise<void>
  /** The newest entries of a team. */
  list(teamId: string, filter: TeamFilter<AuditDocument>, limit: number): Promise<AuditEntry[]>
}

export const createAuditRepository = (store: Store): AuditRepository => {
  const entries = store.teamRepository(auditEntries)
  return {
    record: async ({ id, teamId, at, ...entry }) => {
      try {
        await entries.insert(teamId, { ...entry, _id: id, at: new Date(at) })
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
      }
    },
    list: async (teamId, filter, limit) => {
      const found = await entries.find(teamId, filter, { sort: { at: -1, _id: -1 }, limit })
      return found.map(({ _id: id, at, ...entry }) => ({ id, at: at.toISOString(), ...entry }))
    },
  }
}
