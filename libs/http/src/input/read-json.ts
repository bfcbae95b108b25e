import { AppError } from '@synthwright/kernel'
import type { IncomingMessage } from 'node:http'
import { assertHarmless, assertSmall } from './assert-harmless.ts'

const tooLarge = () => new AppError('payload_too_large', 'The body is larger than this operation takes')
const malformed = () => new AppError('malformed_json', 'The body is not JSON')

const assertJson = (req: IncomingMessage): void => {
  const [type = '', ...parameters] = (req.headers['content-type'] ?? '').split(';').map((part) => part.trim())
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.replace(/^charset=|"/gi, '')
  const encoding = req.headers['content-encoding'] ?? 'identity'
  if (
    !/^application\/([\w.+-]+\+)?json$/i.test(type) ||
    !/^utf-?8$/i.test(charset ?? 'utf-8') ||
    encoding !== 'identity'
  )
    throw new AppError('unsupported_media_type', 'The body has to be JSON in UTF-8, not compressed')
}

const readBytes = async (req: IncomingMessage, limitBytes: number): Promise<Buffer> => {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw new AppError('cancelled', 'The client left while sending', { cause })
  }
  if (size <= limitBytes) return Buffer.concat(chunks)
  // What is still coming is read and dropped, so that the client gets to the answer.
  req.resume()
  throw tooLarge()
}

/** Whether a request brings a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * The body of a request as JSON.
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `malformed_json`; `validation_failed` for JSON that
 *   no schema of ours could mean; `cancelled` when the client leaves meanwhile
 */
export const readJson = async (req: IncomingMessage, limitBytes: number): Promise<unknown> => {
  if (!hasBody(req)) throw malformed()
  assertJson(req)
  const bytes = await readBytes(req, limitBytes)
  assertSmall(bytes)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw malformed()
  }
  assertHarmless(value)
  return value
}
