import { AppError, sha256, systemClock, type Clock } from '@synthwright/kernel'
import type { IdentityRepository } from '../identity.repository.ts'

const mostFailures = 10
const windowMs = 15 * 60_000

/** Bounds what can be guessed under one address, whoever guesses and from wherever. */
export interface Lockout {
  /**
   * Before the password is looked at: each try counts as failed until it has succeeded, so that many at once count too.
   * @throws AppError `rate_limited` after ten failures, until 15 minutes have passed since the first
   */
  begin(emailId: string): Promise<void>
  succeed(emailId: string): Promise<void>
}

export const createLockout = (identity: IdentityRepository, clock: Clock = systemClock): Lockout => ({
  begin: async (emailId) => {
    const { count, until } = await identity.countTry(sha256(emailId), windowMs)
    if (count <= mostFailures) return
    throw new AppError('rate_limited', 'Too many failed attempts to sign in', {
      details: { limit: mostFailures },
      retryAfterMs: Math.max(1_000, until.getTime() - clock.now()),
    })
  },
  succeed: (emailId) => identity.forgetTries(sha256(emailId)),
})
