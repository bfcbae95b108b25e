import { AppError, isAppError, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { blobs } from './blob.schema.ts'

export type BlobRepository = ReturnType<typeof createBlobRepository>

/** The name of a blob: the run, and what of it (its request, or the result of one attempt at one task). */
export const blobName = (runId: string, ...of: (string | number)[]): string => [runId, ...of].join('.')

/**
 * Blobs never change: writing one that is there already, as a repeated finish does, only makes it young again, so that
 * the sweeper does not take it before it is named.
 */
export const createBlobRepository = (store: Store, clock: Clock) => {
  const repository = store.teamRepository(blobs)

  return {
    async write(teamId: string, runId: string, name: string, value: unknown): Promise<void> {
      try {
        await repository.insert(teamId, {
          _id: name,
          teamId,
          runId,
          json: JSON.stringify(value),
          createdAt: clock.date(),
        })
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        await repository.update(teamId, { _id: name }, { $set: { createdAt: clock.date() } })
      }
    },

    /** @throws AppError `blob_not_found` */
    async read<T>(teamId: string, name: string): Promise<T> {
      const blob = await repository.findOne(teamId, { _id: name })
      if (!blob) throw new AppError('blob_not_found', 'A stored part of the run is missing', { details: { name } })
      return JSON.parse(blob.json) as T
    },

    /** Deletes blobs, except those that somebody has written again since `before`. */
    delete: (teamId: string, names: readonly string[], before: Date): Promise<number> =>
      repository.delete(teamId, { _id: { $in: names }, createdAt: { $lt: before } }),
  }
}
