import { getArtifactRun, watchRun, type Principal, type RunRecord } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import { askEveryMs, followRun, whenReachable } from '../runs/follow-run.ts'

interface Wait {
  principal: Principal
  runId: string
  /** Milliseconds since the epoch. */
  deadlineAt: number
  signal: AbortSignal
}

/**
 * The record of a run once it has ended; undefined when the deadline passes first. Nobody who has to be asked on the
 * way needs to be there all the time.
 * @throws the reason of `signal`; AppError what jobs refuses
 */
export const waitForRun = async (
  bus: Bus,
  { principal, runId, deadlineAt, signal }: Wait,
): Promise<RunRecord | undefined> => {
  const follower = followRun(bus, principal.teamId, runId, ({ ended }) => ended)
  const options = { principal, signal }
  const ended = async () => {
    const state = await bus.call(watchRun, { runId, afterSeq: Number.MAX_SAFE_INTEGER }, options)
    return state.ended ? bus.call(getArtifactRun, { runId }, options) : undefined
  }
  try {
    for (;;) {
      const record = await whenReachable(ended())
      if (record) return record
      const leftMs = deadlineAt - Date.now()
      if (leftMs <= 0) return undefined
      await follower.next(Math.min(askEveryMs, leftMs), signal)
    }
  } finally {
    follower.close()
  }
}
