import { collection } from '@synthwright/persistence'

export interface User {
  _id: string
  name: string
  email: string | null
  /** The team of the last session, which the next one takes unless told otherwise. */
  lastTeamId: string | null
  createdAt: Date
  /** A deleted account signs nobody in; its rows stay, since runs and audit name it. */
  deletedAt: Date | null
}

export const users = collection<User>({
  name: 'users',
  fields: {
    _id: 'string',
    name: 'string',
    email: 'string',
    lastTeamId: 'string',
    createdAt: 'date',
    deletedAt: 'date',
  },
  indexes: [],
})
