import type { KeyRecordRepository } from '../idempotency/key-record.repository.ts'
import type { KeyRecord } from '../idempotency/key-record.schema.ts'

/** The records of keys in memory; held to the same tests as those in the store. */
export const memoryKeyRecords = (): KeyRecordRepository => {
  const records = new Map<string, KeyRecord>()
  const unanswered = (teamId: string, id: string): KeyRecord | undefined => {
    const record = records.get(id)
    return record?.teamId === teamId && record.status === null ? record : undefined
  }
  return {
    insert: async (record) => {
      if (records.has(record._id)) return false
      records.set(record._id, structuredClone(record))
      return true
    },
    find: async (teamId, id) => {
      const record = records.get(id)
      return record?.teamId === teamId ? structuredClone(record) : undefined
    },
    takeOver: async ({ teamId, _id, holder }, lease) => {
      const record = unanswered(teamId, _id)
      if (record?.holder !== holder) return false
      Object.assign(record, lease)
      return true
    },
    renew: async ({ teamId, _id, holder }, { leaseUntil }) => {
      const record = unanswered(teamId, _id)
      if (record?.holder === holder) record.leaseUntil = leaseUntil
    },
    keep: async ({ teamId, _id }, answer, expiresAt) => {
      const record = unanswered(teamId, _id)
      if (!record) return false
      Object.assign(record, answer, { expiresAt })
      return true
    },
    forget: async ({ teamId, _id, holder, expiresAt }) => {
      const record = records.get(_id)
      if (record?.teamId !== teamId || record.holder !== holder) return
      if (record.expiresAt.getTime() === expiresAt.getTime()) records.delete(_id)
    },
  }
}
