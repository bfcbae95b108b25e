/**
 * Exponential backoff with full jitter.
 * @param attempt 1 for the wait after the first failure
 * @param baseMs  upper bound of the first wait
 * @param capMs   upper bound of any wait
 * @param random  a number in [0, 1); Math.random unless a test owns it
 * @returns milliseconds in [bound / 2, bound], bound = min(capMs, baseMs * 2^(attempt - 1))
 * @see Brooker, "Exponential Backoff and Jitter", 2015 (here "equal jitter": half fixed, half random)
 */
export const backoffMs = (
  attempt: number,
  {
    baseMs = 500,
    capMs = 60_000,
    random = Math.random,
  }: { baseMs?: number; capMs?: number; random?: () => number } = {},
): number => {
  const bound = Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1))
  return Math.round(bound / 2 + (bound / 2) * random())
}

/** A promise that resolves after `ms` milliseconds, or rejects with the signal's reason when it aborts first. */
export const delay = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
