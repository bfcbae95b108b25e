import { collection } from '@synthwright/persistence'

/**
 * Whose an address is here. There is one per address, since the address is its id: whoever came first, until somebody
 * proves it.
 */
export interface Login {
  /** The address as `emailId` spells it. */
  _id: string
  userId: string
  /** As `hashPassword` makes it; null for an account that signs in by the issuer alone. */
  passwordHash: string | null
  /** Null while the address is a label: it signs its account in, gives no right and keeps nobody out who proves it. */
  provenAt: Date | null
}

/** One spelling for addresses that reach the same person. */
export const emailId = (email: string): string => email.trim().normalize('NFC').toLowerCase()

export const logins = collection<Login>({
  name: 'logins',
  fields: { _id: 'string', userId: 'string', passwordHash: 'string', provenAt: 'date' },
  indexes: [],
})
