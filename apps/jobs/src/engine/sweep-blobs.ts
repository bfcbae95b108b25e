import type { Clock } from '@synthwright/kernel'
import type { AllTeamsRepository } from './all-teams.repository.ts'
import type { BlobDocument } from './blob.schema.ts'
import { blobsNamedBy } from './run-blobs.ts'

const dayMs = 24 * 60 * 60_000
const page = 200

type OldBlob = Pick<BlobDocument, '_id' | 'runId' | 'createdAt'>

/**
 * Deletes the blobs that no run names: those of refused attempts and of runs that are gone. A blob is written before
 * the update that names it, so only what has gone unnamed for a day is taken.
 * @returns how many were deleted
 */
export const sweepBlobs = async (all: AllTeamsRepository, clock: Clock): Promise<number> => {
  const before = new Date(clock.now() - dayMs)
  let deleted = 0
  let last: OldBlob | null = null
  for (;;) {
    const old: OldBlob[] = await all.oldBlobs(before, last, page)
    if (old.length === 0) return deleted
    const runs = await all.runsNamed([...new Set(old.map(({ runId }) => runId))])
    const named = new Set(runs.flatMap(blobsNamedBy))
    const unnamed = old.filter(({ _id }) => !named.has(_id)).map(({ _id }) => _id)
    if (unnamed.length) deleted += await all.deleteBlobs(unnamed, before)
    last = old.at(-1)!
  }
}
