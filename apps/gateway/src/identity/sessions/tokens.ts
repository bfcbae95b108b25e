import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { jwtVerify, SignJWT, type JWTPayload } from 'jose'
import type { AuthSecret } from '../secret/auth-secret.ts'
import type { Session } from './session.schema.ts'

export const accessSeconds = 60 * 60
export const refreshSeconds = 30 * 24 * 60 * 60

/** Who signs our own tokens, and who they are for. */
export const ownIssuer = 'synthwright'

type Named = Pick<Session, '_id' | 'teamId' | 'userId'>

/** The tokens of sessions: JWT, HS256. They name a session; whether it counts, its document says. */
export interface Tokens {
  access(session: Named): Promise<string>
  refresh(session: Named & Pick<Session, 'generation'>): Promise<string>
  /** @throws AppError `invalid_token` for all that is not an access token of ours that has not expired */
  readAccess(token: string): Promise<Named>
  /** @throws AppError `invalid_token` likewise */
  readRefresh(token: string): Promise<Named & Pick<Session, 'generation'>>
}

const types = { access: 'at+jwt', refresh: 'rt+jwt' } as const
type Use = keyof typeof types

export const createTokens = (secret: AuthSecret, clock: Clock = systemClock): Tokens => {
  const keys = { access: secret.keyFor('access token'), refresh: secret.keyFor('refresh token') }

  const sign = (use: Use, { _id, teamId, userId }: Named, seconds: number, more: JWTPayload = {}): Promise<string> => {
    const now = Math.floor(clock.now() / 1_000)
    return new SignJWT({ ...more, sid: _id, team: teamId })
      .setProtectedHeader({ alg: 'HS256', typ: types[use] })
      .setIssuer(ownIssuer)
      .setAudience(ownIssuer)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(keys[use])
  }

  const read = async (use: Use, token: string): Promise<Named & { payload: JWTPayload }> => {
    try {
      const { payload } = await jwtVerify(token, keys[use], {
        algorithms: ['HS256'],
        typ: types[use],
        issuer: ownIssuer,
        audience: ownIssuer,
        requiredClaims: ['exp', 'sub', 'sid', 'team'],
        currentDate: clock.date(),
      })
      return { _id: String(payload['sid']), teamId: String(payload['team']), userId: payload.sub!, payload }
    } catch (cause) {
      throw new AppError('invalid_token', 'Invalid token', { cause })
    }
  }

  return {
    access: (session) => sign('access', session, accessSeconds),
    refresh: (session) => sign('refresh', session, refreshSeconds, { gen: session.generation }),
    readAccess: async (token) => {
      const { payload: _, ...named } = await read('access', token)
      return named
    },
    readRefresh: async (token) => {
      const { payload, ...named } = await read('refresh', token)
      return { ...named, generation: Number(payload['gen']) }
    },
  }
}
