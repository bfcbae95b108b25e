import { documentTextRoute, getDocumentText, importDocument, importDocumentRoute } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { AppError, isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

/** Text within the limit of characters can be too large once it is escaped, for instance when it is not text at all. */
const asTooLarge = (error: unknown): never => {
  if (isAppError(error) && error.code === 'message_too_large')
    throw new AppError('payload_too_large', 'The document is too large to be handed on', { cause: error })
  throw error
}

export const documentEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(importDocumentRoute, async ({ body, principal }) => ({
    status: 201,
    body: await bus.call(importDocument, body, { principal }).catch(asTooLarge),
  })),
  endpoint(documentTextRoute, async ({ params, query, principal, signal }) => ({
    status: 200,
    body: await bus.call(getDocumentText, { documentId: params.document_id, ...query }, { principal, signal }),
  })),
]
