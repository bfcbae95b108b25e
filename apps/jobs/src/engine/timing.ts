/** The engine's intervals, in milliseconds. Configuration; tests shorten them. */
export interface EngineTiming {
  leaseMs: number
  heartbeatEveryMs: number
  /** How long after its end a lease is acted upon, since clocks differ. */
  leaseSkewMs: number
  reconcileEveryMs: number
  /** Wait before a task message is sent again: first this, then doubled from a minute on. */
  resendAfterMs: number
  /** How long a task may wait for a worker. */
  queueLimitMs: number
  retryBaseMs: number
  /** How long an ended run is kept, and how long one may wait for a decision. */
  retentionMs: number
}

export const defaultTiming: EngineTiming = {
  leaseMs: 30_000,
  heartbeatEveryMs: 10_000,
  leaseSkewMs: 5_000,
  reconcileEveryMs: 15_000,
  resendAfterMs: 15_000,
  queueLimitMs: 30 * 60_000,
  retryBaseMs: 500,
  retentionMs: 90 * 24 * 60 * 60_000,
}

/** When a message that was handed over `sending` times is due again: after 15 s, then 1, 2, 4 … 32 minutes. */
export const resendDelayMs = (sending: number, { resendAfterMs }: EngineTiming): number =>
  sending <= 1 ? resendAfterMs : Math.min(32, 2 ** (sending - 2)) * 4 * resendAfterMs
