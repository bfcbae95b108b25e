import type { Filter } from '../query/filter.ts'
import type { Row } from '../query/row.ts'
import { applyUpdate } from '../update/apply-update.ts'
import type { Update } from '../update/parse-update.ts'
import { matchedIndexOf } from '../update/positional.ts'
import { upsertedDocument } from '../update/upsert.ts'
import type { Collection } from '../storage/collection.ts'
import type { Document } from '../values/document.ts'

/**
 * Changes one document.
 * @returns its bytes afterwards, and whether anything changed
 * @throws CommandError; the document is then as it was
 */
export const modifyRow = (
  collection: Collection,
  row: Row,
  filter: Filter,
  update: Update,
  now: Date,
): { bytes: Uint8Array; modified: boolean } => {
  const { document } = row
  const before = collection.entriesBefore(document, touchedBy(update))
  const changed = applyUpdate(document, update, { inserting: false, matchedIndex: matchedIndexOf(filter), now })
  const bytes = collection.replace(row.record, row.bytes, before, changed)
  return { bytes: bytes ?? row.bytes, modified: bytes !== undefined }
}

/** Inserts what an upsert that found nothing makes. */
export const insertUpserted = (collection: Collection, filter: Filter, update: Update, now: Date): Document => {
  const document = upsertedDocument(filter, update, now)
  collection.insert(document)
  return document
}

/** Which top-level fields an update may change, so that other indexes are left alone. */
const touchedBy = (update: Update): ((field: string) => boolean) => {
  if (update.kind === 'replace') return () => true
  const roots = new Set<string>()
  for (const { segments, change } of update.steps) {
    roots.add(segments[0]!)
    if (typeof change !== 'function') roots.add(change.renameTo[0]!)
  }
  return (field) => roots.has(field)
}
