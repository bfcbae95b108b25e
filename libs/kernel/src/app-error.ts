import { errorCatalogue, WireError, type ErrorCode, type ErrorDetails, type ErrorKind } from '@synthwright/contracts'

const mark = Symbol.for('synthwright.AppError')

interface AppErrorOptions {
  details?: ErrorDetails
  /** How long to wait before another try can help, in milliseconds. */
  retryAfterMs?: number
  cause?: unknown
}

/**
 * The only error that crosses a boundary of this system. `code` comes from the closed catalogue of the contracts and
 * its `kind` decides retry, acknowledgement, log level and span status. Never extend it: a new failure is a new code.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, { details, retryAfterMs, cause }: AppErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'AppError'
    this.code = code
    this.details = details
    this.retryAfterMs = retryAfterMs
    Object.defineProperty(this, mark, { value: true })
  }

  get kind(): ErrorKind {
    return errorCatalogue[this.code]
  }
}

/** Recognises an AppError, also one made by another copy of this package. */
export const isAppError = (value: unknown): value is AppError =>
  typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[mark] === true

/** Any thrown value as an AppError: itself, or `internal` with the value as cause and nothing of it in the message. */
export const toAppError = (value: unknown): AppError =>
  isAppError(value) ? value : new AppError('internal', 'An unexpected fault occurred', { cause: value })

/** The form that crosses the broker or rests in a run: code, message, details, retryAfterMs; never cause or stack. */
export const toWire = (error: AppError): WireError => ({
  code: error.code,
  message: error.message,
  ...(error.details ? { details: error.details } : {}),
  ...(error.retryAfterMs !== undefined ? { retryAfterMs: error.retryAfterMs } : {}),
})

/** The inverse of `toWire`. A code of a later release that is not in the catalogue becomes `internal`. */
export const fromWire = (wire: unknown): AppError => {
  const parsed = WireError.safeParse(wire)
  if (!parsed.success) return new AppError('internal', 'A service answered with an error this release does not know')
  const { code, message, details, retryAfterMs } = parsed.data
  return new AppError(code, message, { details, retryAfterMs })
}
