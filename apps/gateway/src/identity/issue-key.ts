import { apiScopes, memoryScopes, type ApiScope, type MemoryScope, type TeamRole } from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
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

/** Makes an API key for a member. @returns the key, which is nowhere else: only its hash is kept */
export const issueKey = async (
  identity: IdentityRepository,
  { credentialId = newId('credential'), key = drawApiKey(), ...grant }: KeyGrant,
): Promise<{ credentialId: string; key: string }> => {
  await identity.addCredential({
    scopes: [...apiScopes],
    roleCap: 'owner',
    projectIds: null,
    memoryScopes: [...memoryScopes],
    expiresAt: null,
    ...grant,
    ...sealApiKey(key),
    _id: credentialId,
  })
  return { credentialId, key }
}
