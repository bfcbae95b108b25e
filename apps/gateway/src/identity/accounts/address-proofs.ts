import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { jwtVerify, SignJWT } from 'jose'
import type { AuthSecret } from '../secret/auth-secret.ts'
import { ownIssuer } from '../sessions/tokens.ts'

/** Tokens that are mailed to an address and handed to nobody else, so that whoever has one reads its mail. */
export interface AddressProofs {
  /** @param address as `emailId` spells it */
  issue(address: string, seconds: number): Promise<string>
  /** @throws AppError `invalid_address_proof` unless the token proves this very address */
  check(token: string, address: string): Promise<void>
}

const typ = 'ap+jwt'

export const createAddressProofs = (secret: AuthSecret, clock: Clock = systemClock): AddressProofs => {
  const key = secret.keyFor('address proof')
  const invalid = (cause?: unknown) =>
    new AppError('invalid_address_proof', 'The proof does not count', { details: { field: 'proof_token' }, cause })
  return {
    issue: (address, seconds) => {
      const now = Math.floor(clock.now() / 1_000)
      return new SignJWT()
        .setProtectedHeader({ alg: 'HS256', typ })
        .setIssuer(ownIssuer)
        .setAudience(ownIssuer)
        .setSubject(address)
        .setIssuedAt(now)
        .setExpirationTime(now + Math.floor(seconds))
        .sign(key)
    },
    check: async (token, address) => {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ,
        issuer: ownIssuer,
        audience: ownIssuer,
        requiredClaims: ['exp', 'sub'],
        currentDate: clock.date(),
      }).catch((cause: unknown) => {
        throw invalid(cause)
      })
      if (payload.sub !== address) throw invalid()
    },
  }
}
