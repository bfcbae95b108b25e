import type { ApiScope, MemoryScope, TeamRole } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'
import type { SealedKey } from './api-key.ts'

/** An API key: it signs a user in to one team, with at most the user's own rights there. */
export interface Credential extends SealedKey {
  _id: string
  teamId: string
  userId: string
  /** Of the membership that it was issued under. */
  term: string
  live: boolean
  name: string
  scopes: ApiScope[]
  /** The highest role it acts with, whatever its user has. */
  roleCap: TeamRole
  /** Projects it is bound to; null for all that its user can reach. */
  projectIds: string[] | null
  memoryScopes: MemoryScope[]
  createdAt: Date
  expiresAt: Date | null
  /** To the minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export const credentials = collection<Credential>({
  name: 'credentials',
  fields: {
    _id: 'string',
    teamId: 'string',
    userId: 'string',
    lookupId: 'string',
    salt: 'string',
    keyHash: 'string',
    term: 'string',
    live: 'boolean',
    name: 'string',
    scopes: 'strings',
    roleCap: 'string',
    projectIds: 'mixed',
    memoryScopes: 'strings',
    createdAt: 'date',
    expiresAt: 'date',
    lastUsedAt: 'date',
    revokedAt: 'date',
  },
  indexes: [
    { keys: { lookupId: 1 }, unique: true, serves: 'finding the credential of a request by its key' },
    { keys: { teamId: 1, createdAt: -1 }, serves: 'the keys of a team, newest first' },
  ],
})
