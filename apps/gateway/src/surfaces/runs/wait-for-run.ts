import { watchRun, type Principal } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { RunFollowers } from './run-followers.ts'

/** Events are wake-ups and may be lost: whoever follows asks again at least this often. */
export const askEveryMs = 1_000
/** A run that was there before, or whose end was not heard, is found soon; a quick one is heard of first. */
const firstAskMs = 100

/** What a question brings, or undefined while the one who answers it cannot be reached; it may come back. */
export const whenReachable = async <T>(question: Promise<T>): Promise<T | undefined> => {
  try {
    return await question
  } catch (error) {
    if (isAppError(error) && (error.kind === 'unavailable' || error.kind === 'unknown_outcome')) return undefined
    throw error
  }
}

interface Wait<T> {
  principal: Principal
  runId: string
  /** Milliseconds since the epoch. */
  deadlineAt: number
  signal: AbortSignal
  /** Asks for what is wanted of the run that has ended. */
  read: () => Promise<T>
}

/**
 * What is read of a run once it has ended; undefined when the deadline passes first. Nobody who has to be asked on the
 * way needs to be there all the time.
 * @throws the reason of `signal`; AppError what jobs refuses
 */
export const waitForRun = async <T>(
  { bus, runs }: { bus: Bus; runs: RunFollowers },
  { principal, runId, deadlineAt, signal, read }: Wait<T>,
): Promise<T | undefined> => {
  const follower = runs.follow(principal.teamId, runId, ({ ended }) => ended)
  const ask = async () => {
    const { ended } = await bus.call(watchRun, { runId, afterSeq: Number.MAX_SAFE_INTEGER }, { principal, signal })
    return ended ? read() : undefined
  }
  try {
    for (let withinMs = firstAskMs; ; withinMs = askEveryMs) {
      const leftMs = deadlineAt - Date.now()
      const hasEnded = leftMs > 0 && (await follower.next(Math.min(withinMs, leftMs), signal))
      const found = await whenReachable(hasEnded ? read() : ask())
      if (found !== undefined || Date.now() >= deadlineAt) return found
    }
  } finally {
    follower.close()
  }
}
