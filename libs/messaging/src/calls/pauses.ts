/** How often the clock is looked at, and how much later than that it may be before the process counts as stopped. */
const tickMs = 100
const lateMs = 200
/** An answer that has not come by then is asked for once more: without any, everything would count as old for ever. */
const askAgainMs = 1_000

/**
 * Tells how long a message that is read now may have lain in this process or before its socket while the process stood
 * still: such a message looks fresh.
 */
export interface PauseMeter {
  /** Milliseconds; 0 for what came while the process ran. */
  ageMs(): number
  stop(): void
}

/**
 * @param caughtUp resolves once everything that was sent to this process before the question has been read
 * @param now milliseconds by a clock that does not stop with the process
 */
export const createPauseMeter = (
  caughtUp: () => Promise<void>,
  now: () => number = () => performance.now(),
): PauseMeter => {
  let lastTick = now()
  let stoodMs = 0
  let pauses = 0
  let askedAt = 0

  const ask = (): void => {
    askedAt = lastTick
    const pause = pauses
    const clear = (): void => {
      if (pause === pauses) stoodMs = 0
    }
    // What was read with the answer is in the hands of its readers one turn later.
    const later = (): void => void setImmediate(clear)
    void caughtUp().then(later, later)
  }

  const tick = (): void => {
    const gapMs = now() - lastTick
    lastTick += gapMs
    if (gapMs >= tickMs + lateMs) {
      stoodMs += gapMs
      pauses += 1
      ask()
    } else if (stoodMs > 0 && lastTick - askedAt >= askAgainMs) ask()
  }
  const timer = setInterval(tick, tickMs)
  timer.unref()

  return {
    ageMs: () => {
      tick()
      return stoodMs
    },
    stop: () => clearInterval(timer),
  }
}
