import type { TeamRole } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'
import type { Team } from './team.schema.ts'

export type PlainRole = Exclude<TeamRole, 'owner'>

/** What a user is in a team. Its id is made of both, so that there is one. */
export interface Membership {
  _id: string
  teamId: string
  userId: string
  /** Of a member who is no owner: those stand on the team. */
  role: PlainRole
  /** Drawn each time the user joins: what was issued in an earlier term stays without effect in a later one. */
  term: string
  createdAt: Date
  /** Of the last change, among those of the team's members; see `Standings`. */
  rev?: number
  /** When the user was removed: what came late, with the term that they had, does not bring them back. */
  endedAt?: Date | null
}

export const membershipId = (teamId: string, userId: string): string => `${teamId}.${userId}`

export const roleIn = ({ ownerIds }: Pick<Team, 'ownerIds'>, { userId, role }: Membership): TeamRole =>
  ownerIds.includes(userId) ? 'owner' : role

export const memberships = collection<Membership>({
  name: 'memberships',
  fields: {
    _id: 'string',
    teamId: 'string',
    userId: 'string',
    role: 'string',
    term: 'string',
    createdAt: 'date',
    rev: 'number',
    endedAt: 'date',
  },
  indexes: [
    { keys: { teamId: 1, createdAt: 1 }, serves: 'the members of a team, oldest first' },
    { keys: { userId: 1, createdAt: 1 }, serves: 'the teams of a user, oldest first' },
  ],
})
