import type { TeamRole } from '@synthwright/contracts'
import { sha256 } from '@synthwright/kernel'
import { collection } from '@synthwright/persistence'

/**
 * Lets the holder of its token join a team, once. What was used or withdrawn stays until it lapses, so that it cannot come
 * back, also by a request that comes late.
 */
export interface Invitation {
  _id: string
  teamId: string
  /** Whom it is meant for; whoever has the token joins. */
  email: string
  role: TeamRole
  tokenHash: string
  invitedBy: string
  /** Of the membership that its sender had. */
  inviterTerm: string
  /** Who uses it: the first who comes. */
  acceptedBy: string | null
  /** When that had made a member of them. */
  usedAt: Date | null
  withdrawnAt?: Date | null
  createdAt: Date
  expiresAt: Date
}

/** One per team and address: who invites again replaces the invitation before. */
export const invitationId = (teamId: string, email: string): string =>
  `inv_${sha256(JSON.stringify([teamId, email])).slice(0, 24)}`

export const invitations = collection<Invitation>({
  name: 'invitations',
  fields: {
    _id: 'string',
    teamId: 'string',
    email: 'string',
    role: 'string',
    tokenHash: 'string',
    invitedBy: 'string',
    inviterTerm: 'string',
    acceptedBy: 'string',
    usedAt: 'date',
    withdrawnAt: 'date',
    createdAt: 'date',
    expiresAt: 'date',
  },
  indexes: [
    { keys: { teamId: 1, createdAt: 1 }, serves: 'the open invitations of a team, oldest first' },
    { keys: { expiresAt: 1 }, expireAfterSeconds: 0, serves: 'forgetting invitations that lapsed' },
  ],
})
