import { deleteDocument, getDocument, getDocumentText, importDocument, listDocuments } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { DocumentService } from '../document.service.ts'

export const documentCalls = (documents: DocumentService) => [
  answer(importDocument, ({ commandId: _, ...file }, { principal, command, signal }) =>
    documents.import(principal, command, file, signal),
  ),
  answer(listDocuments, (query, { principal }) => documents.list(principal, query)),
  answer(getDocument, ({ documentId }, { principal }) => documents.get(principal, documentId)),
  answer(getDocumentText, (asked, { principal }) => documents.text(principal, asked)),
  answer(deleteDocument, async ({ documentId }, { principal, command }) => {
    await documents.delete(principal, command, documentId)
    return { deleted: true as const }
  }),
]
