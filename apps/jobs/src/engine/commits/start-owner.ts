import type { RunStart } from '../new-run.ts'
import type { RunAt } from '../run.ts'

/** What is busy while a run works on it. Every method may be repeated, also by another replica and after a crash. */
export interface StartOwner {
  /**
   * Makes the owner busy with a run, in one update that also keeps the run's id, its command and all it is made from.
   * @returns false, and nothing happened, when the owner is not free
   */
  take(start: RunStart): Promise<boolean>
  /** The start that the owner keeps. */
  kept(start: RunStart): Promise<RunStart | undefined>
  /** Frees the owner, if it still names this run. */
  release(at: RunAt): Promise<void>
  /** What owners keep, of every team. */
  allKept(): Promise<RunStart[]>
}
