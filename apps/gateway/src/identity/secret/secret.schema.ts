import { collection } from '@synthwright/persistence'

/** What the gateway draws once and then keeps, where nobody gave it one. */
export interface Secret {
  _id: string
  value: string
}

export const secrets = collection<Secret>({
  name: 'secrets',
  fields: { _id: 'string', value: 'string' },
  indexes: [],
})
