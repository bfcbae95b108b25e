import type { ServerResponse } from 'node:http'
import type { RenderedAnswer } from '../idempotency.ts'

/** Ends the exchange with an answer. */
export const send = (res: ServerResponse, { status, headers, body }: RenderedAnswer): void => {
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  res.writeHead(status, { ...headers, ...length })
  res.end(body ?? undefined)
}
