import { systemScope, type Store } from '@synthwright/persistence'
import { blobs, type BlobDocument } from './blob.schema.ts'
import type { RunDocument } from './run.ts'
import { runs } from './run.schema.ts'

export type AllTeamsRepository = ReturnType<typeof createAllTeamsRepository>

/** The queries of this service that see every team: those of the reconciler and the sweeper. */
export const createAllTeamsRepository = (store: Store) => {
  const everyRun = store.systemRepository(runs, systemScope('reconcile runs'))
  const everyBlob = store.systemRepository(blobs, systemScope('sweep blobs'))

  return {
    /** Runs for which time has brought something about, the longest overdue first. */
    due: (now: number, limit: number): Promise<RunDocument[]> =>
      everyRun.find({ wakeAt: { $lte: now, $gt: 0 } }, { sort: { wakeAt: 1 }, limit }),

    /** Runs that have not ended: only these have a time to wake. */
    inFlight: (limit: number): Promise<RunDocument[]> =>
      everyRun.find({ wakeAt: { $gt: 0 } }, { sort: { wakeAt: 1 }, limit }),

    /** Names of blobs written before `before`, in the order of their making, after the one given. */
    oldBlobs: (before: Date, after: Pick<BlobDocument, '_id' | 'createdAt'> | null, limit: number) =>
      everyBlob.find(
        after
          ? {
              createdAt: { $gte: after.createdAt, $lt: before },
              $or: [{ createdAt: { $gt: after.createdAt } }, { _id: { $gt: after._id } }],
            }
          : { createdAt: { $lt: before } },
        { sort: { createdAt: 1, _id: 1 }, limit, fields: ['_id', 'runId', 'createdAt'] },
      ),

    runsNamed: (ids: string[]): Promise<RunDocument[]> => everyRun.find({ _id: { $in: ids } }, {}),

    deleteBlobs: (names: string[]): Promise<number> => everyBlob.delete({ _id: { $in: names } }),
  }
}
