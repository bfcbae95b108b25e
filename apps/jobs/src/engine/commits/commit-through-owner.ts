import type { WireError } from '@synthwright/contracts'
import { toAppError, toWire } from '@synthwright/kernel'
import type { BlobReader } from '../blob-reader.ts'
import { mayRetry } from '../retry.ts'
import type { RunDocument } from '../run.ts'
import type { Change } from './change.ts'
import type { OwnerCommit } from './owner-commit.ts'

const ownerChanged: WireError = {
  code: 'owner_changed',
  message: 'What the result was for has changed meanwhile',
}

interface CommitDriver {
  commit: OwnerCommit
  blobs: BlobReader
  change: Change
}

/**
 * Carries the commit of a run to its end, from wherever it was left: the run succeeded when its owner lists it, and
 * failed when its owner never will.
 * @throws AppError what may go better at another time
 */
export const driveCommit = async (
  run: RunDocument,
  { commit, blobs, change }: CommitDriver,
): Promise<RunDocument | undefined> => {
  const succeeded = () => change(run, (rules, newest, context) => rules.committed(newest, context))
  const failed = (error: WireError) =>
    change(run, (rules, newest, context) => rules.commitRefused(newest, error, context))

  if (await commit.lists(run)) return succeeded()
  try {
    await commit.prepare(run, blobs)
  } catch (thrown) {
    const error = toWire(toAppError(thrown))
    if (mayRetry(error)) throw thrown
    await commit.abandon(run)
    return (await commit.lists(run)) ? succeeded() : failed(error)
  }
  return (await commit.attach(run)) || (await commit.lists(run)) ? succeeded() : failed(ownerChanged)
}
