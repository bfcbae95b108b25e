import type { ServerResponse } from 'node:http'

interface Answer {
  status: number
  headers?: Record<string, string>
}

/** Ends an answer with text of the given media type, which the answer's own headers may refine. */
export const sendText = (
  res: ServerResponse,
  { status, headers = {} }: Answer,
  mediaType: string,
  text: string,
): void => {
  const length = String(Buffer.byteLength(text))
  res.writeHead(status, { 'content-type': `${mediaType}; charset=utf-8`, 'content-length': length, ...headers })
  res.end(text)
}

export const sendJson = (res: ServerResponse, { body, ...answer }: Answer & { body: unknown }): void =>
  sendText(res, answer, 'application/json', JSON.stringify(body))

export const sendEmpty = (res: ServerResponse, { status, headers = {} }: Answer): void => {
  res.writeHead(status, headers)
  res.end()
}
