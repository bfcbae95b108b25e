import type { TeamRole } from '@synthwright/contracts'
import { AppError, systemClock, type Clock } from '@synthwright/kernel'
import { systemScope, type Store } from '@synthwright/persistence'
import { logins, type Login } from './accounts/login.schema.ts'
import { tries, type Tries } from './accounts/tries.schema.ts'
import { credentials, type Credential } from './credential.schema.ts'
import { invitations, type Invitation } from './members/invitation.schema.ts'
import { createStandings, isNew, type Standing, type Standings } from './members/standing.ts'
import { membershipId, memberships, type Membership } from './membership.schema.ts'
import { subjects, type Subject } from './oidc/subject.schema.ts'
import { secrets } from './secret/secret.schema.ts'
import { sessions } from './sessions/session.schema.ts'
import { teams, type Team } from './team.schema.ts'
import { users, type User } from './user.schema.ts'

export const identityCollections = [
  users,
  teams,
  memberships,
  credentials,
  logins,
  tries,
  sessions,
  invitations,
  subjects,
  secrets,
]

/** Who there is and what signs them in. */
export interface IdentityRepository {
  /** Whether nobody can sign in yet. */
  isEmpty(): Promise<boolean>
  credentialByLookup(lookupId: string): Promise<Credential | undefined>
  user(userId: string): Promise<User | undefined>
  usersOf(userIds: readonly string[]): Promise<User[]>
  team(teamId: string): Promise<Team | undefined>
  /** Changes what an owner may choose for the team. @returns false when somebody else did since it was read */
  setTeam(seen: Team, chosen: Partial<Pick<Team, 'name' | 'hidesCounts'>>): Promise<boolean>
  teamBySlug(slug: string): Promise<Team | undefined>
  membership(teamId: string, userId: string): Promise<Membership | undefined>
  /** Also one that has ended. */
  lastMembership(teamId: string, userId: string): Promise<Membership | undefined>
  /** In all teams, oldest first. */
  membershipsOf(userId: string): Promise<Membership[]>
  login(emailId: string): Promise<Login | undefined>
  /** Those of these addresses that were proven. */
  provenAddresses(emailIds: readonly string[]): Promise<Set<string>>
  /**
   * Gives an address to a user: one that is free, or with `isProven` one that nobody else has proven, whose label it
   * was then loses it with the sign-in that goes with it.
   * @returns whether the user has it now
   */
  takeAddress(login: Omit<Login, 'provenAt'>, isProven: boolean): Promise<boolean>
  /** Notes that a user has proven the address that signs them in. */
  proveAddress(emailId: string, userId: string): Promise<void>
  subject(id: string): Promise<Subject | undefined>
  hasSubject(userId: string, issuer: string): Promise<boolean>
  /** Whoever links first has linked. @returns the link that counts */
  addSubject(subject: Omit<Subject, 'linkedAt'>): Promise<Subject>
  invitation(id: string): Promise<Invitation | undefined>
  /** Counts one more try, in the window that is open or in a new one. */
  countTry(id: string, windowMs: number): Promise<Tries>
  forgetTries(id: string): Promise<void>
  /** The value that stands there, or the one given when none does. */
  keepSecret(id: string, value: string): Promise<string>
  /** Adds what is not there by its id; what is there stays as it is. */
  addUser(user: Pick<User, '_id' | 'name'> & { email?: string | null }): Promise<void>
  /** @returns whether id and slug were free */
  addTeam(team: Pick<Team, '_id' | 'name' | 'slug'>): Promise<boolean>
  addMember: Standings['join']
  /** Nobody joins by this term any more. @returns false when they have joined */
  bar: Standings['bar']
  addCredential(credential: Omit<Credential, 'createdAt' | 'lastUsedAt' | 'revokedAt'>): Promise<void>
  rememberTeam(userId: string, teamId: string): Promise<void>
  /**
   * @param seen what it was decided on; as it is now unless given
   * @throws AppError `last_owner`; `revision_conflict` when somebody else changed it since; `member_not_found`
   */
  changeRole(teamId: string, userId: string, role: TeamRole, seen?: Standing): Promise<void>
  /** @throws AppError as `changeRole` does */
  removeMember(teamId: string, userId: string, seen?: Standing): Promise<void>
  deleteUser(userId: string): Promise<void>
  revokeCredential(teamId: string, credentialId: string): Promise<void>
  /** Takes back what a sign-up made that came second for its address or its invitation. */
  discard(made: { userId: string; teamId?: string; address: string | null }): Promise<void>
}

const unlessThere = async (insertion: Promise<void>): Promise<void> => void (await isNew(insertion))

/**
 * Identity stands above teams: a credential has to be found before its team is known. This is the one file of the
 * gateway that looks over all of them.
 */
