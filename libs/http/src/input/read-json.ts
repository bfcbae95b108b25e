import { AppError } from '@synthwright/kernel'
import type { IncomingMessage } from 'node:http'
import type { Place } from '../limits/load.ts'
import { assertHarmless, assertSmall } from './assert-harmless.ts'

export interface Arrival {
  /** Where its bytes are counted for as long as the request takes. */
  place: Place
  /** How long a body of a declared length may take to arrive. */
  arrivalMs?: number | undefined
}

interface ReadOptions extends Arrival {
  limitBytes: number
}

const tooLarge = () => new AppError('payload_too_large', 'The body is larger than this operation takes')
const left = (cause?: unknown) => new AppError('cancelled', 'The client left while sending', { cause })
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

/** A body that is no faster than this cannot arrive before the request times out, and takes room from others. */
const defaultArrivalMs = 60_000
const paceChecks = 12

const readBytes = async (
  req: IncomingMessage,
  { limitBytes, place, arrivalMs = defaultArrivalMs }: ReadOptions,
): Promise<Buffer> => {
  const declared = Number(req.headers['content-length'] ?? 0)
  if (declared > limitBytes) throw tooLarge()
  // Whoever left before anybody listened is not heard to leave any more.
  if (req.destroyed) throw left()
  place.hold(declared)
  const chunks: Buffer[] = []
  let size = 0
  const read = Promise.withResolvers<Buffer>()
  const take = (chunk: Buffer): void => {
    size += chunk.length
    if (size > limitBytes) throw tooLarge()
    // What did not say how long it is is counted as it comes.
    if (declared === 0) place.hold(chunk.length)
    chunks.push(chunk)
  }
  const startedAt = performance.now()
  let behind = 0
  const pace = setInterval(() => {
    behind = size < (declared * (performance.now() - startedAt)) / arrivalMs ? behind + 1 : 0
    // Once may be ours: what has arrived while the process was busy is read after its timers.
    if (behind > 1) read.reject(new AppError('request_timeout', 'The body arrives too slowly'))
  }, arrivalMs / paceChecks)
  req.on('data', (chunk: Buffer) => {
    try {
      take(chunk)
    } catch (error) {
      read.reject(error)
    }
  })
  req.once('end', () => read.resolve(Buffer.concat(chunks)))
  req.once('error', (cause) => read.reject(left(cause)))
  return read.promise.finally(() => {
    clearInterval(pace)
    chunks.length = 0
    // What is still coming is read and dropped, so that the client gets to the answer.
    req.removeAllListeners('data').resume()
  })
}

/** Whether a request brings a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * The body of a request as JSON.
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `malformed_json`; `validation_failed` for JSON that
 *   no schema of ours could mean; `cancelled` when the client leaves meanwhile;
 *   `request_timeout` for one that is too slow; and what `place` throws
 */
export const readJson = async (req: IncomingMessage, options: ReadOptions): Promise<unknown> => {
  if (!hasBody(req)) throw malformed()
  assertJson(req)
  const bytes = await readBytes(req, options)
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
