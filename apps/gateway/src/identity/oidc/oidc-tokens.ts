import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'

/** What a token of the issuer says, once it was checked. */
export interface OidcClaims {
  issuer: string
  subject: string
  /** Only one that the issuer has verified. */
  email: string | null
  name: string | null
  /** Of the configured claim; null when there is none. */
  team: string | null
}

/** The one issuer whose tokens count besides our own. */
export interface OidcTokens {
  readonly issuer: string
  /** @throws AppError `invalid_token`; `service_unavailable` when the issuer's keys cannot be had */
  read(token: string): Promise<OidcClaims>
}

export interface OidcOptions {
  /** As its tokens name it; its configuration lies under it. */
  issuer: string
  audience: string
  /** Claim that holds the slug of the team. */
  teamClaim: string | null
  /** How long after asking for keys an unknown one is not asked for again. */
  cooldownMs?: number
  clock?: Clock
}

// Only keys that the issuer alone can sign with: a shared secret, or none, would let others sign.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const timeoutMs = 5_000
const rediscoverMs = 60 * 60_000
const toleratedSeconds = 5

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const unavailable = (cause: unknown) =>
  new AppError('service_unavailable', 'The keys of the OIDC issuer cannot be had', { retryAfterMs: 5_000, cause })

/** Refusals of the token itself. Whatever else goes wrong says nothing about it. */
const refusals = [
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
]

export const createOidcTokens = ({
  issuer,
  audience,
  teamClaim,
  cooldownMs = 5_000,
  clock = systemClock,
}: OidcOptions): OidcTokens => {
  let discovered: { keys: JWTVerifyGetKey; at: number } | undefined
  let discovering: Promise<JWTVerifyGetKey> | undefined

  const discover = async (): Promise<JWTVerifyGetKey> => {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new Error(`The issuer answered ${response.status}`)
    const { issuer: named, jwks_uri } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown }
    if (named !== issuer || typeof jwks_uri !== 'string') throw new Error('The issuer’s configuration is of another')
    const keys = createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: cooldownMs, timeoutDuration: timeoutMs })
    discovered = { keys, at: clock.now() }
    return keys
  }

  const keysOf = async (): Promise<JWTVerifyGetKey> => {
    if (discovered && clock.now() - discovered.at < rediscoverMs) return discovered.keys
    discovering ??= discover().finally(() => (discovering = undefined))
    try {
      return await discovering
    } catch (cause) {
      // What was known an hour ago is better than nobody signing in.
      if (discovered) return discovered.keys
      throw unavailable(cause)
    }
  }

  const claimsOf = ({ sub, email, email_verified, name, ...claims }: JWTPayload): OidcClaims => ({
    issuer,
    subject: sub!,
    email: email_verified === true ? text(email) : null,
    name: text(name),
    team: teamClaim === null ? null : text(claims[teamClaim]),
  })

  return {
    issuer,
    read: async (token) => {
      const keys = await keysOf()
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms,
          issuer,
          audience,
          requiredClaims: ['exp', 'sub'],
          clockTolerance: toleratedSeconds,
          currentDate: clock.date(),
        })
        return claimsOf(payload)
      } catch (cause) {
        if (refusals.some((refusal) => cause instanceof refusal))
          throw new AppError('invalid_token', 'Invalid token', { cause })
        throw unavailable(cause)
      }
    },
  }
}
