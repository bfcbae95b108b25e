import { AppError, sha256, systemClock, type Clock } from '@synthwright/kernel'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Letters } from '../mail/letters.ts'
import { emailId } from './login.schema.ts'

const mostLetters = 3
const windowMs = 15 * 60_000

/**
 * Mails a proof to an address, whoever has it or nobody.
 * @throws AppError `not_implemented` where no mail goes out, `rate_limited` after three letters in 15 minutes,
 *   `service_unavailable` when it could not be sent
 */
export type SendProof = (email: string) => Promise<void>

export const createSendProof =
  (
    { identity, letters }: { identity: IdentityRepository; letters: Letters | null },
    clock: Clock = systemClock,
  ): SendProof =>
  async (email) => {
    if (!letters) throw new AppError('not_implemented', 'No mail is configured')
    const address = emailId(email)
    const { count, until } = await identity.countTry(sha256(`proof ${address}`), windowMs)
    if (count > mostLetters)
      throw new AppError('rate_limited', 'Too many letters to one address', {
        details: { limit: mostLetters },
        retryAfterMs: Math.max(1_000, until.getTime() - clock.now()),
      })
    await letters.prove(address).catch((cause: unknown) => {
      throw new AppError('service_unavailable', 'The letter could not be sent', { retryAfterMs: 30_000, cause })
    })
  }
