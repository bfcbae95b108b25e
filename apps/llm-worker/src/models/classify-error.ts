import { AppError } from '@synthwright/kernel'
import { APIConnectionError, APIError } from 'openai'

/** Words for "no money left" among the codes of endpoints; waiting does not help there. */
const exhausted = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
  'quota_exceeded',
  'insufficient_balance',
  'insufficient_funds',
])

const longestRetryAfterMs = 24 * 3_600_000

/** `Retry-After` (seconds or a date) and `Retry-After-Ms`, in milliseconds; undefined when absent or senseless. */
export const retryAfterMs = (headers: Headers | undefined, now: number): number | undefined => {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? NaN)
  if (milliseconds >= 0) return Math.min(milliseconds, longestRetryAfterMs)
  const value = headers?.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1_000
  return wait >= 0 ? Math.min(Math.ceil(wait), longestRetryAfterMs) : undefined
}

/** Short machine words only: what an endpoint writes in prose may repeat a prompt or a key. */
const machineWord = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.-]{1,60}$/.test(value) ? value : undefined

const causeCode = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return machineWord(code) ?? causeCode(cause, depth + 1)
}

/**
 * What the client threw, by who must act: wait (`provider_rate_limited`, `provider_unavailable`), pay
 * (`provider_quota_exhausted`) or correct the configuration (`provider_rejected`). Null for what it does not know: a
 * fault of ours must not be repeated as if the provider had stumbled.
 */
export const classifyProviderError = (error: unknown, now = Date.now()): AppError | null => {
  if (error instanceof APIConnectionError)
    return new AppError('provider_unavailable', 'The model endpoint cannot be reached', {
      details: { reason: causeCode(error.cause) ?? 'connection' },
    })
  if (!(error instanceof APIError) || typeof error.status !== 'number') return null
  const { status } = error
  const reason = machineWord(error.code) ?? machineWord(error.type)
  const details = { status, ...(reason ? { reason } : {}) }
  const wait = retryAfterMs(error.headers, now)
  if (status === 402 || (status === 429 && [error.code, error.type].some((word) => exhausted.has(word ?? ''))))
    return new AppError('provider_quota_exhausted', 'The quota at the model endpoint is used up', { details })
  if (status === 429)
    return new AppError('provider_rate_limited', 'The model endpoint asks to wait', { details, retryAfterMs: wait })
  if (status === 408 || status === 409 || status >= 500)
    return new AppError('provider_unavailable', 'The model endpoint failed', { details, retryAfterMs: wait })
  if (status >= 400) return new AppError('provider_rejected', 'The model endpoint refuses the request', { details })
  return null
}
