import { collection } from '@synthwright/persistence'

/** What signs somebody in by e-mail. There is one per address, since the address is its id. */
export interface Login {
  /** The address as `emailId` spells it. */
  _id: string
  userId: string
  /** As `hashPassword` makes it. */
  passwordHash: string
}

/** One spelling for addresses that reach the same person. */
export const emailId = (email: string): string => email.trim().normalize('NFC').toLowerCase()

export const logins = collection<Login>({
  name: 'logins',
  fields: { _id: 'string', userId: 'string', passwordHash: 'string' },
  indexes: [],
})
