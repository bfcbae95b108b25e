import { systemClock, type Clock } from '@synthwright/kernel'

export interface BucketState {
  /** Whether there was a token. */
  granted: boolean
  limit: number
  /** Whole tokens left. */
  remaining: number
  /** Until the bucket is full again, and until there is a token, in milliseconds. */
  fullInMs: number
  nextInMs: number
}

/** Allowances that fill up again steadily, one for each key. */
export interface TokenBuckets {
  /** Takes a token, if there is one. */
  take(key: string): BucketState
  /** Looks without taking. */
  look(key: string): BucketState
}

interface Bucket {
  /** What a token costs is how long it takes to come back; a full bucket holds a minute. */
  creditMs: number
  /** When that was, in milliseconds since the epoch. */
  at: number
}

const fullMs = 60_000
/** Keys remembered at once; beyond that the one that was quiet for longest is forgotten. */
const mostKeys = 50_000

/** @param perMinute tokens that come back in a minute, and the most a bucket holds */
export const createTokenBuckets = (perMinute: number, clock: Clock = systemClock, most = mostKeys): TokenBuckets => {
  const buckets = new Map<string, Bucket>()
  const costMs = fullMs / perMinute

  const creditOf = (key: string, now: number): number => {
    const bucket = buckets.get(key)
    return bucket ? Math.min(fullMs, bucket.creditMs + Math.max(0, now - bucket.at)) : fullMs
  }
  const state = (creditMs: number, granted: boolean): BucketState => ({
    granted,
    limit: perMinute,
    remaining: Math.floor(creditMs / costMs),
    fullInMs: Math.ceil(fullMs - creditMs),
    nextInMs: Math.max(0, Math.ceil(costMs - creditMs)),
  })

  return {
    look: (key) => {
      const creditMs = creditOf(key, clock.now())
      return state(creditMs, creditMs >= costMs)
    },
    take: (key) => {
      const now = clock.now()
      const before = creditOf(key, now)
      const granted = before >= costMs
      const creditMs = granted ? before - costMs : before
      // Deleted first, so that the map's order is that of use.
      buckets.delete(key)
      buckets.set(key, { creditMs, at: now })
      if (buckets.size > most) buckets.delete(buckets.keys().next().value!)
      return state(creditMs, granted)
    },
  }
}
