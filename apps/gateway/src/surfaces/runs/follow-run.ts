import { runChanged } from '@synthwright/contracts'
import { AppError, delay, isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { z } from 'zod'

type Change = z.output<typeof runChanged.body>

/** Hears that a run moved. */
export interface RunFollower {
  /** Resolves when it moved since the last call, at the latest after `withinMs`. @throws the reason of `signal` */
  next(withinMs: number, signal: AbortSignal): Promise<void>
  close(): void
}

/** Events are wake-ups and may be lost: whoever follows asks again at least this often. */
export const askEveryMs = 1_000

const runIdForm = /^[\w-]{1,200}$/

/**
 * Listens for the changes of a run. To miss nothing, begin before asking for its state.
 * @param heard is told of each change as it comes; what returns true wakes
 * @throws AppError `run_not_found` for text that can be no run's id
 */
export const followRun = (
  bus: Bus,
  team: string,
  run: string,
  heard: (change: Change) => boolean = () => true,
): RunFollower => {
  if (!runIdForm.test(run)) throw new AppError('run_not_found', 'Run not found')
  const subscription = bus.subscribe(runChanged, { team, run })
  let moved = Promise.withResolvers<void>()
  const listen = async () => {
    for await (const { body } of subscription) if (heard(body)) moved.resolve()
  }
  void listen()

  return {
    next: async (withinMs, signal) => {
      const woken = new AbortController()
      const timer = delay(withinMs, AbortSignal.any([signal, woken.signal]))
      await Promise.race([moved.promise, timer]).finally(() => woken.abort())
      moved = Promise.withResolvers()
    },
    close: () => subscription.close(),
  }
}

/** What a question brings, or undefined while the one who answers it cannot be reached; it may come back. */
export const whenReachable = async <T>(question: Promise<T>): Promise<T | undefined> => {
  try {
    return await question
  } catch (error) {
    if (isAppError(error) && (error.kind === 'unavailable' || error.kind === 'unknown_outcome')) return undefined
    throw error
  }
}
