import { roleAtLeast, type Principal } from '@synthwright/contracts'
import type { Authenticate } from '@synthwright/http'
import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { keyMatches, parseApiKey } from './api-key.ts'
import type { Credential } from './credential.schema.ts'
import type { IdentityRepository } from './identity.repository.ts'

// One error for every key that does not count: which of them it was is nobody's business.
const invalidToken = () => new AppError('invalid_token', 'Invalid token')

const credentialOf = async (identity: IdentityRepository, authorization: string, now: Date): Promise<Credential> => {
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  const parsed = parseApiKey(key)
  const credential = parsed && (await identity.credentialByLookup(parsed.lookupId))
  if (!credential || !keyMatches(key, credential)) throw invalidToken()
  if (credential.revokedAt || (credential.expiresAt && credential.expiresAt <= now)) throw invalidToken()
  return credential
}

/**
 * Resolves the credential of a request to a principal: the user's role in the credential's team, no higher than the
 * credential's own, with its scopes and bindings. Everything is read anew for each request, so that a revocation, a
 * removed member and a changed role count from the next one.
 */
export const createAuthenticate =
  (identity: IdentityRepository, clock: Clock = systemClock): Authenticate =>
  async ({ authorization }): Promise<Principal> => {
    if (!authorization) throw new AppError('not_authenticated', 'Not authenticated')
    const credential = await credentialOf(identity, authorization, clock.date())
    const { teamId, userId, roleCap } = credential
    const [user, role] = await Promise.all([identity.user(userId), identity.roleOf(teamId, userId)])
    if (!user || user.deletedAt) throw new AppError('user_not_found', 'User not found')
    if (!role) throw new AppError('no_organization', 'No organization')
    return {
      teamId,
      userId,
      role: roleAtLeast(role, roleCap) ? roleCap : role,
      scopes: credential.scopes,
      projectIds: credential.projectIds,
      memoryScopes: credential.memoryScopes,
      namespaces: [],
      credentialId: credential._id,
    }
  }
