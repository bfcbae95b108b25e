import { AppError, isAppError } from '@synthwright/kernel'
import type { Sending } from './sending.ts'

/** What the driver's errors have in common; their classes are not imported, so that this file loads nothing. */
interface DriverError extends Error {
  code?: number | string
  keyPattern?: Record<string, unknown>
  path?: string
  kind?: string
  errors?: Record<string, DriverError>
  /** The reply that the error was made of. In the error of a bulk write that failed as a whole: why it did. */
  errorResponse?: unknown
  /** The replies of a write that was applied, but not by as many servers as it should be. */
  result?: { writeConcernError?: unknown; getWriteConcernError?: () => unknown }
  /** Why no server was chosen. */
  reason?: unknown
  hasErrorLabel?: (label: string) => boolean
}

/** How far an operation got before it failed, and whether it would change anything. */
export interface Progress extends Sending {
  writes: boolean
}

const duplicateKey = 11_000

/** The server says that it is not the one to ask, before it does anything. */
const turnedAway: ReadonlySet<number> = new Set([10_058, 10_107, 13_435, 13_436])

/**
 * The server gave up in the middle, on its way down, in an election, at a time limit, out of space, or for a reason it
 * does not know: part of it or all of it may have been done.
 */
const givenUp: ReadonlySet<number> = new Set([
  1, 6, 7, 8, 50, 64, 89, 91, 96, 189, 202, 262, 9001, 11_600, 11_601, 11_602, 14_031,
])

/** The server's own code, when this is what it answered; the driver's and the system's errors have none or a word. */
const answeredCode = ({ code, errorResponse }: DriverError): number | undefined =>
  errorResponse && !(errorResponse instanceof Error) && typeof code === 'number' ? code : undefined

const isHalfDone = ({ result }: DriverError): boolean =>
  Boolean(result?.writeConcernError ?? result?.getWriteConcernError?.())

const wasTurnedAway = (error: DriverError): boolean =>
  turnedAway.has(answeredCode(error) ?? 0) || error.hasErrorLabel?.('NoWritesPerformed') === true

const wasRefused = (error: DriverError): boolean => {
  const code = answeredCode(error)
  if (code === undefined || givenUp.has(code) || isHalfDone(error) || wasTurnedAway(error)) return false
  return error.hasErrorLabel?.('RetryableWriteError') !== true
}

/** Whether a command that failed so is known to have changed nothing: the server refused it or turned it away. */
export const tellsOutcome = (failure: unknown): boolean => {
  const error = failure as DriverError
  return wasRefused(error) || wasTurnedAway(error)
}

/** Casting and validation happen before anything is sent. They quote the value; only fields and kinds are passed on. */
const refusedFields = (error: DriverError): string[] =>
  (error.errors ? Object.values(error.errors) : error.path ? [error] : []).map(({ path, kind }) =>
    kind ? `${path} (${kind})` : `${path}`,
  )

/** Whether the driver or the system threw it, and not a line of ours. */
const isOfDriver = ({ code, reason, hasErrorLabel }: DriverError): boolean =>
  typeof hasErrorLabel === 'function' || code !== undefined || reason !== undefined

const indexOf = (error: DriverError): string =>
  /index: (?:\S+\.\$)?(\S+)/.exec(error.message)?.[1] ?? Object.keys(error.keyPattern ?? {}).join('_')

/** The error without what the driver hung onto it: documents, filters, whole replies. */
const bare = ({ name, message, stack, code }: DriverError): Error =>
  Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) })

/**
 * What the store or its driver threw, as an AppError that says what may be done about it:
 * - *refused*, `already_exists` or `internal`: the server answered so, or the value could not be sent; final;
 * - *not sent*, `store_unavailable`: nothing was changed, and it may be repeated; so may a read, however it failed;
 * - *no answer*, `outcome_unknown`: the write was sent and nobody knows. Whatever cannot be told is this.
 * How far the operation got and what the server answered decide, not what an error is called or says.
 * @param what collection and operation, e.g. `runs.insert`
 */
export const storeError = (thrown: unknown, what: string, progress: Progress): AppError => {
  if (isAppError(thrown)) return thrown
  const error = thrown as DriverError
  if (error.errorResponse instanceof Error) return storeError(error.errorResponse, what, progress)
  if (error.code === duplicateKey)
    return new AppError('already_exists', 'It exists already', { details: { index: indexOf(error) } })
  const fields = refusedFields(error)
  if (fields.length > 0)
    return new AppError('internal', `${what} was refused because of ${fields.join(', ')}`, { details: { fields } })
  const cause = bare(error)
  if (wasRefused(error)) return new AppError('internal', `${what} was refused by the store`, { cause })
  if (progress.started === 0 && !isOfDriver(error))
    return new AppError('internal', `${what} failed before it was sent`, { cause })
  if (progress.writes && (progress.started > progress.told || isHalfDone(error)))
    return new AppError('outcome_unknown', 'The store was asked to write and did not answer', { cause })
  return new AppError('store_unavailable', 'The store does not answer', { retryAfterMs: 1_000, cause })
}
