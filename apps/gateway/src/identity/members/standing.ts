import type { TeamRole } from '@synthwright/contracts'
import { AppError, isAppError, randomToken, type Clock } from '@synthwright/kernel'
import type { SystemRepository, TeamRepository } from '@synthwright/persistence'
import { membershipId, roleIn, type Membership } from '../membership.schema.ts'
import type { Team } from '../team.schema.ts'

/** What somebody is in a team, as a change of it was decided on. */
export interface Standing {
  team: Team
  membership: Membership
  /** Whoever decided. */
  by?: Membership
}

/**
 * Who is in a team as what. A change counts only if nothing was changed since it was decided on, of the member or of
 * whoever decided: a gateway that stood still in between, and whose client has gone, undoes nothing that was answered
 * since. Changes of one team take turns, by a number that the team hands out with its owners. The membership takes what
 * has a higher number than its own, so that the later turn also wins where the earlier one is carried out last.
 */
export interface Standings {
  find(teamId: string, userId: string): Promise<Standing | undefined>
  /** @throws AppError `last_owner`; `revision_conflict` when somebody else was first */
  change(seen: Standing, role: TeamRole): Promise<void>
  /** What stays of them lets them join again, but by no token that they had. @throws AppError as `change` does */
  remove(seen: Standing): Promise<void>
  /**
   * @param term drawn unless given
   * @param before what was there when it was decided: nothing, or a membership that had ended; as it is now unless given
   * @returns whether they are a member of this term
   */
  join(
    teamId: string,
    userId: string,
    role: TeamRole,
    decided?: { term?: string; before?: Membership | null },
  ): Promise<boolean>
  /** Lets nobody join by a term that is on its way. @returns false when they have joined */
  bar(teamId: string, userId: string, term: string): Promise<boolean>
}

export const overtaken = () => new AppError('revision_conflict', 'Somebody else has changed it meanwhile')
const lastOwner = () => new AppError('last_owner', 'The last owner stays')

export const isNew = async (insertion: Promise<void>): Promise<boolean> => {
  try {
    await insertion
    return true
  } catch (error) {
    if (!isAppError(error) || error.code !== 'already_exists') throw error
    return false
  }
}

const isAsItWas = (team: Team, before: Membership, now: { team: Team; membership: Membership | undefined }): boolean =>
  now.membership?.term === before.term &&
  (now.membership.rev ?? 0) === (before.rev ?? 0) &&
  roleIn(now.team, now.membership) === roleIn(team, before)

interface Parts {
  teams: SystemRepository<Team>
  members: TeamRepository<Membership>
  clock: Clock
}

export const createStandings = ({ teams, members, clock }: Parts): Standings => {
  const membershipOf = (teamId: string, userId: string) =>
    members.findOne(teamId, { _id: membershipId(teamId, userId), endedAt: null })
  const find = async (teamId: string, userId: string): Promise<Standing | undefined> => {
    const [team, membership] = await Promise.all([teams.findOne({ _id: teamId }), membershipOf(teamId, userId)])
    return team && membership && { team, membership }
  }

  /** Whether the team was still as it is given. */
  const handOut = async ({ _id, membersRev }: Team, ownerIds: string[]): Promise<number | undefined> => {
    const next = (membersRev ?? 0) + 1
    const isIt = await teams.update({ _id, membersRev: membersRev ?? null }, { $set: { ownerIds, membersRev: next } })
    return isIt > 0 ? next : undefined
  }

  /** @returns the number of the change */
  const takeTurn = async ({ team, membership, by = membership }: Standing, isOwner: boolean): Promise<number> => {
    const { teamId, userId } = membership
    for (let newest = team; ;) {
      const others = newest.ownerIds.filter((id) => id !== userId)
      if (!isOwner && newest.ownerIds.length > 0 && others.length === 0) throw lastOwner()
      const turn = await handOut(newest, isOwner ? [...others, userId] : others)
      if (turn !== undefined) return turn
      const now = await find(teamId, userId)
      if (!now || !isAsItWas(team, membership, now)) throw overtaken()
      if (!isAsItWas(team, by, { team: now.team, membership: await membershipOf(teamId, by.userId) })) throw overtaken()
      newest = now.team
    }
  }

  const put = async ({ _id, teamId, term }: Membership, rev: number, changed: Partial<Membership>): Promise<void> => {
    // Older memberships have no number.
    const earlier = { _id, term, endedAt: null, rev: { $not: { $gte: rev } } }
    if ((await members.update(teamId, earlier, { $set: { ...changed, rev } })) === 0) throw overtaken()
  }

  /** Somebody who joins as an owner is made one unless they were made anything else since. */
  const makeOwner = async (teamId: string, userId: string, term: string): Promise<void> => {
    for (;;) {
      const now = await find(teamId, userId)
      if (now?.membership.term !== term || now.membership.rev || now.team.ownerIds.includes(userId)) return
      if ((await handOut(now.team, [...now.team.ownerIds, userId])) !== undefined) return
    }
  }

  return {
    find,
    change: async (seen, role) => {
      const turn = await takeTurn(seen, role === 'owner')
      await put(seen.membership, turn, role === 'owner' ? {} : { role })
    },
    remove: async (seen) => {
      const turn = await takeTurn(seen, false)
      await put(seen.membership, turn, { endedAt: clock.date() })
    },
    join: async (teamId, userId, role, { term = randomToken(12), before } = {}) => {
      const _id = membershipId(teamId, userId)
      const known = before === undefined ? await members.findOne(teamId, { _id }) : before
      const plain = role === 'owner' ? 'admin' : role
      const mine = { userId, role: plain, term, rev: 0, createdAt: clock.date(), endedAt: null } as const
      const left = { _id, endedAt: { $ne: null } }
      if (!known) await isNew(members.insert(teamId, { _id, ...mine }))
      else if (known.term !== term) await members.update(teamId, { ...left, term: known.term }, { $set: mine })
      const isMember = (await members.findOne(teamId, { _id, term, endedAt: null }, { fields: ['_id'] })) !== undefined
      if (isMember && role === 'owner') await makeOwner(teamId, userId, term)
      return isMember
    },
    bar: async (teamId, userId, term) => {
      const _id = membershipId(teamId, userId)
      const now = clock.date()
      for (;;) {
        const known = await members.findOne(teamId, { _id })
        if (known && !known.endedAt) return known.term !== term
        const barred = known
          ? (await members.update(teamId, { _id, term: known.term, endedAt: { $ne: null } }, { $set: { term } })) > 0
          : await isNew(
              members.insert(teamId, { _id, userId, role: 'viewer', term, rev: 0, createdAt: now, endedAt: now }),
            )
        if (barred) return true
      }
    },
  }
}
