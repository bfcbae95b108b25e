import type { BlobReader } from '../blob-reader.ts'
import type { RunDocument } from '../run.ts'

/**
 * How the rows that a run made become visible: all of them, in the one update by which their owner lists the run.
 * Every method may be repeated, also by another replica and after a crash.
 */
export interface OwnerCommit {
  /** Stores the rows, under ids derived from the run and their number. Nobody sees them before the owner lists the run. */
  prepare(run: RunDocument, blobs: BlobReader): Promise<void>
  /** Lists the run, if the owner still names it. @returns false when it does not, which is final */
  attach(run: RunDocument): Promise<boolean>
  lists(run: RunDocument): Promise<boolean>
  /** Takes the owner from the run, so that it can never attach, unless it has done so. */
  abandon(run: RunDocument): Promise<void>
}
