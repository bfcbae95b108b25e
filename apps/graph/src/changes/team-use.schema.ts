import { collection } from '@synthwright/persistence'

/** When a team's knowledge was last used: what a starting replica loads before it says that it is ready. */
export interface TeamUse {
  /** Id of the team. */
  _id: string
  usedAt: Date
}

export const teamUse = collection<TeamUse>({
  name: 'team_use',
  fields: { _id: 'string', usedAt: 'date' },
  indexes: [{ keys: { usedAt: -1 }, serves: 'teams used most recently' }],
})
