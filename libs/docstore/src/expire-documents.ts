import { selectRows } from './query/select.ts'
import type { Store } from './storage/store.ts'

/** Per index and call, so that housekeeping never holds up requests for long. */
const maxExpired = 1_000

/**
 * Removes documents whose date lies further back than their index's `expireAfterSeconds`.
 * @returns how many were removed
 */
export const expireDocuments = (store: Store, nowMs: number): number => {
  let expired = 0
  for (const collection of store.databases().flatMap((database) => store.collections(database))) {
    for (const table of [...collection.indexes]) {
      const { expireAfterSeconds, fields } = table.definition
      if (expireAfterSeconds === undefined) continue
      const value = new Date(nowMs - expireAfterSeconds * 1_000)
      const rows = selectRows(collection, {
        filter: { op: 'lte', path: fields[0]!, value },
        hint: table,
        limit: maxExpired,
      })
      for (const row of [...rows]) {
        collection.remove(row.record, row.document)
        expired++
      }
    }
  }
  return expired
}
