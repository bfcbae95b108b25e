import { AppError, sha256, systemClock, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { roleAtLeast, type TeamRole } from '@synthwright/contracts'
import { timingSafeEqual } from 'node:crypto'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import { roleIn, type Membership } from '../membership.schema.ts'
import { isNew, overtaken } from './standing.ts'
import type { AuthSecret } from '../secret/auth-secret.ts'
import { invitationId, invitations, type Invitation } from './invitation.schema.ts'

const lapsesAfterMs = 7 * 24 * 60 * 60_000

/** Invitations to join a team. Their one-time tokens are the one way to become a member. */
export interface Invitations {
  /**
   * Replaces the one that the address has. The same command gives the same token, and does not renew a used one.
   * @throws AppError `revision_conflict` when somebody else changed that one meanwhile
   */
  issue(given: {
    inviter: Membership
    emailId: string
    role: TeamRole
    commandId: string
  }): Promise<{ invitation: Invitation; token: string }>
  /**
   * @throws AppError `invalid_invitation` for a token that is none, was used, has lapsed, or is from somebody who could
   *   not invite any more
   */
  open(token: string): Promise<Invitation>
  /**
   * Makes a member of the user, and the token worth nothing to anybody else.
   * @throws AppError `invalid_invitation` as `open` does; `already_exists` for who is a member otherwise
   */
  accept(token: string, by: { userId: string; credentialId: string }, requestId?: string): Promise<Invitation>
  list(teamId: string): Promise<Invitation[]>
  /**
   * @returns whether there was one that nobody had used
   * @throws AppError `revision_conflict` when it was replaced or used meanwhile
   */
  withdraw(teamId: string, id: string): Promise<boolean>
  /** Whatever somebody has accepted lets them in no more. */
  forget(teamId: string, userId: string): Promise<void>
}

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const invalid = () =>
  new AppError('invalid_invitation', 'The invitation does not count', { details: { field: 'invitation_token' } })

export const createInvitations = (
  {
    store,
    identity,
    secret,
    audit,
  }: { store: Store; identity: IdentityRepository; secret: AuthSecret; audit: IdentityAudit },
  clock: Clock = systemClock,
): Invitations => {
  const own = store.teamRepository(invitations)

  // Whoever was removed may still hold a token that they made, and so may one who has come back since.
  const mayInvite = async ({ teamId, invitedBy, inviterTerm, role }: Invitation): Promise<boolean> => {
    const [team, user, inviter] = await Promise.all([
      identity.team(teamId),
      identity.user(invitedBy),
      identity.membership(teamId, invitedBy),
    ])
    if (!team || !user || user.deletedAt || inviter?.term !== inviterTerm) return false
    return roleAtLeast(roleIn(team, inviter), role === 'owner' ? 'owner' : 'admin')
  }

  /** The invitation of a token, whoever has used it. */
  const find = async (token: string): Promise<Invitation> => {
    const invitation = await identity.invitation(token.split('.')[0] ?? '')
    const isOf = invitation && sameText(sha256(token), invitation.tokenHash) && invitation.expiresAt > clock.date()
    if (isOf && !invitation.withdrawnAt && (await mayInvite(invitation))) return invitation
    throw invalid()
  }

  const stillAs = ({ _id, tokenHash, acceptedBy, withdrawnAt }: Invitation) => ({
    _id,
    tokenHash,
    acceptedBy,
    withdrawnAt: withdrawnAt ?? null,
  })

  /** Drawn from the token, so that whoever accepts it again is known to have become a member by it. */
  const termOf = ({ tokenHash }: Invitation): string => sha256(`membership ${tokenHash}`).slice(0, 16)

  return {
    issue: async ({ inviter, emailId: email, role, commandId }) => {
      const { teamId } = inviter
      const _id = invitationId(teamId, email)
      const token = `${_id}.${secret.tokenFor('invitation', commandId)}`
      const tokenHash = sha256(token)
      const before = await own.findOne(teamId, { _id })
      if (before?.tokenHash === tokenHash) return { invitation: before, token }
      const createdAt = clock.date()
      const content = {
        email,
        role,
        invitedBy: inviter.userId,
        inviterTerm: inviter.term,
        tokenHash,
        acceptedBy: null,
        usedAt: null,
        withdrawnAt: null,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + lapsesAfterMs),
      }
      // Of the one before nothing may have happened since: it is replaced as it was read.
      const isIssued = before
        ? (await own.update(teamId, stillAs(before), { $set: content })) > 0
        : await isNew(own.insert(teamId, { _id, ...content }))
      if (!isIssued) throw overtaken()
      return { invitation: { _id, teamId, ...content }, token }
    },

    open: async (token) => {
      const invitation = await find(token)
      if (invitation.acceptedBy !== null) throw invalid()
      return invitation
    },

    accept: async (token, { userId, credentialId }, requestId) => {
      const invitation = await find(token)
      const { _id, teamId, role, tokenHash } = invitation
      const term = termOf(invitation)
      const before = await identity.lastMembership(teamId, userId)
      const member = before && !before.endedAt ? before : undefined
      if (member && member.term !== term) throw new AppError('already_exists', 'A member already')
      // One user takes it. Should a gateway die before they are a member, it is left to them alone.
      const open = { _id, tokenHash, withdrawnAt: null, ...(member ? {} : { usedAt: null }) }
      const left = { ...open, acceptedBy: { $in: [null, userId] } }
      if ((await own.update(teamId, left, { $set: { acceptedBy: userId } })) === 0) throw invalid()
      if (!(await identity.addMember(teamId, userId, role, { term, before: before ?? null }))) throw invalid()
      await own.update(teamId, { _id, tokenHash }, { $set: { usedAt: clock.date() } })
      await audit.record({
        type: 'member.added',
        teamId,
        by: { userId, credentialId },
        requestId: requestId ?? null,
        targetIds: [userId],
        commandId: tokenHash,
      })
      return invitation
    },

    list: (teamId) =>
      own.find(
        teamId,
        { acceptedBy: null, withdrawnAt: null, expiresAt: { $gt: clock.date() } },
        { sort: { createdAt: 1 }, limit: 1_000 },
      ),
    withdraw: async (teamId, _id) => {
      const open = { _id, usedAt: null, withdrawnAt: null }
      const found = await own.findOne(teamId, open)
      if (!found) return false
      const $set = { withdrawnAt: clock.date() }
      const withdrawn = await own.findAndUpdate(teamId, { ...open, tokenHash: found.tokenHash }, { $set })
      if (!withdrawn) throw overtaken()
      // Who has taken it may be about to join.
      const { acceptedBy } = withdrawn
      if (acceptedBy !== null && !(await identity.bar(teamId, acceptedBy, termOf(withdrawn)))) throw overtaken()
      return true
    },
    forget: async (teamId, userId) =>
      void (await own.update(teamId, { acceptedBy: userId }, { $set: { withdrawnAt: clock.date() } })),
  }
}
