import {
  deleteDocument,
  deleteDocumentRoute,
  documentTextRoute,
  getDocument,
  getDocumentRoute,
  getDocumentText,
  importDocument,
  importDocumentRoute,
  listDocuments,
  listDocumentsRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { asTooLarge } from './as-too-large.ts'

export const documentEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    importDocumentRoute,
    async ({ body, principal, commandId }) => ({
      status: 201,
      body: await bus.call(importDocument, { ...body, commandId }, { principal }).catch(asTooLarge),
    }),
    {
      again: {
        of: ({ body: { document_id, unchanged } }) => ({ document_id, unchanged }),
        read: async ({ document_id, unchanged }, { principal }) => {
          const document = await bus.call(getDocument, { documentId: document_id }, { principal })
          return { status: 201, body: { ...document, unchanged } }
        },
      },
    },
  ),
  endpoint(listDocumentsRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await bus.call(listDocuments, query, { principal, signal }),
  })),
  endpoint(getDocumentRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getDocument, { documentId: params.document_id }, { principal, signal }),
  })),
  endpoint(documentTextRoute, async ({ params, query, principal, signal }) => ({
    status: 200,
    body: await bus.call(getDocumentText, { documentId: params.document_id, ...query }, { principal, signal }),
  })),
  endpoint(deleteDocumentRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteDocument, { commandId, documentId: params.document_id }, { principal })
    return { status: 204 }
  }),
]
