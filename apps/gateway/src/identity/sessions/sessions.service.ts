import type { Principal, Session as SessionView } from '@synthwright/contracts'
import { AppError, randomToken, systemClock, type Clock } from '@synthwright/kernel'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Membership } from '../membership.schema.ts'
import type { SessionRepository } from './session.repository.ts'
import type { Session } from './session.schema.ts'
import { accessSeconds, refreshSeconds, type Tokens } from './tokens.ts'

export interface TokenPair {
  access_token: string
  refresh_token: string
  /** Of the access token, in seconds. */
  expires_in: number
}

export interface Sessions {
  start(membership: Pick<Membership, 'teamId' | 'userId' | 'term'>): Promise<TokenPair & { sessionId: string }>
  /**
   * Exchanges a refresh token for a new pair. One that was exchanged before was stolen, or its thief was first: the whole
   * session ends.
   * @throws AppError `invalid_token`, `user_not_found`, `no_organization`
   */
  refresh(token: string, requestId: string): Promise<TokenPair>
  list(principal: Principal): Promise<SessionView[]>
  /** @throws AppError `session_not_found` for what is no session of the principal's */
  end(principal: Principal, sessionId: string, requestId: string): Promise<void>
}

export const createSessions = (
  {
    identity,
    sessions,
    tokens,
    audit,
  }: { identity: IdentityRepository; sessions: SessionRepository; tokens: Tokens; audit: IdentityAudit },
  clock: Clock = systemClock,
): Sessions => {
  const invalid = () => new AppError('invalid_token', 'Invalid token')
  const expiry = () => new Date(clock.now() + refreshSeconds * 1_000)
  const pairOf = async (session: Pick<Session, '_id' | 'teamId' | 'userId' | 'generation'>): Promise<TokenPair> => ({
    access_token: await tokens.access(session),
    refresh_token: await tokens.refresh(session),
    expires_in: accessSeconds,
  })

  return {
    start: async ({ teamId, userId, term }) => {
      const session = { _id: `sess_${randomToken(24)}`, teamId, userId, term, generation: 1 }
      await sessions.add({ ...session, expiresAt: expiry() })
      await identity.rememberTeam(userId, teamId)
      return { ...(await pairOf(session)), sessionId: session._id }
    },

    refresh: async (token, requestId) => {
      const named = await tokens.readRefresh(token)
      const { _id, teamId, userId, generation } = named
      const session = await sessions.find(teamId, _id)
      if (!session || session.revokedAt) throw invalid()
      const [user, membership] = await Promise.all([identity.user(userId), identity.membership(teamId, userId)])
      if (!user || user.deletedAt) throw new AppError('user_not_found', 'User not found')
      if (!membership) throw new AppError('no_organization', 'No organization')
      if (membership.term !== session.term) throw invalid()
      if (await sessions.rotate(named, expiry())) return pairOf({ ...named, generation: generation + 1 })
      if (await sessions.revoke(named))
        await audit.record({
          type: 'session.token_reused',
          teamId,
          by: { userId, credentialId: _id },
          requestId,
          targetIds: [_id],
          outcome: 'refused',
        })
      throw invalid()
    },

    list: async ({ teamId, userId, credentialId }) =>
      (await sessions.list(teamId, userId)).map(({ _id, createdAt, lastUsedAt, expiresAt }) => ({
        id: _id,
        created_at: createdAt.toISOString(),
        last_used_at: lastUsedAt.toISOString(),
        expires_at: expiresAt.toISOString(),
        current: _id === credentialId,
      })),

    end: async ({ teamId, userId, credentialId }, sessionId, requestId) => {
      if (!(await sessions.revoke({ _id: sessionId, teamId, userId })))
        throw new AppError('session_not_found', 'No such session')
      const by = { userId, credentialId }
      await audit.record({ type: 'session.ended', teamId, by, requestId, targetIds: [sessionId] })
    },
  }
}
