import { collection } from '@synthwright/persistence'

export interface User {
  _id: string
  name: string
  email: string | null
  createdAt: Date
  /** A deleted account signs nobody in; its rows stay, since runs and audit name it. */
  deletedAt: Date | null
}

export const users = collection<User>({
  name: 'users',
  fields: { _id: 'string', name: 'string', email: 'string', createdAt: 'date', deletedAt: 'date' },
  indexes: [],
})
