import type {
  DocumentPage,
  DocumentText,
  DocumentWithPassages,
  ImportDocument,
  ImportedDocument,
  ListDocumentsQuery,
  Principal,
} from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { compareIds } from '@synthwright/retrieval'
import type { ReadingThread } from '@synthwright/service'
import { requireChangeable, requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import type * as readingWork from '../reading-work.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { tombstoneOf, type RowDraft, type RowHead } from '../rows/row.ts'
import { documentRecord, importedDocument, passagesShown, type PreparedDocument } from './document-row.ts'
import { documentRows } from './store-documents.ts'
import { isHidden } from '../rows/shown-row.ts'

export type DocumentService = ReturnType<typeof createDocumentService>

/** The nearest offset, downwards, that does not split a surrogate pair. */
const wholeCharacter = (text: string, at: number): number =>
  /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) && /[\uD800-\uDBFF]$/.test(text.slice(at - 1, at)) ? at - 1 : at

/**
 * What was there before is told as it is shown: it may be redacted, and its title somebody else's. Of one that is hidden
 * only what was sent is told.
 */
const toldOf = (index: TeamIndex, { title }: PreparedDocument, row: RowDraft | RowHead): RowDraft | RowHead => {
  const shown = index.original(row.id) === row ? index.get(row.id)! : row
  return isHidden(shown) ? { ...shown, name: title } : shown
}

const requireDocument = (view: View, documentId: string): RowHead => {
  const row = view.find(documentId)
  if (row?.kind !== 'document') throw new AppError('document_not_found', 'Document not found')
  return row
}

interface Parts {
  replicas: Replicas
  clock: Clock
  reading: ReadingThread<typeof readingWork>
}

export const createDocumentService = ({ replicas, clock, reading }: Parts) => {
  /** @throws AppError `validation_failed` for a file that cannot be kept */
  const prepare = ({ teamId }: Principal, file: ImportDocument, signal?: AbortSignal): Promise<PreparedDocument> =>
    reading.run('prepareDocument', file, { team: teamId, size: file.content.length, signal })

  const requireContributor = (principal: Principal, project: string): Promise<unknown> =>
    replicas
      .of(principal.teamId)
      .read((index) => requireProject(viewOf(index, principal), project, 'project_contributor'))

  /** Stores files of one project in one step. Their old passages go and the new ones come; equal bytes change nothing. */
  const storeMany = (
    principal: Principal,
    command: Command,
    project: string,
    files: readonly PreparedDocument[],
  ): Promise<ImportedDocument[]> =>
    replicas.of(principal.teamId).write(
      command,
      (index) => {
        requireProject(viewOf(index, principal), project, 'project_contributor')
        const { rows, stored } = documentRows(index, files, principal.userId, clock.date().toISOString())
        const answer = stored.map(({ row, unchanged }, i) => importedDocument(toldOf(index, files[i]!, row), unchanged))
        return { rows, answer }
      },
      (index) => {
        requireProject(viewOf(index, principal), project, 'project_contributor')
        return files.map(({ hash, given: { path } }) => {
          const known = index.documentAt(project, path, hash)
          const row = known && index.get(known.id)
          if (!row || isHidden(row)) throw new AppError('document_not_found', 'The document was deleted since')
          return importedDocument(row, false)
        })
      },
    )

  return {
    prepare,

    storeMany,

    async import(
      principal: Principal,
      command: Command,
      file: ImportDocument,
      signal?: AbortSignal,
    ): Promise<ImportedDocument> {
      await requireContributor(principal, file.project)
      return (await storeMany(principal, command, file.project, [await prepare(principal, file, signal)]))[0]!
    },

    /** Documents the principal can read, newest first. */
    list: (principal: Principal, { project, page, page_size }: ListDocumentsQuery): Promise<DocumentPage> =>
      replicas.of(principal.teamId).read((index) => {
        const view = viewOf(index, principal)
        if (project !== undefined) requireProject(view, project, 'project_viewer')
        const found = [...index.rows()]
          .filter(
            (row) => row.kind === 'document' && view.reads(row) && (project === undefined || row.projectId === project),
          )
          .sort((a, b) => compareIds(b.createdAt, a.createdAt) || compareIds(a.id, b.id))
        return {
          documents: found.slice((page - 1) * page_size, page * page_size).map(documentRecord),
          total: found.length,
          page,
          page_size,
          has_more: page * page_size < found.length,
        }
      }),

    get: (principal: Principal, documentId: string): Promise<DocumentWithPassages> =>
      replicas.of(principal.teamId).read((index) => {
        const row = requireDocument(viewOf(index, principal), documentId)
        return { ...documentRecord(row), passages: passagesShown(row) }
      }),

    async delete(principal: Principal, command: Command, documentId: string): Promise<void> {
      await replicas.of(principal.teamId).change(command, (index) => {
        const view = viewOf(index, principal)
        const row = requireDocument(view, documentId)
        requireChangeable(view, principal, row, 'document_id')
        return [tombstoneOf(row)]
      })
    },

    /** The text of a document between two offsets; offsets beyond its end are its end. */
    text: (
      principal: Principal,
      { documentId, start, end }: { documentId: string; start: number; end?: number },
    ): Promise<DocumentText> =>
      replicas.of(principal.teamId).read(async (index, texts) => {
        const row = requireDocument(viewOf(index, principal), documentId)
        const text = (await texts([row])).get(documentId)!
        const from = wholeCharacter(text, Math.min(start, text.length))
        const to = Math.max(from, wholeCharacter(text, Math.min(end ?? text.length, text.length)))
        return { document_id: documentId, revision: row.revision, start: from, end: to, text: text.slice(from, to) }
      }),
  }
}
