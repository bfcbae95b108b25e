import { systemClock, type Clock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { sessions, type Session } from './session.schema.ts'

export interface SessionRepository {
  add(session: Omit<Session, 'createdAt' | 'lastUsedAt' | 'revokedAt'>): Promise<void>
  find(teamId: string, id: string): Promise<Session | undefined>
  /** Those of a user that count, newest first. */
  list(teamId: string, userId: string): Promise<Session[]>
  /** Raises the generation from the one given, if it is the current one. @returns whether it was */
  rotate(session: Pick<Session, '_id' | 'teamId' | 'generation'>, expiresAt: Date): Promise<boolean>
  /** @returns whether the user had such a session that counted */
  revoke(session: Pick<Session, '_id' | 'teamId' | 'userId'>): Promise<boolean>
}

export const createSessionRepository = (store: Store, clock: Clock = systemClock): SessionRepository => {
  const all = store.teamRepository(sessions)
  return {
    add: ({ teamId, ...session }) => {
      const now = clock.date()
      return all.insert(teamId, { ...session, createdAt: now, lastUsedAt: now, revokedAt: null })
    },
    find: (teamId, _id) => all.findOne(teamId, { _id }),
    list: (teamId, userId) =>
      all.find(
        teamId,
        { userId, revokedAt: null, expiresAt: { $gt: clock.date() } },
        { sort: { createdAt: -1 }, limit: 200 },
      ),
    rotate: async ({ _id, teamId, generation }, expiresAt) =>
      (await all.update(
        teamId,
        { _id, generation, revokedAt: null },
        { $set: { expiresAt, lastUsedAt: clock.date() }, $inc: { generation: 1 } },
      )) > 0,
    revoke: async ({ _id, teamId, userId }) =>
      (await all.update(teamId, { _id, userId, revokedAt: null }, { $set: { revokedAt: clock.date() } })) > 0,
  }
}
