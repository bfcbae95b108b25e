import {
  memoryScopes,
  roleAtLeast,
  scopeGranted,
  type ApiKey,
  type CreateApiKey,
  type Principal,
} from '@synthwright/contracts'
import { AppError, sha256, systemClock, type Clock } from '@synthwright/kernel'
import { keyPrefix } from '../api-key.ts'
import type { Credential } from '../credential.schema.ts'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import { issueKey } from '../issue-key.ts'
import type { AuthSecret } from '../secret/auth-secret.ts'
import type { ApiKeyRepository } from './api-key.repository.ts'

interface Acting {
  principal: Principal
  requestId: string
}

/** API keys, which act as their creator and never have more: their bounds count anew with every request. */
export interface ApiKeys {
  /**
   * The same command makes one key.
   * @param acting with a credential that is bound to nothing, or the key would be wider than what made it
   * @throws AppError `insufficient_scope` for more than the principal has itself
   */
  create(given: CreateApiKey, acting: Acting & { commandId: string }): Promise<ApiKey & { api_key: string }>
  /** @throws AppError likewise, for whoever could not create the key, or not any more */
  assertMay(given: CreateApiKey, principal: Principal): void
  /** The principal's own; all of the team for an admin. */
  list(principal: Principal): Promise<ApiKey[]>
  /** @throws AppError `api_key_not_found` for none that the principal may revoke */
  revoke(id: string, acting: Acting): Promise<void>
}

interface ApiKeyParts {
  identity: IdentityRepository
  keys: ApiKeyRepository
  secret: AuthSecret
  audit: IdentityAudit
}

const dayMs = 24 * 60 * 60_000

const viewOf = (key: Credential): ApiKey => ({
  id: key._id,
  name: key.name,
  prefix: keyPrefix(key),
  live: key.live,
  user_id: key.userId,
  scopes: key.scopes,
  project_ids: key.projectIds ?? [],
  memory_scopes: key.memoryScopes,
  created_at: key.createdAt.toISOString(),
  expires_at: key.expiresAt?.toISOString() ?? null,
  last_used_at: key.lastUsedAt?.toISOString() ?? null,
  revoked_at: key.revokedAt?.toISOString() ?? null,
})

const assertWithin = ({ scopes }: CreateApiKey, principal: Principal): void => {
  const scope = scopes.find((wanted) => !scopeGranted(principal.scopes, wanted))
  if (scope)
    throw new AppError('insufficient_scope', 'A key has no more than its creator', {
      details: { expected: scope, actual: principal.scopes.join(',') },
    })
}

/** The earlier of both; null is never. */
const earlier = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b))

const inTeam = ({ role, userId }: Principal): { userId?: string } => (roleAtLeast(role, 'admin') ? {} : { userId })

export const createApiKeys = ({ identity, keys, secret, audit }: ApiKeyParts, clock: Clock = systemClock): ApiKeys => ({
  assertMay: assertWithin,

  create: async (given, { principal, requestId, commandId }) => {
    assertWithin(given, principal)
    const { teamId, userId, credentialId: by } = principal
    // Its secret is drawn with the command: whoever repeats it is told the same key, and nobody else can.
    const key = `sk_${given.live ? 'live' : 'test'}_${secret.tokenFor('API key', commandId, 55)}`
    const credentialId = `cred_${sha256(`API key ${commandId}`).slice(0, 16)}`
    // A key that makes a key hands on what it has, its end included.
    const maker = await keys.find(teamId, by)
    const asked = given.expires_days ? new Date(clock.now() + given.expires_days * dayMs) : null
    const projectIds = given.project_ids.length > 0 ? given.project_ids : null
    await issueKey(identity, {
      teamId,
      userId,
      name: given.name,
      scopes: given.scopes,
      roleCap: maker?.roleCap ?? 'owner',
      projectIds,
      memoryScopes: given.memory_scopes ?? (projectIds ? ['project'] : [...memoryScopes]),
      expiresAt: earlier(asked, maker?.expiresAt ?? null),
      credentialId,
      key,
    })
    await audit.record({
      type: 'api_key.created',
      teamId,
      by: { userId, credentialId: by },
      requestId,
      targetIds: [credentialId],
      commandId,
    })
    const created = await keys.find(teamId, credentialId)
    if (!created) throw new AppError('outcome_unknown', 'The key is gone')
    return { ...viewOf(created), api_key: key }
  },

  list: async (principal) => (await keys.list(principal.teamId, inTeam(principal))).map(viewOf),

  revoke: async (id, { principal, requestId }) => {
    const { teamId, userId, credentialId } = principal
    if (!(await keys.revoke(teamId, id, inTeam(principal)))) throw new AppError('api_key_not_found', 'No such key')
    await audit.record({
      type: 'api_key.revoked',
      teamId,
      by: { userId, credentialId },
      requestId,
      targetIds: [id],
    })
  },
})
