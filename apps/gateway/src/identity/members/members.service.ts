import {
  roleAtLeast,
  type AddMember,
  type InvitationAccepted,
  type Invitation as InvitationView,
  type Member,
  type MemberInvited,
  type Principal,
  type TeamRole,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { log } from '@synthwright/telemetry'
import { emailId } from '../accounts/login.schema.ts'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import { memberships, roleIn, type Membership } from '../membership.schema.ts'
import type { Letters } from '../mail/letters.ts'
import type { Team } from '../team.schema.ts'
import type { User } from '../user.schema.ts'
import type { Invitation } from './invitation.schema.ts'
import type { Invitations } from './invitations.ts'
import { overtaken, type Standing } from './standing.ts'

interface Acting {
  principal: Principal
  /** Of the team that is meant, which has to be the principal's. */
  slug: string
  requestId: string
}

/** Who is in a team. All of it @throws AppError `organization_not_found` for any team but the principal's. */
export interface Members {
  list(acting: Acting): Promise<{ members: Member[]; invitations: InvitationView[] }>
  /**
   * Whoever has the token of the answer becomes a member by accepting; where mail goes out, the token goes with it alone.
   * @throws AppError `insufficient_role` when an admin invites an owner, `already_exists` for a member who has proven
   *   the address, `revision_conflict` when somebody else did something about it meanwhile
   */
  invite(given: AddMember, acting: Acting & { commandId: string }): Promise<MemberInvited>
  /** @throws AppError `insufficient_role` for whoever could not invite with that role, or not any more */
  assertMayInvite(given: AddMember, acting: Acting): Promise<void>
  /** @throws AppError `invalid_invitation`, `already_exists` for a member */
  accept(token: string, acting: Omit<Acting, 'slug'>): Promise<InvitationAccepted>
  /**
   * @throws AppError `member_not_found`, `insufficient_role` when an admin touches an owner, `last_owner`,
   *   `revision_conflict` when somebody else changed the same meanwhile, or what the principal may
   */
  change(userId: string, role: TeamRole, acting: Acting): Promise<Member>
  /** @param userId or the id of an invitation. @throws AppError as `change` does */
  remove(userId: string, acting: Acting): Promise<void>
}

interface MemberParts {
  store: Store
  identity: IdentityRepository
  invitations: Invitations
  /** Null where no mail goes out. */
  letters: Letters | null
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

const viewOf = (team: Team, membership: Membership, user: User | undefined, proven: ReadonlySet<string>): Member => ({
  user_id: membership.userId,
  email: user?.email ?? null,
  email_verified: user?.email ? proven.has(user.email) : false,
  name: user?.name ?? '',
  role: roleIn(team, membership),
  created_at: membership.createdAt.toISOString(),
})

/** Only an owner makes an owner, or changes one: an admin would otherwise have the rights of both. */
const assertMay = ({ role: own }: Principal, ...roles: TeamRole[]): void => {
  if (roles.every((role) => roleAtLeast(own, role))) return
  throw new AppError('insufficient_role', 'Only an owner may do that', { details: { expected: 'owner', actual: own } })
}

export const createMembers = ({ store, identity, invitations, letters, audit }: MemberParts): Members => {
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
  /** Whoever acts, who must still be what they came as. */
  const actorIn = async (team: Team, { userId, role }: Principal): Promise<Membership> => {
    const membership = await identity.membership(team._id, userId)
    if (!membership || !roleAtLeast(roleIn(team, membership), role)) throw overtaken()
    return membership
  }
  const standingOf = async (team: Team, userId: string, principal: Principal): Promise<Standing> => {
    const [membership, by] = await Promise.all([memberOf(team, userId), actorIn(team, principal)])
    return { team, membership, by }
  }
  const recordOf = ({ principal, requestId }: Acting, targetId: string, commandId?: string) => ({
    teamId: principal.teamId,
    by: { userId: principal.userId, credentialId: principal.credentialId },
    requestId,
    targetIds: [targetId],
    ...(commandId ? { commandId } : {}),
  })

  const viewsOf = async (team: Team, members: readonly Membership[]): Promise<Member[]> => {
    const known = await identity.usersOf(members.map(({ userId }) => userId))
    const byId = new Map(known.map((user) => [user._id, user]))
    const proven = await identity.provenAddresses(known.flatMap(({ email }) => email ?? []))
    return members.map((member) => viewOf(team, member, byId.get(member.userId), proven))
  }

  /** @returns whether it is on its way. A letter that could not be sent costs nobody the invitation. */
  const mail = async (invitation: Invitation, token: string, organization: string): Promise<boolean> => {
    if (!letters) return false
    try {
      await letters.invite({ invitation, token, organization })
      return true
    } catch (error) {
      log.warn('An invitation could not be mailed; whoever invites hands it over', {
        invitation: invitation._id,
        error,
      })
      return false
    }
  }

  return {
    list: async (acting) => {
      const team = await teamOf(acting)
      const [members, invited] = await Promise.all([
        own.find(team._id, { endedAt: null }, { sort: { createdAt: 1 }, limit: mostListed }),
        invitations.list(team._id),
      ])
      return { members: await viewsOf(team, members), invitations: invited.map(viewOfInvitation) }
    },

    invite: async ({ email, role }, acting) => {
      const { principal, commandId } = acting
      const team = await teamOf(acting)
      assertMay(principal, role)
      const address = emailId(email)
      const login = await identity.login(address)
      if (login?.provenAt && (await identity.membership(team._id, login.userId)))
        throw new AppError('already_exists', 'A member already')
      const inviter = await actorIn(team, principal)
      const { invitation, token } = await invitations.issue({ inviter, emailId: address, role, commandId })
      await audit.record({ type: 'member.invited', ...recordOf(acting, invitation._id, commandId) })
      const isMailed = await mail(invitation, token, team.name)
      return { invitation: { ...viewOfInvitation(invitation), token: isMailed ? null : token } }
    },

    accept: async (token, { principal: { userId, credentialId }, requestId }) => {
      const { teamId } = await invitations.accept(token, { userId, credentialId }, requestId)
      const [team, membership] = await Promise.all([identity.team(teamId), identity.membership(teamId, userId)])
      if (!team || !membership) throw new AppError('no_organization', 'No organization')
      return {
        organization: { id: team._id, name: team.name, slug: team.slug },
        role: roleIn(team, membership),
      }
    },

    assertMayInvite: async ({ role }, acting) => {
      await teamOf(acting)
      assertMay(acting.principal, role)
    },

    change: async (userId, role, acting) => {
      const team = await teamOf(acting)
      const seen = await standingOf(team, userId, acting.principal)
      const before = roleIn(team, seen.membership)
      assertMay(acting.principal, before, role)
      // Also where it is so already: what is answered is not undone by what was decided before.
      await identity.changeRole(team._id, userId, role, seen)
      if (before !== role) await audit.record({ type: 'member.changed', ...recordOf(acting, userId) })
      const [member] = await viewsOf(team, [seen.membership])
      return { ...member!, role }
    },

    remove: async (userId, acting) => {
      const team = await teamOf(acting)
      if (await invitations.withdraw(team._id, userId))
        return audit.record({ type: 'member.removed', ...recordOf(acting, userId) })
      const seen = await standingOf(team, userId, acting.principal)
      assertMay(acting.principal, roleIn(team, seen.membership))
      // One that was accepted by a request whose gateway died would let them in again.
      await invitations.forget(team._id, userId)
      await identity.removeMember(team._id, userId, seen)
      await audit.record({ type: 'member.removed', ...recordOf(acting, userId) })
    },
  }
}
