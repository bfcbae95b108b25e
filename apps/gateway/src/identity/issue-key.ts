import { apiScopes, memoryScopes, type ApiScope, type MemoryScope, type TeamRole } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { drawApiKey, sealApiKey } from './api-key.ts'
import type { IdentityRepository } from './identity.repository.ts'

interface KeyGrant {
  teamId: string
  userId: string
  name: string
  scopes?: ApiScope[]
  roleCap?: TeamRole
  projectIds?: string[] | null
  memoryScopes?: MemoryScope[]
  expiresAt?: Date | null
  /** Drawn unless given. */
  credentialId?: string
  key?: string
}

/**
 * Makes an API key for a member, for as long as they are one.
 * @returns the key, which is nowhere else: only its hash is kept
 * @throws AppError `no_organization` for somebody else
 */
export const issueKey = async (
  identity: IdentityRepository,
  { credentialId = newId('credential'), key = drawApiKey(), ...grant }: KeyGrant,
): Promise<{ credentialId: string; key: string }> => {
  const membership = await identity.membership(grant.teamId, grant.userId)
  if (!membership) throw new AppError('no_organization', 'No member, no key')
  await identity.addCredential({
    scopes: [...apiScopes],
    roleCap: 'owner',
    projectIds: null,
    memoryScopes: [...memoryScopes],
    expiresAt: null,
    live: key.startsWith('sk_live_'),
    term: membership.term,
    ...grant,
    ...sealApiKey(key),
    _id: credentialId,
  })
  return { credentialId, key }
}
