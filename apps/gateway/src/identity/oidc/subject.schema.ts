import { sha256 } from '@synthwright/kernel'
import { collection } from '@synthwright/persistence'

/** Which user a subject of an issuer is. */
export interface Subject {
  _id: string
  issuer: string
  subject: string
  userId: string
  linkedAt: Date
}

export const subjectId = (issuer: string, subject: string): string =>
  `oidc_${sha256(JSON.stringify([issuer, subject])).slice(0, 32)}`

export const subjects = collection<Subject>({
  name: 'subjects',
  fields: { _id: 'string', issuer: 'string', subject: 'string', userId: 'string', linkedAt: 'date' },
  indexes: [{ keys: { userId: 1, issuer: 1 }, serves: 'whether a user is another subject of the issuer already' }],
})
