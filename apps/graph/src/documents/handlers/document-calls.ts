import { getDocumentText, importDocument } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { DocumentService } from '../document.service.ts'

export const documentCalls = (documents: DocumentService) => [
  answer(importDocument, (file, { principal }) => documents.import(principal, file)),
  answer(getDocumentText, (asked, { principal }) => documents.text(principal, asked)),
]
