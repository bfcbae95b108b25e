import { backoffMs, delay, isAppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'

/**
 * Tries until it succeeds, while the error says that the dependency is away, for at most `patienceMs`: containers
 * start in any order.
 * @param what the dependency, for the log
 * @throws the last error
 */
export const patiently = async <T>(
  what: string,
  attempt: () => Promise<T>,
  { patienceMs = 30_000, baseMs = 250, signal }: { patienceMs?: number; baseMs?: number; signal?: AbortSignal } = {},
): Promise<T> => {
  const endsAt = Date.now() + patienceMs
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const waitMs = backoffMs(tries, { baseMs, capMs: 3_000 })
      const worthIt = isAppError(error) && error.kind === 'unavailable' && Date.now() + waitMs < endsAt
      if (!worthIt || signal?.aborted) throw error
      log.warn(`${what} is not there yet`, { tries, waitMs, ...(tries === 1 ? { error } : {}) })
      await delay(waitMs, signal)
    }
  }
}
