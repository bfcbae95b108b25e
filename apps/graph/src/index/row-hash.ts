import { canonicalJson, sha256 } from '@synthwright/kernel'
import type { RowHead } from '../rows/row.ts'

/**
 * What of a row makes it what it is: content, relations, access and lifecycle. Revisions and times are history and
 * stay out, so that undoing a change gives the old hash again.
 */
const stateOf = (row: RowHead): unknown => [
  row.id,
  row.kind,
  row.type,
  row.name,
  row.description,
  row.contentHash,
  row.category,
  row.languages,
  row.tags,
  row.retrievalKeys,
  row.metadata,
  row.relations,
  row.projectId,
  row.visibility,
  row.document && [row.document.path, row.document.date, row.document.dateUnknown],
  row.ownerId,
  row.members.map(({ userId, role }) => [userId, role]),
  row.memory && [row.memory.sourceId, row.memory.scope, row.memory.captureSurface],
  row.correction && [row.correction.action, row.correction.target],
]

/** 128 bits of a hash of the row's state. */
export const rowHash = (row: RowHead): bigint => BigInt(`0x${sha256(canonicalJson(stateOf(row))).slice(0, 32)}`)
