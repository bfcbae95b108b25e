import { z } from 'zod'
import { defineRoute } from '../../core/route.ts'
import {
  DocumentPage,
  DocumentText,
  DocumentWithPassages,
  ImportDocument,
  ImportedDocument,
  ListDocumentsQuery,
} from '../documents.ts'
import { CreateImport, ImportAccepted, ImportRecord } from '../imports.ts'
import { idOf, mebibyte, reader, writer } from './parts.ts'

export const importDocumentRoute = defineRoute({
  operationId: 'importDocument',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/ingestion/documents',
  summary: 'Import a Markdown or text file, split into passages',
  tags: ['Ingestion'],
  body: ImportDocument,
  replies: { 201: ImportedDocument },
  errors: ['project_access_denied', 'document_not_found'],
  auth: writer,
  keeps: 'reference',
  bodyLimitBytes: 32 * mebibyte,
})

export const documentTextRoute = defineRoute({
  operationId: 'getDocumentText',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/ingestion/documents/:document_id/text',
  summary: 'Read the exact span of text behind a citation',
  tags: ['Ingestion'],
  params: idOf('document_id'),
  query: z.object({
    start: z.coerce.number().int().min(0).default(0),
    end: z.coerce.number().int().min(0).optional(),
  }),
  replies: { 200: DocumentText },
  errors: ['document_not_found'],
  auth: reader,
})

export const listDocumentsRoute = defineRoute({
  operationId: 'listDocuments',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/ingestion/documents',
  summary: 'List imported documents, newest first',
  tags: ['Ingestion'],
  query: ListDocumentsQuery,
  replies: { 200: DocumentPage },
  errors: ['project_access_denied'],
  auth: reader,
})

export const getDocumentRoute = defineRoute({
  operationId: 'getDocument',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/ingestion/documents/:document_id',
  summary: 'Read what is known of a document, with its passages',
  tags: ['Ingestion'],
  params: idOf('document_id'),
  replies: { 200: DocumentWithPassages },
  errors: ['document_not_found'],
  auth: reader,
})

export const deleteDocumentRoute = defineRoute({
  operationId: 'deleteDocument',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/ingestion/documents/:document_id',
  summary: 'Delete a document and its passages',
  tags: ['Ingestion'],
  params: idOf('document_id'),
  replies: { 204: null },
  errors: ['document_not_found', 'project_access_denied'],
  auth: writer,
})

export const createImportRoute = defineRoute({
  operationId: 'createImport',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/ingestion/imports',
  summary: 'Import up to 500 files in the background',
  tags: ['Ingestion'],
  body: CreateImport,
  bodyLimitBytes: 32 * mebibyte,
  replies: { 202: ImportAccepted },
  errors: ['project_access_denied', 'import_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const getImportRoute = defineRoute({
  operationId: 'getImport',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/ingestion/imports/:import_id',
  summary: 'How far an import has come',
  tags: ['Ingestion'],
  params: idOf('import_id'),
  replies: { 200: ImportRecord },
  errors: ['import_not_found'],
  auth: reader,
})
