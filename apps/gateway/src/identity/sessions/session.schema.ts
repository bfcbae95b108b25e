import { collection } from '@synthwright/persistence'

/** A user signed in to one team. Its tokens name it and hold nothing that is stored here. */
export interface Session {
  _id: string
  teamId: string
  userId: string
  /** Of the membership that it was started under. */
  term: string
  /** Which refresh token counts: each exchange raises it. */
  generation: number
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

export const sessions = collection<Session>({
  name: 'sessions',
  fields: {
    _id: 'string',
    teamId: 'string',
    userId: 'string',
    term: 'string',
    generation: 'number',
    createdAt: 'date',
    lastUsedAt: 'date',
    expiresAt: 'date',
    revokedAt: 'date',
  },
  indexes: [
    { keys: { teamId: 1, userId: 1, createdAt: -1 }, serves: 'the sessions of a user in a team, newest first' },
    { keys: { expiresAt: 1 }, expireAfterSeconds: 0, serves: 'forgetting sessions that have ended' },
  ],
})
