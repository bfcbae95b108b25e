import { systemClock, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { credentials, type Credential } from '../credential.schema.ts'

/** The API keys of a team. */
export interface ApiKeyRepository {
  find(teamId: string, id: string): Promise<Credential | undefined>
  /** Newest first; of one user, or of all. */
  list(teamId: string, of: { userId?: string }): Promise<Credential[]>
  /** Revokes one that counts still; of one user, or of anybody. @returns the key, also when it was revoked before */
  revoke(teamId: string, id: string, of: { userId?: string }): Promise<Credential | undefined>
  used(credential: Pick<Credential, '_id' | 'teamId'>): Promise<void>
}

const mostListed = 1_000

export const createApiKeyRepository = (store: Store, clock: Clock = systemClock): ApiKeyRepository => {
  const keys = store.teamRepository(credentials)
  return {
    find: (teamId, _id) => keys.findOne(teamId, { _id }),
    list: (teamId, of) => keys.find(teamId, { ...of }, { sort: { createdAt: -1 }, limit: mostListed }),
    revoke: async (teamId, _id, of) => {
      await keys.update(teamId, { ...of, _id, revokedAt: null }, { $set: { revokedAt: clock.date() } })
      return keys.findOne(teamId, { ...of, _id })
    },
    used: async ({ teamId, _id }) => void (await keys.update(teamId, { _id }, { $max: { lastUsedAt: clock.date() } })),
  }
}
