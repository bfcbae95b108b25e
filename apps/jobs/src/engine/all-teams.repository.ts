import { systemScope, type Store } from '@synthwright/persistence'
import { blobs, type BlobDocument } from './blob.schema.ts'
import { readRun } from './run.repository.ts'
import type { RunDocument } from './run.ts'
import { runs } from './run.schema.ts'

export type AllTeamsRepository = ReturnType<typeof createAllTeamsRepository>

const page = 200

/** The queries of this service that see every team: those of the reconciler and the sweeper. */
export const createAllTeamsRepository = (store: Store) => {
  const everyRun = store.systemRepository(runs, systemScope('reconcile runs'))
  const everyBlob = store.systemRepository(blobs, systemScope('sweep blobs'))

  return {
    /** A page of the runs for which time brings something about by `until`, the longest overdue first. */
    async due(until: number, after: RunDocument | null): Promise<RunDocument[]> {
      const found = await everyRun.find(
        after
          ? {
              wakeAt: { $gte: after.wakeAt!, $lte: until },
              $or: [{ wakeAt: { $gt: after.wakeAt! } }, { _id: { $gt: after._id } }],
            }
          : { wakeAt: { $gt: 0, $lte: until } },
        { sort: { wakeAt: 1, _id: 1 }, limit: page },
      )
      return found.map(readRun)
    },

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

    /** The named runs, without deleted ones. */
    runsNamed: (ids: string[]): Promise<RunDocument[]> => everyRun.find({ _id: { $in: ids }, deleted: null }, {}),

    /** Deletes the named blobs, except those that somebody has written again since `before`. */
    deleteBlobs: (names: string[], before: Date): Promise<number> =>
      everyBlob.delete({ _id: { $in: names }, createdAt: { $lt: before } }),
  }
}
