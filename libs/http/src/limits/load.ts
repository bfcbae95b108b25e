import type { Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/** What one process takes on at once, and of it one user in one team. Each process counts for itself. */
export interface LoadLimits {
  requests: number
  requestsPerUser: number
  /** Of bodies, as long as they say they are, that are arriving or being worked on. */
  bodyBytes: number
  bodyBytesPerUser: number
}

/** One request and the bytes of its body. */
export interface Place {
  /** Counts it for its user from now on. @throws AppError `rate_limited` when the user has too many */
  belongsTo(user: Pick<Principal, 'teamId' | 'userId'>): void
  /**
   * Takes room for bytes of its body.
   * @throws AppError `service_unavailable` for want of room, `rate_limited` when the user has too much of it
   */
  hold(bytes: number): void
  leave(): void
}

export interface Load {
  /** @throws AppError `service_unavailable` when there are too many requests */
  enter(): Place
  /** What is taken now. */
  readonly requests: number
  readonly bodyBytes: number
}

const retryAfterMs = 1_000

const tooMuch = (what: string): AppError =>
  new AppError('service_unavailable', `Too many ${what} at once`, { retryAfterMs })

const tooMuchOfUser = (what: string, limit: number): AppError =>
  new AppError('rate_limited', `Too many ${what} of one user at once`, { details: { limit }, retryAfterMs })

/** Amounts by user; users without any are forgotten. */
const createShares = () => {
  const amounts = new Map<string, number>()
  return {
    of: (key: string): number => amounts.get(key) ?? 0,
    add: (key: string, amount: number): void => {
      const now = (amounts.get(key) ?? 0) + amount
      if (now === 0) amounts.delete(key)
      else amounts.set(key, now)
    },
  }
}

export const createLoad = (limits: LoadLimits): Load => {
  const requestsOf = createShares()
  const bytesOf = createShares()
  let requests = 0
  let bodyBytes = 0

  const place = (): Place => {
    let user: string | undefined
    let held = 0
    return {
      belongsTo: ({ teamId, userId }) => {
        const key = `${teamId}.${userId}`
        if (requestsOf.of(key) >= limits.requestsPerUser) throw tooMuchOfUser('requests', limits.requestsPerUser)
        user = key
        requestsOf.add(key, 1)
      },
      hold: (bytes) => {
        if (user && bytesOf.of(user) + bytes > limits.bodyBytesPerUser)
          throw tooMuchOfUser('bytes', limits.bodyBytesPerUser)
        if (bodyBytes + bytes > limits.bodyBytes) throw tooMuch('bytes')
        held += bytes
        bodyBytes += bytes
        if (user) bytesOf.add(user, bytes)
      },
      leave: () => {
        requests -= 1
        bodyBytes -= held
        if (!user) return
        requestsOf.add(user, -1)
        bytesOf.add(user, -held)
      },
    }
  }

  return {
    enter: () => {
      if (requests >= limits.requests) throw tooMuch('requests')
      requests += 1
      return place()
    },
    get requests() {
      return requests
    },
    get bodyBytes() {
      return bodyBytes
    },
  }
}

/** Sets no bound. */
export const unboundedLoad: LoadLimits = {
  requests: Infinity,
  requestsPerUser: Infinity,
  bodyBytes: Infinity,
  bodyBytesPerUser: Infinity,
}
