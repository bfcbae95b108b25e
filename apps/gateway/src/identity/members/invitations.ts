import { AppError, sha256, systemClock, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { roleAtLeast, type TeamRole } from '@synthwright/contracts'
import { timingSafeEqual } from 'node:crypto'
import type { IdentityRepository } from '../identity.repository.ts'
import { roleIn } from '../membership.schema.ts'
import type { AuthSecret } from '../secret/auth-secret.ts'
import { invitationId, invitations, type Invitation } from './invitation.schema.ts'

const lapsesAfterMs = 7 * 24 * 60 * 60_000

/** Invitations to join a team; each has a one-time token, which whoever invites hands over. */
export interface Invitations {
  /** Replaces the one that the address has. The same command gives the same token. */
  issue(given: {
    teamId: string
    emailId: string
    role: TeamRole
    invitedBy: string
    commandId: string
  }): Promise<{ invitation: Invitation; token: string }>
  /**
   * @throws AppError `invalid_invitation` for a token that is none, has lapsed, is for another address, or is from
   *   somebody who could not invite any more
   */
  open(token: string, emailId: string): Promise<Invitation>
  /** Makes a member of the user, and the token worth nothing. */
  accept(invitation: Invitation, userId: string): Promise<void>
  list(teamId: string): Promise<Invitation[]>
  /** @returns whether there was one */
  withdraw(teamId: string, id: string): Promise<boolean>
}

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export const createInvitations = (
  { store, identity, secret }: { store: Store; identity: IdentityRepository; secret: AuthSecret },
  clock: Clock = systemClock,
): Invitations => {
  const own = store.teamRepository(invitations)
  // Whoever was removed may still hold a token that they made.
  const mayInvite = async ({ teamId, invitedBy, role }: Invitation): Promise<boolean> => {
    const [team, inviter] = await Promise.all([identity.team(teamId), identity.membership(teamId, invitedBy)])
    return team && inviter ? roleAtLeast(roleIn(team, inviter), role === 'owner' ? 'owner' : 'admin') : false
  }
  const withdraw = async (teamId: string, _id: string) => (await own.delete(teamId, { _id })) > 0
  return {
    issue: async ({ teamId, emailId: email, role, invitedBy, commandId }) => {
      const _id = invitationId(teamId, email)
      const token = `${_id}.${secret.tokenFor('invitation', commandId)}`
      const createdAt = clock.date()
      const content = {
        email,
        role,
        invitedBy,
        tokenHash: sha256(token),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + lapsesAfterMs),
      }
      await own.update(teamId, { _id }, { $set: content }, { upsert: true })
      return { invitation: { _id, teamId, ...content }, token }
    },
    open: async (token, emailId) => {
      const invitation = await identity.invitation(token.split('.')[0] ?? '')
      const counts =
        invitation &&
        sameText(sha256(token), invitation.tokenHash) &&
        invitation.expiresAt > clock.date() &&
        invitation.email === emailId &&
        (await mayInvite(invitation))
      if (counts) return invitation
      throw new AppError('invalid_invitation', 'The invitation does not count', {
        details: { field: 'invitation_token' },
      })
    },
    // Should a gateway die in between, the token still only makes the same user what they are.
    accept: async ({ _id, teamId, role }, userId) => {
      await identity.addMember(teamId, userId, role)
      await withdraw(teamId, _id)
    },
    list: (teamId) => own.find(teamId, { expiresAt: { $gt: clock.date() } }, { sort: { createdAt: 1 }, limit: 1_000 }),
    withdraw,
  }
}
