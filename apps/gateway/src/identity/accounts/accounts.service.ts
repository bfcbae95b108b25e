import type { SignedIn, SignIn, SignUp } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Invitations } from '../members/invitations.ts'
import type { Sessions } from '../sessions/sessions.service.ts'
import type { User } from '../user.schema.ts'
import type { Lockout } from './lockout.ts'
import { emailId } from './login.schema.ts'
import { hashPassword, passwordMatches } from './password.ts'
import { slugsFor } from './slug.ts'

export type SignUpPolicy = 'open' | 'invite'

/** Accounts with e-mail and password. */
export interface Accounts {
  /** @throws AppError `signup_closed`, `invalid_invitation`, `already_exists` for an address that somebody has */
  signUp(given: SignUp, requestId: string): Promise<SignedIn>
  /**
   * @throws AppError `invalid_credentials` alike for an unknown address and a wrong password, `rate_limited`,
   *   `invalid_invitation`, `organization_not_found`, `no_organization`
   */
  signIn(given: SignIn, requestId: string): Promise<SignedIn>
}

interface AccountParts {
  identity: IdentityRepository
  sessions: Sessions
  invitations: Invitations
  lockout: Lockout
  audit: IdentityAudit
  policy: SignUpPolicy
}

const nobody = 'user_nobody'

export const createAccounts = ({ identity, sessions, invitations, lockout, audit, policy }: AccountParts): Accounts => {
  const begin = async (user: Pick<User, '_id' | 'name' | 'email'>, teamId: string) => {
    const [team, membership] = await Promise.all([identity.team(teamId), identity.membership(teamId, user._id)])
    if (!team || !membership) throw new AppError('no_organization', 'No organization')
    const { sessionId, ...tokens } = await sessions.start(membership)
    const signedIn: SignedIn = {
      user: { id: user._id, email: user.email, name: user.name },
      organization: { id: team._id, name: team.name, slug: team.slug },
      ...tokens,
    }
    return { sessionId, signedIn }
  }

  const teamFor = async (name: string): Promise<string> => {
    const _id = newId('team')
    const team = { _id, name: `${name}’s organization` }
    for (const slug of slugsFor(name)) if (await identity.addTeam({ ...team, slug })) break
    return _id
  }

  /** The team that is asked for, else the last one, else the oldest. */
  const teamOf = async (user: User, slug: string | null | undefined): Promise<string> => {
    const all = await identity.membershipsOf(user._id)
    if (slug) {
      const team = await identity.teamBySlug(slug)
      const named = all.find(({ teamId }) => teamId === team?._id)
      if (!named) throw new AppError('organization_not_found', 'Not a member of such an organisation')
      return named.teamId
    }
    const membership = all.find(({ teamId }) => teamId === user.lastTeamId) ?? all[0]
    if (!membership) throw new AppError('no_organization', 'No organization')
    return membership.teamId
  }

  const noteFailure = async (user: User, requestId: string): Promise<void> => {
    const teamId = user.lastTeamId ?? (await identity.membershipsOf(user._id))[0]?.teamId
    if (!teamId) return
    const by = { userId: user._id, credentialId: 'password' }
    audit.note({
      type: 'user.sign_in_failed',
      teamId,
      by,
      requestId,
      targetIds: [user._id],
      outcome: 'refused',
      code: 'invalid_credentials',
    })
  }

  return {
    signUp: async ({ email, password, name, invitation_token }, requestId) => {
      const address = emailId(email)
      if (!invitation_token && policy === 'invite')
        throw new AppError('signup_closed', 'An account is made by invitation')
      const invitation = invitation_token ? await invitations.open(invitation_token, address) : undefined
      const taken = () => new AppError('already_exists', 'There is such an account', { details: { field: 'email' } })
      if (await identity.login(address)) throw taken()

      const passwordHash = await hashPassword(password)
      const userId = newId('user')
      await identity.addUser({ _id: userId, name, email: address })
      // The address comes after the team that it lets in to, or somebody could be left with an account and no way on.
      // Who was invited can be let in again by the invitation, and joins nobody's team under an address of another.
      const ownTeam = invitation ? undefined : await teamFor(name)
      if (ownTeam) await identity.addMember(ownTeam, userId, 'owner')
      if (!(await identity.addLogin({ _id: address, userId, passwordHash }))) {
        await identity.discard({ userId, ...(ownTeam ? { teamId: ownTeam } : {}) })
        throw taken()
      }
      if (invitation) await invitations.accept(invitation, userId)

      const teamId = ownTeam ?? invitation!.teamId
      const { signedIn, sessionId } = await begin({ _id: userId, name, email: address }, teamId)
      const by = { userId, credentialId: sessionId }
      await audit.record({ type: 'user.signed_up', teamId, by, requestId, targetIds: [userId] })
      return signedIn
    },

    signIn: async ({ email, password, organization, invitation_token }, requestId) => {
      const address = emailId(email)
      await lockout.begin(address)
      const login = await identity.login(address)
      // The same steps for everybody, or their time would tell who has an account.
      const [user, matches] = await Promise.all([
        identity.user(login?.userId ?? nobody),
        passwordMatches(password, login?.passwordHash),
      ])
      if (!user || user.deletedAt || !matches) {
        if (user) void noteFailure(user, requestId).catch(() => {})
        throw new AppError('invalid_credentials', 'E-mail and password do not belong together')
      }
      await lockout.succeed(address)

      const invitation = invitation_token ? await invitations.open(invitation_token, address) : undefined
      if (invitation) await invitations.accept(invitation, user._id)
      const teamId = invitation?.teamId ?? (await teamOf(user, organization))
      const { signedIn, sessionId } = await begin(user, teamId)
      const by = { userId: user._id, credentialId: sessionId }
      await audit.record({ type: 'user.signed_in', teamId, by, requestId, targetIds: [sessionId] })
      return signedIn
    },
  }
}
