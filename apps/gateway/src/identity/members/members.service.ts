import {
  roleAtLeast,
  type AddMember,
  type Invitation as InvitationView,
  type Member,
  type MemberAdded,
  type Principal,
  type TeamRole,
} from '@synthwright/contracts'
import { AppError, sha256 } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { emailId } from '../accounts/login.schema.ts'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import { memberships, roleIn, type Membership } from '../membership.schema.ts'
import type { Team } from '../team.schema.ts'
import type { User } from '../user.schema.ts'
import { invitationId, type Invitation } from './invitation.schema.ts'
import type { Invitations } from './invitations.ts'

interface Acting {
  principal: Principal
  /** Of the team that is meant, which has to be the principal's. */
  slug: string
  requestId: string
}

/** Who is in a team. All of it @throws AppError `organization_not_found` for any team but the principal's. */
export interface Members {
  list(acting: Acting): Promise<{ members: Member[]; invitations: InvitationView[] }>
  /** @throws AppError `insufficient_role` when an admin makes an owner, `already_exists` for a member */
  add(given: AddMember, acting: Acting & { commandId: string }): Promise<MemberAdded>
  /** @throws AppError `member_not_found`, `insufficient_role` when an admin touches an owner, `last_owner` */
  change(userId: string, role: TeamRole, acting: Acting): Promise<Member>
  /** @param userId or the id of an invitation. @throws AppError as `change` does */
  remove(userId: string, acting: Acting): Promise<void>
}

interface MemberParts {
  store: Store
  identity: IdentityRepository
  invitations: Invitations
  audit: IdentityAudit
}

const mostListed = 10_000

const viewOfInvitation = ({ _id: id, email, role, createdAt, expiresAt }: Invitation): InvitationView => ({
  id,
  email,
  role,
  created_at: createdAt.toISOString(),
  expires_at: expiresAt.toISOString(),
})

const viewOf = (team: Team, membership: Membership, user: User | undefined): Member => ({
  user_id: membership.userId,
  email: user?.email ?? null,
  name: user?.name ?? '',
  role: roleIn(team, membership),
  created_at: membership.createdAt.toISOString(),
})

/** Only an owner makes an owner, or changes one: an admin would otherwise have the rights of both. */
const assertMay = ({ role: own }: Principal, ...roles: TeamRole[]): void => {
  if (roles.every((role) => roleAtLeast(own, role))) return
  throw new AppError('insufficient_role', 'Only an owner may do that', { details: { expected: 'owner', actual: own } })
}

const lastOwner = () => new AppError('last_owner', 'The last owner stays')

export const createMembers = ({ store, identity, invitations, audit }: MemberParts): Members => {
  const own = store.teamRepository(memberships)

  const teamOf = async ({ principal, slug }: Acting): Promise<Team> => {
    const team = await identity.team(principal.teamId)
    if (team?.slug !== slug) throw new AppError('organization_not_found', 'No such organisation')
    return team
  }
  const memberOf = async (team: Team, userId: string): Promise<Membership> => {
    const membership = await identity.membership(team._id, userId)
    if (!membership) throw new AppError('member_not_found', 'No such member')
    return membership
  }
  const recordOf = ({ principal, requestId }: Acting, targetId: string, commandId?: string) => ({
    teamId: principal.teamId,
    by: { userId: principal.userId, credentialId: principal.credentialId },
    requestId,
    targetIds: [targetId],
    ...(commandId ? { commandId } : {}),
  })

  return {
    list: async (acting) => {
      const team = await teamOf(acting)
      const [members, invited] = await Promise.all([
        own.find(team._id, {}, { sort: { createdAt: 1 }, limit: mostListed }),
        invitations.list(team._id),
      ])
      const known = await identity.usersOf(members.map(({ userId }) => userId))
      const byId = new Map(known.map((user) => [user._id, user]))
      return {
        members: members.map((member) => viewOf(team, member, byId.get(member.userId))),
        invitations: invited.map(viewOfInvitation),
      }
    },

    add: async ({ email, role }, acting) => {
      const { principal, commandId } = acting
      const team = await teamOf(acting)
      assertMay(principal, role)
      const address = emailId(email)
      const login = await identity.login(address)
      if (!login) {
        const invitedBy = principal.userId
        const issued = await invitations.issue({ teamId: team._id, emailId: address, role, invitedBy, commandId })
        const { invitation, token } = issued
        await audit.record({ type: 'member.invited', ...recordOf(acting, invitation._id, commandId) })
        return { member: null, invitation: { ...viewOfInvitation(invitation), token } }
      }
      const { userId } = login
      // Drawn from the command, so that a repeated one knows the membership that it made.
      const term = sha256(`membership ${commandId}`).slice(0, 16)
      if (!(await identity.addMember(team._id, userId, role, term)))
        throw new AppError('already_exists', 'A member already')
      const membership = await memberOf(team, userId)
      await audit.record({ type: 'member.added', ...recordOf(acting, userId, commandId) })
      const member = { ...viewOf(team, membership, await identity.user(userId)), role }
      return { member, invitation: null }
    },

    change: async (userId, role, acting) => {
      const team = await teamOf(acting)
      const membership = await memberOf(team, userId)
      const before = roleIn(team, membership)
      assertMay(acting.principal, before, role)
      if (before !== role) {
        if (!(await identity.changeRole(team._id, userId, role))) throw lastOwner()
        await audit.record({ type: 'member.changed', ...recordOf(acting, userId) })
      }
      return { ...viewOf(team, membership, await identity.user(userId)), role }
    },

    remove: async (userId, acting) => {
      const team = await teamOf(acting)
      if (await invitations.withdraw(team._id, userId))
        return audit.record({ type: 'member.removed', ...recordOf(acting, userId) })
      const membership = await memberOf(team, userId)
      assertMay(acting.principal, roleIn(team, membership))
      if (!(await identity.removeMember(team._id, userId))) throw lastOwner()
      // One that was accepted, and not yet withdrawn when a gateway died, would let them in again.
      const user = await identity.user(userId)
      if (user?.email) await invitations.withdraw(team._id, invitationId(team._id, user.email))
      await audit.record({ type: 'member.removed', ...recordOf(acting, userId) })
    },
  }
}
