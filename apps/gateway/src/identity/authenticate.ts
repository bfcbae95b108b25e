import { apiScopes, memoryScopes, roleAtLeast, type ErrorCode, type Principal } from '@synthwright/contracts'
import type { Authenticate, Holder, SentCredentials } from '@synthwright/http'
import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import { decodeJwt } from 'jose'
import { keyMatches, parseApiKey } from './api-key.ts'
import type { ApiKeyRepository } from './api-keys/api-key.repository.ts'
import { isForeign } from './foreign-origin.ts'
import type { IdentityRepository } from './identity.repository.ts'
import { roleIn } from './membership.schema.ts'
import type { FindSubject } from './oidc/find-subject.ts'
import type { OidcTokens } from './oidc/oidc-tokens.ts'
import type { SessionRepository } from './sessions/session.repository.ts'
import { ownIssuer, type Tokens } from './sessions/tokens.ts'

export const accessCookie = 'synthwright_access_token'

export interface AuthenticateParts {
  identity: IdentityRepository
  keys: ApiKeyRepository
  sessions: SessionRepository
  tokens: Tokens
  /** Null where no issuer is configured. */
  oidc: { tokens: OidcTokens; find: FindSubject } | null
  /** Origins besides the gateway's own from which a cookie may write. */
  allowedOrigins: readonly string[]
}

/** What a credential stands for, before it is asked what its user may do. */
type Grant = Pick<Principal, 'teamId' | 'userId' | 'credentialId' | 'scopes' | 'projectIds' | 'memoryScopes'> & {
  /** The highest role it acts with. */
  roleCap: Principal['role']
  /** Of the membership it was issued under; null for one that is not issued here. */
  term: string | null
}

/** Whose credential does not count goes into the audit log, and to nobody who asks. */
const refused = (code: ErrorCode, message: string, holder?: Holder): AppError => {
  if (!holder) return new AppError(code, message)
  const { teamId, userId, credentialId } = holder
  return new AppError(code, message, { details: { teamId, userId, credentialId } })
}

// One error for every credential that does not count: which of them it was is nobody's business.
const invalidToken = (holder?: Holder) => refused('invalid_token', 'Invalid token', holder)

const whole = {
  scopes: [...apiScopes],
  projectIds: null,
  memoryScopes: [...memoryScopes],
  roleCap: 'owner',
} as const satisfies Partial<Grant>

const usedToMs = 60_000

const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

const reads: readonly string[] = ['GET', 'HEAD']

/** The token of a request: what `Authorization` says, else the cookie, which no page of others may write with. */
const tokenOf = (
  { authorization, cookies, method = 'GET', origin, host }: SentCredentials,
  allowedOrigins: readonly string[],
): string => {
  if (authorization) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  const cookie = cookies[accessCookie]
  if (!cookie) throw new AppError('not_authenticated', 'Not authenticated')
  if (!reads.includes(method) && isForeign({ origin, host }, allowedOrigins))
    throw new AppError('origin_not_allowed', 'A page of another origin may not write')
  return cookie
}

/**
 * Resolves the credential of a request to a principal: the user's role in the credential's team, no higher than the
 * credential's own, with its scopes and bindings. Everything is read anew for each request, so that a revocation, a
 * removed member and a changed role count from the next one.
 */
export const createAuthenticate = (
  { identity, keys, sessions, tokens, oidc, allowedOrigins }: AuthenticateParts,
  clock: Clock = systemClock,
): Authenticate => {
  const byKey = async (key: string): Promise<Grant> => {
    const parsed = parseApiKey(key)
    const credential = parsed && (await identity.credentialByLookup(parsed.lookupId))
    if (!credential || !keyMatches(key, credential)) throw invalidToken()
    const grant = { ...credential, credentialId: credential._id }
    const now = clock.date()
    if (credential.revokedAt || (credential.expiresAt && credential.expiresAt <= now)) throw invalidToken(grant)
    if (now.getTime() - (credential.lastUsedAt?.getTime() ?? 0) >= usedToMs)
      void keys.used(credential).catch((error: unknown) => log.warn('The use of a key was not noted', { error }))
    return grant
  }

  const bySession = async (token: string): Promise<Grant> => {
    const { _id, teamId, userId } = await tokens.readAccess(token)
    const session = await sessions.find(teamId, _id)
    const holder = { teamId, userId, credentialId: _id }
    if (!session || session.revokedAt || session.userId !== userId) throw invalidToken(holder)
    return { ...whole, ...holder, term: session.term }
  }

  const bySubject = async (token: string, { tokens, find }: NonNullable<typeof oidc>): Promise<Grant> => {
    const subject = await find(await tokens.read(token))
    if (!subject) throw invalidToken()
    return { ...whole, ...subject, credentialId: subject.id, term: null }
  }

  const grantOf = async (token: string): Promise<Grant> => {
    if (token.startsWith('sk_')) return byKey(token)
    const issuer = issuerOf(token)
    if (issuer === ownIssuer) return bySession(token)
    if (oidc && issuer === oidc.tokens.issuer) return bySubject(token, oidc)
    throw invalidToken()
  }

  return async (sent) => {
    const grant = await grantOf(tokenOf(sent, allowedOrigins))
    const { teamId, userId, roleCap, credentialId } = grant
    const [user, membership, team] = await Promise.all([
      identity.user(userId),
      identity.membership(teamId, userId),
      identity.team(teamId),
    ])
    if (!user || user.deletedAt) throw refused('user_not_found', 'User not found', grant)
    if (!membership || !team) throw refused('no_organization', 'No organization', grant)
    if (grant.term !== null && grant.term !== membership.term) throw invalidToken(grant)
    const role = roleIn(team, membership)
    return {
      teamId,
      userId,
      role: roleAtLeast(role, roleCap) ? roleCap : role,
      scopes: [...grant.scopes],
      projectIds: grant.projectIds,
      memoryScopes: [...grant.memoryScopes],
      namespaces: team.namespaces,
      credentialId,
      ...(team.hidesCounts ? { hidesCounts: true } : {}),
    }
  }
}