export const createIdentityRepository = (store: Store, clock: Clock = systemClock): IdentityRepository => {
  const scope = systemScope('sign in')
  const allUsers = store.systemRepository(users, scope)
  const allTeams = store.systemRepository(teams, scope)
  const allMembers = store.systemRepository(memberships, scope)
  const allCredentials = store.systemRepository(credentials, scope)
  const allLogins = store.systemRepository(logins, scope)
  const allTries = store.systemRepository(tries, scope)
  const allSubjects = store.systemRepository(subjects, scope)
  const allInvitations = store.systemRepository(invitations, scope)
  const allSecrets = store.systemRepository(secrets, scope)
  const members = store.teamRepository(memberships)
  const keys = store.teamRepository(credentials)

  const standings = createStandings({ teams: allTeams, members, clock })
  const standing = async (teamId: string, userId: string): Promise<Standing> => {
    const found = await standings.find(teamId, userId)
    if (!found) throw new AppError('member_not_found', 'No such member')
    return found
  }

  return {
    isEmpty: async () => (await allCredentials.findOne({}, { fields: ['_id'] })) === undefined,
    credentialByLookup: (lookupId) => allCredentials.findOne({ lookupId }),
    user: (userId) => allUsers.findOne({ _id: userId }),
    usersOf: (userIds) => allUsers.find({ _id: { $in: userIds } }),
    team: (teamId) => allTeams.findOne({ _id: teamId }),
    setTeam: async ({ _id, settingsRev }, chosen) =>
      (await allTeams.update(
        { _id, settingsRev: settingsRev ?? null },
        { $set: { ...chosen, settingsRev: (settingsRev ?? 0) + 1 } },
      )) > 0,
    teamBySlug: (slug) => allTeams.findOne({ slug }),
    membership: (teamId, userId) => members.findOne(teamId, { _id: membershipId(teamId, userId), endedAt: null }),
    lastMembership: (teamId, userId) => members.findOne(teamId, { _id: membershipId(teamId, userId) }),
    membershipsOf: (userId) => allMembers.find({ userId, endedAt: null }, { sort: { createdAt: 1 } }),
    login: (_id) => allLogins.findOne({ _id }),
    provenAddresses: async (emailIds) => {
      const proven = await allLogins.find({ _id: { $in: emailIds }, provenAt: { $ne: null } }, { fields: ['_id'] })
      return new Set(proven.map(({ _id }) => _id))
    },
    takeAddress: async (login, isProven) => {
      const mine = { ...login, provenAt: isProven ? clock.date() : null }
      if (await isNew(allLogins.insert(mine))) return true
      const { _id, ...claim } = mine
      const before = isProven && (await allLogins.findOne({ _id, provenAt: null }))
      if (!before) return false
      const label = { _id, userId: before.userId, provenAt: null }
      if ((await allLogins.update(label, { $set: claim })) === 0) return false
      await allUsers.update({ _id: before.userId, email: _id }, { $set: { email: null } })
      return true
    },
    proveAddress: async (_id, userId) =>
      void (await allLogins.update({ _id, userId, provenAt: null }, { $set: { provenAt: clock.date() } })),
    subject: (_id) => allSubjects.findOne({ _id }),
    hasSubject: async (userId, issuer) =>
      (await allSubjects.findOne({ userId, issuer }, { fields: ['_id'] })) !== undefined,
    addSubject: async (subject) => {
      const mine = { ...subject, linkedAt: clock.date() }
      return (await isNew(allSubjects.insert(mine)))
        ? mine
        : ((await allSubjects.findOne({ _id: subject._id })) ?? mine)
    },
    invitation: (_id) => allInvitations.findOne({ _id }),
    countTry: async (_id, windowMs) => {
      for (;;) {
        const now = clock.date()
        const counted = await allTries.findAndUpdate({ _id, until: { $gt: now } }, { $inc: { count: 1 } })
        if (counted) return counted
        const first = { _id, count: 1, until: new Date(now.getTime() + windowMs) }
        const { count, until } = first
        const reopened = await allTries.findAndUpdate({ _id, until: { $lte: now } }, { $set: { count, until } })
        if (reopened) return reopened
        if (await isNew(allTries.insert(first))) return first
      }
    },
    forgetTries: async (_id) => void (await allTries.delete({ _id })),
    keepSecret: async (_id, value) => {
      await unlessThere(allSecrets.insert({ _id, value }))
      return (await allSecrets.findOne({ _id }))!.value
    },
    addUser: ({ email = null, ...user }) =>
      unlessThere(allUsers.insert({ ...user, email, lastTeamId: null, createdAt: clock.date(), deletedAt: null })),
    addTeam: (team) =>
      isNew(
        allTeams.insert({
          ...team,
          namespaces: [team.slug],
          ownerIds: [],
          hidesCounts: false,
          createdAt: clock.date(),
        }),
      ),
    addMember: standings.join,
    bar: standings.bar,
    addCredential: ({ teamId, ...credential }) =>
      unlessThere(keys.insert(teamId, { ...credential, createdAt: clock.date(), lastUsedAt: null, revokedAt: null })),
    rememberTeam: async (userId, teamId) =>
      void (await allUsers.update({ _id: userId }, { $set: { lastTeamId: teamId } })),
    changeRole: async (teamId, userId, role, seen) => standings.change(seen ?? (await standing(teamId, userId)), role),
    removeMember: async (teamId, userId, seen) => standings.remove(seen ?? (await standing(teamId, userId))),
    deleteUser: async (userId) => void (await allUsers.update({ _id: userId }, { $set: { deletedAt: clock.date() } })),
    revokeCredential: async (teamId, credentialId) =>
      void (await keys.update(teamId, { _id: credentialId }, { $set: { revokedAt: clock.date() } })),
    discard: async ({ userId, teamId, address }) => {
      if (address !== null) await allLogins.delete({ _id: address, userId })
      if (teamId) {
        await members.delete(teamId, { _id: membershipId(teamId, userId) })
        await allTeams.delete({ _id: teamId })
      }
      await allUsers.delete({ _id: userId })
    },
  }
}
