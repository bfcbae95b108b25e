import { collection } from '@synthwright/persistence'

/** What became of one `Idempotency-Key` of one principal on one operation. */
export interface KeyRecord {
  /** SHA-256 of team, principal, method, path and key. */
  _id: string
  teamId: string
  /** Drawn at random when the key was first seen, and the same for whoever answers it. */
  commandId: string
  requestHash: string
  /** Who answers it, drawn for each try. */
  holder: string
  /** Until when nobody else may try. */
  leaseUntil: Date
  /** The answer; status null while there is none. */
  status: number | null
  headers: Record<string, string> | null
  body: string | null
  /** From then on the key is a new one. */
  expiresAt: Date
}

export const keyRecords = collection<KeyRecord>({
  name: 'idempotencyKeys',
  fields: {
    _id: 'string',
    teamId: 'string',
    commandId: 'string',
    requestHash: 'string',
    holder: 'string',
    leaseUntil: 'date',
    status: 'number',
    headers: 'mixed',
    body: 'string',
    expiresAt: 'date',
  },
  indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0, serves: 'forgetting keys that count no longer' }],
})
