import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import {
  DocumentPage,
  DocumentText,
  DocumentWithPassages,
  ImportDocument,
  ImportedDocument,
  ListDocumentsQuery,
} from '../../knowledge/documents.ts'
import { ImportAccepted, ImportFile, ImportRecord } from '../../knowledge/imports.ts'
import { commandId, lateCommandId, service } from './parts.ts'

/** Stores a file as a document with passages; the same bytes again change nothing. */
export const importDocument = defineCall({
  service,
  callers: ['gateway'],
  name: 'import-document',
  request: ImportDocument.extend({ commandId: lateCommandId }),
  reply: ImportedDocument,
  errors: ['project_access_denied', 'document_not_found'],
  timeoutMs: 30_000,
  effect: { command: 'commandId' },
})

export const getDocumentText = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-document-text',
  request: z.object({ documentId: z.string(), start: z.int().min(0), end: z.int().min(0).optional() }),
  reply: DocumentText,
  errors: ['document_not_found'],
  timeoutMs: 10_000,
  effect: 'read',
})

export const listDocuments = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-documents',
  request: ListDocumentsQuery,
  reply: DocumentPage,
  errors: ['project_access_denied'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const getDocument = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-document',
  request: z.object({ documentId: z.string() }),
  reply: DocumentWithPassages,
  errors: ['document_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const deleteDocument = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-document',
  request: z.object({ commandId: lateCommandId, documentId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['document_not_found', 'project_access_denied'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

/** Puts files of an import down; nothing is imported before `startImport` names how many there are. */
export const stageImport = defineCall({
  service,
  callers: ['gateway'],
  name: 'stage-import',
  request: z.object({
    commandId,
    project: z.string(),
    /** Number of the first of these files within the import. */
    from: z.int().min(0),
    files: z.array(ImportFile).min(1).max(500),
  }),
  reply: z.object({ staged: z.int() }),
  errors: ['project_access_denied'],
  timeoutMs: 30_000,
  effect: { command: 'commandId' },
})

export const startImport = defineCall({
  service,
  callers: ['gateway'],
  name: 'start-import',
  request: z.object({ commandId, project: z.string(), files: z.int().min(1).max(500) }),
  reply: ImportAccepted,
  errors: ['project_access_denied', 'import_not_found'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

export const getImport = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-import',
  request: z.object({ importId: z.string() }),
  reply: ImportRecord,
  errors: ['import_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})
