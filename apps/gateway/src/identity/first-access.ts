import { log } from '@synthwright/telemetry'
import type { IdentityRepository } from './identity.repository.ts'
import { issueKey } from './issue-key.ts'

// Fixed ids, so that two gateways that start at once make one of each.
const userId = 'user_000000000001'
const teamId = 'team_000000000001'
const credentialId = 'cred_0000000000000001'

/**
 * On an empty database, makes the first administrator, a team and the key that signs in. The key comes last: until it
 * is there the database counts as empty, and whoever starts next completes the rest. On any other database it does
 * nothing, whatever `firstKey` is.
 * @throws Error in production when the database is empty and there is no key
 */
export const ensureFirstAccess = async (
  identity: IdentityRepository,
  { firstKey, production }: { firstKey: string | null; production: boolean },
): Promise<void> => {
  if (!(await identity.isEmpty())) return
  if (!firstKey) {
    if (production) throw new Error('FIRST_API_KEY must be set: the database is empty and nobody could sign in')
    log.warn('Nobody can sign in: the database is empty and FIRST_API_KEY is not set')
    return
  }
  await identity.addUser({ _id: userId, name: 'Administrator' })
  await identity.addTeam({ _id: teamId, name: 'First team', slug: 'first' })
  await identity.addMember(teamId, userId, 'owner', { term: 'first' })
  await issueKey(identity, { teamId, userId, name: 'First key', credentialId, key: firstKey })
  log.info('The first administrator was made', { teamId, userId })
}
