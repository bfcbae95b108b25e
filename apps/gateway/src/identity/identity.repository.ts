import type { TeamRole } from '@synthwright/contracts'
import { isAppError, systemClock, type Clock } from '@synthwright/kernel'
import { systemScope, type Store } from '@synthwright/persistence'
import { credentials, type Credential } from './credential.schema.ts'
import { membershipId, memberships } from './membership.schema.ts'
import { teams, type Team } from './team.schema.ts'
import { users, type User } from './user.schema.ts'

export const identityCollections = [users, teams, memberships, credentials]

/** Who there is and what signs them in. */
export interface IdentityRepository {
  /** Whether nobody can sign in yet. */
  isEmpty(): Promise<boolean>
  credentialByLookup(lookupId: string): Promise<Credential | undefined>
  user(userId: string): Promise<User | undefined>
  roleOf(teamId: string, userId: string): Promise<TeamRole | undefined>
  /** Adds what is not there by its id; what is there stays as it is. */
  addUser(user: Pick<User, '_id' | 'name'>): Promise<void>
  addTeam(team: Pick<Team, '_id' | 'name' | 'slug'>): Promise<void>
  addMember(teamId: string, userId: string, role: TeamRole): Promise<void>
  addCredential(credential: Omit<Credential, 'createdAt' | 'revokedAt'>): Promise<void>
  changeRole(teamId: string, userId: string, role: TeamRole): Promise<void>
  removeMember(teamId: string, userId: string): Promise<void>
  deleteUser(userId: string): Promise<void>
  revokeCredential(teamId: string, credentialId: string): Promise<void>
}

const unlessThere = async (insertion: Promise<void>): Promise<void> => {
  try {
    await insertion
  } catch (error) {
    if (!isAppError(error) || error.code !== 'already_exists') throw error
  }
}

/**
 * Identity stands above teams: a credential has to be found before its team is known. This is the one file of the
 * gateway that looks over all of them.
 */
export const createIdentityRepository = (store: Store, clock: Clock = systemClock): IdentityRepository => {
  const scope = systemScope('sign in')
  const allUsers = store.systemRepository(users, scope)
  const allTeams = store.systemRepository(teams, scope)
  const allCredentials = store.systemRepository(credentials, scope)
  const members = store.teamRepository(memberships)
  const keys = store.teamRepository(credentials)

  return {
    isEmpty: async () => (await allCredentials.findOne({}, { fields: ['_id'] })) === undefined,
    credentialByLookup: (lookupId) => allCredentials.findOne({ lookupId }),
    user: (userId) => allUsers.findOne({ _id: userId }),
    roleOf: async (teamId, userId) => (await members.findOne(teamId, { _id: membershipId(teamId, userId) }))?.role,
    addUser: (user) => unlessThere(allUsers.insert({ ...user, email: null, createdAt: clock.date(), deletedAt: null })),
    addTeam: (team) => unlessThere(allTeams.insert({ ...team, createdAt: clock.date() })),
    addMember: (teamId, userId, role) =>
      unlessThere(members.insert(teamId, { _id: membershipId(teamId, userId), userId, role, createdAt: clock.date() })),
    addCredential: ({ teamId, ...credential }) =>
      unlessThere(keys.insert(teamId, { ...credential, createdAt: clock.date(), revokedAt: null })),
    changeRole: async (teamId, userId, role) =>
      void (await members.update(teamId, { _id: membershipId(teamId, userId) }, { $set: { role } })),
    removeMember: async (teamId, userId) => void (await members.delete(teamId, { _id: membershipId(teamId, userId) })),
    deleteUser: async (userId) => void (await allUsers.update({ _id: userId }, { $set: { deletedAt: clock.date() } })),
    revokeCredential: async (teamId, credentialId) =>
      void (await keys.update(teamId, { _id: credentialId }, { $set: { revokedAt: clock.date() } })),
  }
}
