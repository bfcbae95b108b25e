import type { Clock } from '@synthwright/kernel'
import { systemScope, type Store } from '@synthwright/persistence'
import { teamUse } from './team-use.schema.ts'

/** The one repository of this service that sees all teams: it knows their ids and nothing else of them. */
export const createTeamUseRepository = (store: Store, clock: Clock) => {
  const repository = store.systemRepository(teamUse, systemScope('load recently used teams at start'))

  return {
    note: async (teamId: string): Promise<void> => {
      await repository.update({ _id: teamId }, { $set: { usedAt: clock.date() } }, { upsert: true })
    },

    recent: async (most: number): Promise<string[]> =>
      (await repository.find({}, { sort: { usedAt: -1 }, limit: most })).map(({ _id }) => _id),
  }
}
