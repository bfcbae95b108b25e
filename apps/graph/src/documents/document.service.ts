import type { DocumentText, ImportDocument, ImportedDocument, Principal } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import { requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { documentRow, importedDocument, prepareDocument } from './document-row.ts'

export type DocumentService = ReturnType<typeof createDocumentService>

/** The nearest offset, downwards, that does not split a surrogate pair. */
const wholeCharacter = (text: string, at: number): number =>
  /^[\uDC00-\uDFFF]/.test(text.slice(at, at + 1)) && /[\uD800-\uDBFF]$/.test(text.slice(at - 1, at)) ? at - 1 : at

export const createDocumentService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => ({
  /** Stores a file. Its old passages go and the new ones come in the same change; equal bytes change nothing. */
  async import(principal: Principal, file: ImportDocument): Promise<ImportedDocument> {
    const replica = replicas.of(principal.teamId)
    await replica.read((index) => requireProject(viewOf(index, principal), file.project, 'project_contributor'))
    const prepared = prepareDocument(file)
    return replica.write((index) => {
      requireProject(viewOf(index, principal), file.project, 'project_contributor')
      const known = index.documentAt(file.project, file.path, prepared.hash)
      if (known?.contentHash === prepared.hash) return { rows: [], answer: importedDocument(known, true) }
      const row = documentRow(prepared, known, principal.userId, clock.date().toISOString())
      return { rows: [row], answer: importedDocument(row, false) }
    })
  },

  /** The text of a document between two offsets; offsets beyond its end are its end. */
  text: (
    principal: Principal,
    { documentId, start, end }: { documentId: string; start: number; end?: number },
  ): Promise<DocumentText> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const row = viewOf(index, principal).find(documentId)
      if (row?.kind !== 'document') throw new AppError('document_not_found', 'Document not found')
      const text = (await texts([row])).get(documentId)!
      const from = wholeCharacter(text, Math.min(start, text.length))
      const to = Math.max(from, wholeCharacter(text, Math.min(end ?? text.length, text.length)))
      return { document_id: documentId, revision: row.revision, start: from, end: to, text: text.slice(from, to) }
    }),
})
