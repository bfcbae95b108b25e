import { collection } from '@synthwright/persistence'

/** How often somebody tried to sign in under one address, whether or not anybody has it. */
export interface Tries {
  /** SHA-256 of the address. */
  _id: string
  count: number
  until: Date
}

export const tries = collection<Tries>({
  name: 'signInTries',
  fields: { _id: 'string', count: 'number', until: 'date' },
  indexes: [{ keys: { until: 1 }, expireAfterSeconds: 0, serves: 'forgetting tries that count no longer' }],
})
