import { isAppError, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { fromStored, toStored } from '../rows/stored-row.ts'
import { changes, type StoredChange } from './change.schema.ts'
import type { Change } from './change.ts'

export interface ChangeRepository {
  /** Changes above `rev`, in order. */
  after(teamId: string, rev: number, limit: number): Promise<Change[]>
  /** Changes nobody has marked applied, in order. */
  unapplied(teamId: string): Promise<Change[]>
  /** The newest revision; 0 when nothing was ever written. */
  newestRev(teamId: string): Promise<number>
  /** Whether a change is the effect of this command. Those that were dropped are not found. */
  hasEffectOf(teamId: string, commandId: string): Promise<boolean>
  /** Commits the change; false when another write has this revision. */
  insert(teamId: string, change: Change): Promise<boolean>
  markApplied(teamId: string, rev: number): Promise<void>
  /** Notes that the audit log has what it is to keep of a change. */
  markAudited(teamId: string, rev: number): Promise<void>
  /** Drops applied and audited changes older than `before`, never the one at `below` or above it. */
  drop(teamId: string, below: number, before: Date): Promise<void>
}

const toChange = ({ rev, writeId, commandId, applied, rows, audit }: StoredChange): Change => ({
  rev,
  writeId,
  commandId: commandId ?? null,
  applied,
  audit: audit ?? [],
  rows: rows.map(fromStored),
})

export const createChangeRepository = (store: Store, clock: Clock): ChangeRepository => {
  const repository = store.teamRepository(changes)

  return {
    after: async (teamId, rev, limit) =>
      (await repository.find(teamId, { rev: { $gt: rev } }, { sort: { rev: 1 }, limit })).map(toChange),

    unapplied: async (teamId) =>
      (await repository.find(teamId, { applied: false }, { sort: { rev: 1 } })).map(toChange),

    newestRev: async (teamId) =>
      (await repository.findOne(teamId, {}, { sort: { rev: -1 }, fields: ['rev'] }))?.rev ?? 0,

    hasEffectOf: async (teamId, commandId) => (await repository.count(teamId, { commandId })) > 0,

    async insert(teamId, { rev, writeId, commandId, applied, rows, audit }) {
      try {
        await repository.insert(teamId, {
          _id: `${teamId}/${rev}`,
          rev,
          writeId,
          commandId,
          applied,
          audit: [...audit],
          audited: audit.length === 0,
          at: clock.date(),
          rows: rows.map((row) => {
            const { head, content } = toStored(teamId, row)
            return { head, content }
          }),
        })
        return true
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        // The driver may have repeated an insert whose answer was lost: then the change that is there is ours.
        const there = await repository.findOne(teamId, { rev }, { fields: ['writeId'] })
        return there?.writeId === writeId
      }
    },

    markApplied: async (teamId, rev) => {
      await repository.update(teamId, { _id: `${teamId}/${rev}` }, { $set: { applied: true } })
    },

    markAudited: async (teamId, rev) => {
      await repository.update(teamId, { _id: `${teamId}/${rev}` }, { $set: { audited: true } })
    },

    drop: async (teamId, below, before) => {
      await repository.delete(teamId, { applied: true, audited: true, rev: { $lt: below }, at: { $lt: before } })
    },
  }
}
