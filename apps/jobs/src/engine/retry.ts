import { errorCatalogue, type ErrorKind, type WireError } from '@synthwright/contracts'
import { backoffMs } from '@synthwright/kernel'

/** An error nobody knows says nothing about another attempt, so `internal` is not tried again. */
const retryable: Record<ErrorKind, boolean> = {
  invalid: false,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  conflict: false,
  rate_limited: true,
  quota_exhausted: false,
  unavailable: true,
  unknown_outcome: true,
  not_implemented: false,
  cancelled: true,
  internal: false,
}

/** True when the error itself says that another attempt may end differently. */
export const mayRetry = ({ code }: WireError): boolean => retryable[errorCatalogue[code]]

/** How long to wait before the attempt after `attempt`, in milliseconds. */
export const retryDelayMs = (error: WireError, attempt: number, baseMs: number, random = Math.random): number =>
  errorCatalogue[error.code] === 'cancelled'
    ? 0
    : Math.max(error.retryAfterMs ?? 0, backoffMs(attempt, { baseMs, capMs: 60_000, random }))
