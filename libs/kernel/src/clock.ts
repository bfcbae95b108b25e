/** Time as a dependency, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  date(): Date
}

export const systemClock: Clock = { now: () => Date.now(), date: () => new Date() }
