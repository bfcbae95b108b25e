import type { TeamIndex } from '../index/team-index.ts'
import type { RowDraft, RowHead } from '../rows/row.ts'
import { documentRow, type PreparedDocument } from './document-row.ts'

export interface StoredDocument {
  readonly row: RowDraft | RowHead
  readonly unchanged: boolean
}

/**
 * The rows that a number of files make, each new or the next revision of the document at its path. Equal bytes make
 * none; of two files with one path the later counts.
 */
export const documentRows = (
  index: TeamIndex,
  files: readonly PreparedDocument[],
  createdBy: string,
  at: string,
): { rows: RowDraft[]; stored: StoredDocument[] } => {
  const rows = new Map<string, RowDraft>()
  const byPath = new Map<string, RowDraft>()
  const stored = files.map((file): StoredDocument => {
    const { project, path } = file.given
    const address = JSON.stringify([project, path ?? file.hash, path === null])
    const earlier = byPath.get(address)
    const known = earlier ? { ...earlier, rev: 0 } : index.documentAt(project, path, file.hash)
    if (known?.contentHash === file.hash) return { row: known, unchanged: true }
    const row = documentRow(file, known, createdBy, at)
    rows.set(row.id, row)
    byPath.set(address, row)
    return { row, unchanged: false }
  })
  return { rows: [...rows.values()], stored }
}
