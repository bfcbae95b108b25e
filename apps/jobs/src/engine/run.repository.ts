import { AppError, isAppError } from '@synthwright/kernel'
import type { Filter, Store } from '@synthwright/persistence'
import type { RunDocument } from './run.ts'
import { runs } from './run.schema.ts'

export type RunRepository = ReturnType<typeof createRunRepository>

/** Runs of one team. Whoever changes one names the version it read. */
export const createRunRepository = (store: Store) => {
  const repository = store.teamRepository(runs)

  return {
    find: (teamId: string, runId: string): Promise<RunDocument | undefined> =>
      repository.findOne(teamId, { _id: runId }),

    /** Stores a new run, or answers with the one that its command or its id stands for already. */
    async insert(run: RunDocument): Promise<RunDocument | undefined> {
      try {
        await repository.insert(run.teamId, run)
        return undefined
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        const existing = await repository.findOne(run.teamId, { $or: [{ commandId: run.commandId }, { _id: run._id }] })
        if (!existing) throw new AppError('internal', 'A run of another team has this id', { cause: error })
        return existing
      }
    },

    /** Stores the next state of a run; false when it is no longer in the version that the next state was made from. */
    replace: (next: RunDocument, expectedVersion: number): Promise<boolean> =>
      repository.replace(next.teamId, { _id: next._id, version: expectedVersion }, next),

    /** Runs newest first, without what only the engine needs. */
    list: (teamId: string, filter: Filter<Omit<RunDocument, 'teamId'>>, limit: number): Promise<RunDocument[]> =>
      repository.find(teamId, filter, { sort: { createdAt: -1, _id: -1 }, limit }),
  }
}
