import type { SignedIn, SignIn, SignInByToken, SignUp } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Invitations } from '../members/invitations.ts'
import { linkSubject, userOfSubject } from '../oidc/find-subject.ts'
import type { OidcClaims, OidcTokens } from '../oidc/oidc-tokens.ts'
import type { Sessions } from '../sessions/sessions.service.ts'
import type { User } from '../user.schema.ts'
import type { AddressProofs } from './address-proofs.ts'
import type { Lockout } from './lockout.ts'
import { emailId, type Login } from './login.schema.ts'
import { addressTaken, createAccount } from './new-account.ts'
import { hashPassword, passwordMatches } from './password.ts'

export type SignUpPolicy = 'open' | 'invite'

/** How people get an account and sign in to it: with an address and a password, or by the issuer. */
export interface Accounts {
  /**
   * @throws AppError `signup_closed`, `invalid_invitation`, `invalid_address_proof`, `already_exists` for an address
   *   that somebody has; one that nobody has proven is free for who proves it
   */
  signUp(given: SignUp, requestId: string): Promise<SignedIn>
  /**
   * @throws AppError `invalid_credentials` alike for an unknown address and a wrong password, `rate_limited`,
   *   `invalid_address_proof`, `invalid_token`, `invalid_invitation`, `organization_not_found`, `no_organization`,
   *   `already_exists` for a subject that is somebody else and for who accepts where they are a member
   */
  signIn(given: SignIn, requestId: string): Promise<SignedIn>
  /** @throws AppError as `signIn` does, and as `signUp` does for a subject without an account */
  signInByToken(given: SignInByToken, requestId: string): Promise<SignedIn>
}

interface AccountParts {
  identity: IdentityRepository
  sessions: Sessions
  invitations: Invitations
  lockout: Lockout
  proofs: AddressProofs
  /** Null where no issuer is configured. */
  oidc: OidcTokens | null
  audit: IdentityAudit
  policy: SignUpPolicy
}

const nobody = 'user_nobody'

export const createAccounts = (parts: AccountParts): Accounts => {
  const { identity, sessions, invitations, lockout, proofs, oidc, audit, policy } = parts

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

  /** Where a session starts: in the team that is joined, or in one of those that the user is in. */
  const enter = async (
    user: User,
    { organization, invitation_token: token }: Pick<SignIn, 'organization' | 'invitation_token'>,
    credentialId: string,
    requestId: string,
  ): Promise<string> =>
    token
      ? (await invitations.accept(token, { userId: user._id, credentialId }, requestId)).teamId
      : teamOf(user, organization)

  const mayMakeAccount = async (invitationToken: string | null): Promise<void> => {
    if (invitationToken === null && policy === 'invite')
      throw new AppError('signup_closed', 'An account is made by invitation')
    if (invitationToken !== null) await invitations.open(invitationToken)
  }

  const note = async (
    type: 'user.signed_up' | 'user.signed_in',
    { sessionId, signedIn }: Awaited<ReturnType<typeof begin>>,
    requestId: string,
  ): Promise<SignedIn> => {
    const { user, organization } = signedIn
    const by = { userId: user.id, credentialId: sessionId }
    const targetIds = [type === 'user.signed_up' ? user.id : sessionId]
    await audit.record({ type, teamId: organization.id, by, requestId, targetIds })
    return signedIn
  }

  const readToken = async (token: string): Promise<OidcClaims> => {
    if (!oidc) throw new AppError('invalid_token', 'No issuer is configured')
    return oidc.read(token)
  }

  const prove = async (
    login: Pick<Login, '_id' | 'userId'>,
    { proof_token: proof }: SignIn,
    claims: OidcClaims | null,
  ): Promise<void> => {
    if (proof) await proofs.check(proof, login._id)
    const isVerified = claims?.email ? emailId(claims.email) === login._id : false
    if (proof || isVerified) await identity.proveAddress(login._id, login.userId)
  }

  const link = async (claims: OidcClaims, userId: string, teamId: string, requestId: string): Promise<void> => {
    if (!(await linkSubject({ identity, audit }, claims, { userId, teamId, requestId })))
      throw new AppError('already_exists', 'The subject is somebody else', { details: { field: 'oidc_token' } })
  }

  /** An account for a subject of the issuer, with the address that it has proven, unless another one has. */
  const accountFor = async (
    claims: OidcClaims,
    name: string | null,
    invitationToken: string | null,
    requestId: string,
  ) => {
    await mayMakeAccount(invitationToken)
    const email = claims.email === null ? null : emailId(claims.email)
    const address = email !== null && (await identity.login(email))?.provenAt ? null : email
    const made = await createAccount(parts, {
      name: (name ?? claims.name ?? email?.split('@')[0] ?? 'Somebody').slice(0, 200),
      address,
      isProven: true,
      passwordHash: null,
      invitationToken,
    })
    await link(claims, made.userId, made.teamId, requestId)
    return made
  }

  return {
    signUp: async ({ email, password, name, invitation_token, proof_token }, requestId) => {
      const address = emailId(email)
      const invitationToken = invitation_token ?? null
      await mayMakeAccount(invitationToken)
      if (proof_token) await proofs.check(proof_token, address)
      const isProven = Boolean(proof_token)
      const login = await identity.login(address)
      if (login && !(isProven && !login.provenAt)) throw addressTaken()

      const passwordHash = await hashPassword(password)
      const { userId, teamId } = await createAccount(parts, { name, address, isProven, passwordHash, invitationToken })
      return note('user.signed_up', await begin({ _id: userId, name, email: address }, teamId), requestId)
    },

    signIn: async (given, requestId) => {
      const { email, password, oidc_token: token } = given
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

      const claims = token ? await readToken(token) : null
      await prove({ _id: address, userId: user._id }, given, claims)
      const teamId = await enter(user, given, 'password', requestId)
      if (claims) await link(claims, user._id, teamId, requestId)
      return note('user.signed_in', await begin(user, teamId), requestId)
    },

    signInByToken: async ({ oidc_token, name = null, organization, invitation_token }, requestId) => {
      const claims = await readToken(oidc_token)
      const found = await userOfSubject(identity, claims)
      if (!found) {
        const made = await accountFor(claims, name, invitation_token ?? null, requestId)
        const user = (await identity.user(made.userId))!
        return note('user.signed_up', await begin(user, made.teamId), requestId)
      }
      const user = await identity.user(found.userId)
      if (!user || user.deletedAt) throw new AppError('user_not_found', 'User not found')
      const teamId = await enter(
        user,
        { organization: organization ?? claims.team, invitation_token },
        'oidc',
        requestId,
      )
      if (!found.isLinked) await link(claims, user._id, teamId, requestId)
      return note('user.signed_in', await begin(user, teamId), requestId)
    },
  }
}
