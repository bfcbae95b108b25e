import { createHash, randomBytes, randomUUID } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-'

/** `length` characters of `A-Za-z0-9_-`, six random bits each. */
export const randomToken = (length: number): string =>
  Array.from(randomBytes(length), (byte) => alphabet[byte & 63]).join('')

const hex = (length: number) =>
  randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length)

const forms = {
  run: () => `synth_${hex(24)}`,
  project: () => `proj_${hex(12)}`,
  document: () => `doc_${hex(12)}`,
  import: () => `imp_${hex(16)}`,
  team: () => `team_${hex(12)}`,
  user: () => `user_${hex(12)}`,
  credential: () => `cred_${hex(16)}`,
  audit: () => `aud_${hex(24)}`,
  request: () => `req_${hex(12)}`,
  claim: () => randomUUID(),
  command: () => randomUUID(),
} as const

export type IdKind = keyof typeof forms

/** A fresh random id in the form that its surface shows. */
export const newId = (kind: IdKind): string => forms[kind]()

/** A fresh id of an entity: `<type>_<12 hex>`. */
export const newEntityId = (entityType: string): string => `${entityType}_${hex(12)}`

/** Hex SHA-256 of a UTF-8 string or of bytes. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** A run id derived from what the run stands for: equal inputs give the equal id. */
export const derivedRunId = (fingerprint: string): string => `synth_${sha256(fingerprint).slice(0, 24)}`
