import type { TeamRole } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'

/** What a user is in a team. Its id is made of both, so that there is one. */
export interface Membership {
  _id: string
  teamId: string
  userId: string
  role: TeamRole
  createdAt: Date
}

export const membershipId = (teamId: string, userId: string): string => `${teamId}.${userId}`

export const memberships = collection<Membership>({
  name: 'memberships',
  fields: { _id: 'string', teamId: 'string', userId: 'string', role: 'string', createdAt: 'date' },
  indexes: [],
})
