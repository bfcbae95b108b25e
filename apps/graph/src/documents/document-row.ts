import type { DocumentRecord, ImportDocument, ImportedDocument, Passage } from '@synthwright/contracts'
import { AppError, newId } from '@synthwright/kernel'
import { passageId } from '../index/row-units.ts'
import { contentHash, newRow } from '../rows/new-row.ts'
import type { RowDraft, RowHead } from '../rows/row.ts'
import { documentTitle } from './document-title.ts'
import { splitPassages, tooManyPassages } from './split-passages.ts'

const byteOrderMark = '\uFEFF'

/** A file as it will be stored: its text with everything that follows from it alone. */
export interface PreparedDocument {
  readonly given: ImportDocument
  readonly content: string
  readonly hash: string
  readonly title: string
  readonly document: NonNullable<RowHead['document']>
}

/**
 * Prepares a file for storing. A byte order mark is taken off once; all else is kept as received.
 * @throws AppError `validation_failed` when the text falls into more passages than a document may have
 */
export const prepareDocument = (given: ImportDocument): PreparedDocument => {
  const marked = given.content.startsWith(byteOrderMark)
  const content = marked ? given.content.slice(1) : given.content
  const passages = splitPassages(content, given.format)
  const tooMany = tooManyPassages(passages)
  if (tooMany)
    throw new AppError('validation_failed', 'The document falls into too many passages', {
      details: { field: 'content', expected: tooMany, actual: `${passages.length} passages` },
    })
  return {
    given,
    content,
    hash: contentHash(content),
    title: given.title ?? documentTitle(content, given.format, given.path),
    document: {
      path: given.path,
      format: given.format,
      date: given.document_date,
      dateUnknown: given.date_unknown,
      byteOrderMark: marked,
      passages,
    },
  }
}

/** The row of a file: new, or the next revision of the row that holds its path. */
export const documentRow = (
  { given, content, title, document }: PreparedDocument,
  known: RowHead | undefined,
  createdBy: string,
  at: string,
): RowDraft => {
  const row = newRow(
    {
      id: known?.id ?? newId('document'),
      kind: 'document',
      type: 'document',
      name: title,
      content,
      category: given.domain,
      tags: given.tags,
      metadata: given.metadata,
      projectId: given.project,
      createdBy: known?.createdBy ?? createdBy,
      document,
    },
    at,
  )
  if (!known) return row
  // What was decided about a document holds for its next revision too.
  const { createdAt, correction, corrections, relations, revision } = known
  return { ...row, createdAt, correction, corrections, relations, revision: revision + 1 }
}

export const passagesShown = (row: RowDraft | RowHead): Passage[] =>
  (row.document?.passages ?? []).map(({ start, end, headings }, number) => ({
    id: passageId(row.id, number),
    start,
    end,
    heading_path: [...headings],
  }))

export const importedDocument = (row: RowDraft | RowHead, unchanged: boolean): ImportedDocument => ({
  document_id: row.id,
  title: row.name,
  path: row.document?.path ?? null,
  content_hash: row.contentHash,
  revision: row.revision,
  passages: passagesShown(row),
  unchanged,
})

/** What is known of a document beside its text. */
export const documentRecord = (row: RowHead): DocumentRecord => {
  const document = row.document!
  return {
    document_id: row.id,
    title: row.name,
    path: document.path,
    format: document.format,
    project_id: row.projectId,
    domain: row.category,
    tags: [...row.tags],
    document_date: document.date,
    date_unknown: document.dateUnknown,
    metadata: { ...row.metadata },
    content_hash: row.contentHash,
    content_length: row.contentLength,
    byte_order_mark: document.byteOrderMark,
    revision: row.revision,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}
