import type { RenderedAnswer } from '@synthwright/http'
import { isAppError } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { keyRecords, type KeyRecord } from './key-record.schema.ts'

type Seen = Pick<KeyRecord, '_id' | 'teamId' | 'holder'>
type Lease = Pick<KeyRecord, 'holder' | 'leaseUntil' | 'expiresAt'>

/** Every change is conditional, so that of several gateways one makes it. */
export interface KeyRecordRepository {
  /** @returns whether the key had no record */
  insert(record: KeyRecord): Promise<boolean>
  find(teamId: string, id: string): Promise<KeyRecord | undefined>
  /** Gives the key to another holder, if it has no answer and nobody else did so since it was seen. */
  takeOver(seen: Seen, lease: Lease): Promise<boolean>
  /** Lengthens the lease of a holder that still has it. */
  renew(held: Seen, lease: Pick<Lease, 'leaseUntil'>): Promise<void>
  /** Stores the answer, unless there is one, whoever holds the key. @returns whether it was stored */
  keep(held: Seen, answer: RenderedAnswer, expiresAt: Date): Promise<boolean>
  /** Forgets a record whose time has passed, if nobody took it up meanwhile. */
  forget(seen: KeyRecord): Promise<void>
}

export const createKeyRecordRepository = (store: Store): KeyRecordRepository => {
  const records = store.teamRepository(keyRecords)
  return {
    insert: async ({ teamId, ...record }) => {
      try {
        await records.insert(teamId, record)
        return true
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        return false
      }
    },
    find: (teamId, _id) => records.findOne(teamId, { _id }),
    takeOver: async ({ teamId, _id, holder }, lease) =>
      (await records.update(teamId, { _id, holder, status: null }, { $set: lease })) > 0,
    renew: async ({ teamId, _id, holder }, { leaseUntil }) =>
      void (await records.update(teamId, { _id, holder, status: null }, { $set: { leaseUntil } })),
    keep: async ({ teamId, _id }, { status, headers, body }, expiresAt) =>
      (await records.update(teamId, { _id, status: null }, { $set: { status, headers, body, expiresAt } })) > 0,
    forget: async ({ teamId, _id, holder, expiresAt }) =>
      void (await records.delete(teamId, { _id, holder, expiresAt })),
  }
}
