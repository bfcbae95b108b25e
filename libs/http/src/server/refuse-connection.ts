import { AppError, newId } from '@synthwright/kernel'
import type { ErrorCode } from '@synthwright/contracts'
import { log, logLevelFor } from '@synthwright/telemetry'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SurfaceErrors } from '../surface-errors.ts'
import { renderFailure } from './render.ts'
import { securityHeaders } from './security-headers.ts'

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** What the parser of Node refused, as an error of ours; null for a connection that broke by itself. */
export const unparsed = ({ code = '' }: NodeJS.ErrnoException): AppError | null =>
  code.startsWith('HPE_') || code in codes
    ? new AppError(codes[code] ?? 'malformed_request', 'The connection carries no request that can be read')
    : null

/** Answers what never became a request, as its surface tells errors, and ends the connection. */
export const refuseConnection = (socket: Duplex, error: AppError, errors: SurfaceErrors): void => {
  const requestId = newId('request')
  const { status, headers, body } = renderFailure(errors, error, { requestId, operationId: null })
  log[logLevelFor(error.kind)]('Connection refused', { status, code: error.code, requestId })
  const told = {
    ...securityHeaders,
    ...headers,
    date: new Date().toUTCString(),
    connection: 'close',
    'content-length': String(Buffer.byteLength(body!)),
  }
  const lines = Object.entries(told).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
