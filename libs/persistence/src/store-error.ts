import { AppError, isAppError } from '@synthwright/kernel'

/** What the driver's errors have in common; their classes are not imported, so that this file loads nothing. */
interface DriverError extends Error {
  code?: number | string
  keyPattern?: Record<string, unknown>
  path?: string
  kind?: string
  errors?: Record<string, DriverError>
  /** In the error of a bulk write that failed as a whole: why it did. In others the server's reply, without a name. */
  errorResponse?: DriverError
  hasErrorLabel?: (label: string) => boolean
}

const duplicateKey = 11_000

/** Names of errors that say nothing about the request: the store was away, too slow, or is closing. */
const unavailable: ReadonlySet<string> = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoOperationTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
])

/** Server codes with the same meaning: unreachable hosts, elections, shutdown, an exceeded time limit. */
const unavailableCodes: ReadonlySet<number> = new Set([
  6, 7, 50, 64, 89, 91, 189, 202, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
])

const isUnavailable = (error: DriverError): boolean =>
  unavailable.has(error.name) ||
  unavailableCodes.has(error.code as number) ||
  error.hasErrorLabel?.('RetryableWriteError') === true

const indexOf = (error: DriverError): string =>
  /index: (?:\S+\.\$)?(\S+)/.exec(error.message)?.[1] ?? Object.keys(error.keyPattern ?? {}).join('_')

/** Cast and validation errors quote the value; only the fields and what they take are passed on. */
const refusedFields = (error: DriverError): string[] =>
  (error.errors ? Object.values(error.errors) : error.path ? [error] : []).map(({ path, kind }) =>
    kind ? `${path} (${kind})` : `${path}`,
  )

/** The error without what the driver hung onto it: documents, filters, whole replies. */
const bare = ({ name, message, stack, code }: DriverError): Error =>
  Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) })

/**
 * What the store or its driver threw, as an AppError; see SystemRepository for the codes.
 * @param what collection and operation, e.g. `runs.insert`
 */
export const storeError = (thrown: unknown, what: string): AppError => {
  if (isAppError(thrown)) return thrown
  const error = thrown as DriverError
  if (error.errorResponse?.name) return storeError(error.errorResponse, what)
  if (error.code === duplicateKey)
    return new AppError('already_exists', 'It exists already', { details: { index: indexOf(error) } })
  if (isUnavailable(error))
    return new AppError('store_unavailable', 'The store does not answer', { retryAfterMs: 1_000, cause: bare(error) })
  const fields = refusedFields(error)
  if (fields.length > 0)
    return new AppError('internal', `${what} was refused because of ${fields.join(', ')}`, { details: { fields } })
  return new AppError('internal', `${what} was refused by the store`, { cause: bare(error) })
}
