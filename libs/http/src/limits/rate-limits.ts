import type { Principal } from '@synthwright/contracts'
import { AppError, isAppError, type Clock } from '@synthwright/kernel'
import type { ServerResponse } from 'node:http'
import { createTokenBuckets, type BucketState } from './token-buckets.ts'

/** Null sets no limit. Each process counts for itself. */
export interface RateLimitOptions {
  /** Requests of one user in one team. */
  requestsPerMinute: number | null
  /** Credentials from one address that do not count; after that none from it is looked at. */
  failedSignInsPerMinute: number | null
  /** Requests from one address to the routes that anybody may try, such as signing in; no limit unless set. */
  addressRequestsPerMinute?: number | null
}

/** Both tell the state in headers of the answer, and throw AppError `rate_limited` with `retryAfterMs` when it is too much. */
export interface RateLimits {
  /** Around the look at a credential. */
  signIn<T>(address: string, res: ServerResponse, look: () => Promise<T>): Promise<T>
  request(principal: Principal, res: ServerResponse): void
  /** For a route that is limited by address. */
  address(address: string, res: ServerResponse): void
}

const seconds = (ms: number): string => String(Math.ceil(ms / 1_000))

const tell = (res: ServerResponse, { limit, remaining, fullInMs }: BucketState): void => {
  res.setHeader('x-ratelimit-limit', String(limit))
  res.setHeader('x-ratelimit-remaining', String(remaining))
  res.setHeader('x-ratelimit-reset', seconds(fullInMs))
}

const tooMany = ({ nextInMs }: BucketState): AppError =>
  new AppError('rate_limited', 'Too many requests', { retryAfterMs: nextInMs })

/** To bring none is no try. */
const didNotCount = (error: unknown): boolean =>
  isAppError(error) && error.kind === 'unauthenticated' && error.code !== 'not_authenticated'

export const createRateLimits = (
  { requestsPerMinute, failedSignInsPerMinute, addressRequestsPerMinute = null }: RateLimitOptions,
  clock?: Clock,
): RateLimits => {
  const requests = requestsPerMinute === null ? null : createTokenBuckets(requestsPerMinute, clock)
  const failures = failedSignInsPerMinute === null ? null : createTokenBuckets(failedSignInsPerMinute, clock)
  const addresses = addressRequestsPerMinute === null ? null : createTokenBuckets(addressRequestsPerMinute, clock)
  const charge = (state: BucketState | undefined, res: ServerResponse): void => {
    if (!state) return
    tell(res, state)
    if (!state.granted) throw tooMany(state)
  }
  return {
    signIn: async (address, res, look) => {
      const before = failures?.look(address)
      if (before && !before.granted) {
        tell(res, before)
        throw tooMany(before)
      }
      try {
        return await look()
      } catch (error) {
        if (failures && didNotCount(error)) tell(res, failures.take(address))
        throw error
      }
    },
    request: ({ teamId, userId }, res) => charge(requests?.take(`${teamId}.${userId}`), res),
    address: (address, res) => charge(addresses?.take(address), res),
  }
}
