import type { AuditEntry } from '@synthwright/contracts'
import { AppError, isAppError } from '@synthwright/kernel'
import type { Filter, Store, TeamFilter, TeamUpdate } from '@synthwright/persistence'
import type { RunDocument, Tombstone } from './run.ts'
import { runs } from './run.schema.ts'

/** A query on the runs of one team. */
export type RunFilter = Filter<Omit<RunDocument, 'teamId'>>

export type RunRepository = ReturnType<typeof createRunRepository>

const isDuplicate = (error: unknown): error is AppError => isAppError(error) && error.code === 'already_exists'

const shown: TeamFilter<RunDocument> = { deleted: null }

/** Fields that documents of the first release lack. */
const laterFields = { cancelledBy: null, requestId: null, audit: [], afterCommit: null, decision: null, deleted: null }

/** A document as this release knows it. */
export const readRun = (stored: RunDocument): RunDocument => ({ ...laterFields, ...stored })

/** Runs of one team. Whoever changes one names the version it read. */
export const createRunRepository = (store: Store) => {
  const repository = store.teamRepository(runs)
  const one = async (teamId: string, filter: TeamFilter<RunDocument>): Promise<RunDocument | undefined> => {
    const found = await repository.findOne(teamId, filter)
    return found && readRun(found)
  }

  return {
    find: (teamId: string, runId: string) => one(teamId, { _id: runId, ...shown }),

    /** Also a deleted run, or what stays of it: for those who delete, and for those who start. */
    findEvenDeleted: (teamId: string, runId: string) => one(teamId, { _id: runId }),

    /** The run that a command started, deleted or not. */
    findByCommand: (teamId: string, commandId: string) => one(teamId, { commandId }),

    /**
     * Stores a new run, or answers with the one that its command or its id stands for already, deleted or not.
     * @throws AppError `lock_held`, with the id of the run that holds the lock when it is of the same team
     */
    async insert(run: RunDocument): Promise<RunDocument | undefined> {
      try {
        await repository.insert(run.teamId, run)
        return undefined
      } catch (error) {
        if (!isDuplicate(error)) throw error
        const existing = await one(run.teamId, { $or: [{ commandId: run.commandId }, { _id: run._id }] })
        if (existing) return existing
        if (!run.locks) throw new AppError('internal', 'A run of another team has this id', { cause: error })
        const holder = await one(run.teamId, { locks: { $in: run.locks } })
        throw new AppError('lock_held', 'Another run holds what this one needs', {
          details: holder ? { runId: holder._id } : {},
          cause: error,
        })
      }
    },

    /** Stores the next state of a run; false when it is no longer in the version that the next state was made from. */
    replace: (next: RunDocument | Tombstone, expectedVersion: number): Promise<boolean> =>
      repository.replace(next.teamId, { _id: next._id, version: expectedVersion }, next as RunDocument),

    /** Something to tell about a run that has ended, kept with it until the audit log has it. */
    async addAudit(teamId: string, runId: string, entries: readonly AuditEntry[], wakeAt: number): Promise<void> {
      const $set = { wakeAt, expiresAt: null }
      await repository.update(
        teamId,
        { _id: runId },
        { $push: { audit: { $each: entries } }, $set, $inc: { version: 1 } },
      )
    },

    /**
     * Takes acknowledged entries out, and nothing else.
     * @param settled what follows once the entries were all there was to tell, if the run is still in this version
     */
    async takeAudit(run: RunDocument, ids: readonly string[], settled?: { expiresAt: Date }): Promise<void> {
      const taken: TeamUpdate<RunDocument> = { $pull: { audit: { id: { $in: ids } } }, $inc: { version: 1 } }
      if (settled) {
        const whole = { ...taken, $set: { wakeAt: null, ...settled } }
        if (await repository.update(run.teamId, { _id: run._id, version: run.version }, whole)) return
      }
      await repository.update(run.teamId, { _id: run._id }, taken)
    },

    /** Runs newest first. */
    list: async (teamId: string, filter: RunFilter, limit: number): Promise<RunDocument[]> => {
      const found = await repository.find(teamId, { $and: [filter, shown] } as TeamFilter<RunDocument>, {
        sort: { createdAt: -1, _id: -1 },
        limit,
      })
      return found.map(readRun)
    },

    /** Their ids alone. */
    listIds: async (teamId: string, filter: RunFilter, limit: number): Promise<string[]> => {
      const found = await repository.find(teamId, { $and: [filter, shown] } as TeamFilter<RunDocument>, {
        sort: { createdAt: -1, _id: -1 },
        fields: ['_id'],
        limit,
      })
      return found.map(({ _id }) => _id)
    },
  }
}
