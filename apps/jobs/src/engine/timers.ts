import { delay } from '@synthwright/kernel'

/** Waiting as a dependency, so that tests can own it. */
export interface Timers {
  pause(ms: number): Promise<void>
  /** Does something later, unless the process ends before. */
  later(ms: number, act: () => void): void
}

export const systemTimers: Timers = {
  pause: (ms) => delay(ms),
  later: (ms, act) => void setTimeout(act, ms).unref(),
}
