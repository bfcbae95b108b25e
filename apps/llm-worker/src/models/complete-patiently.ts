import { AppError, backoffMs, delay, isAppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { Completion, CompletionRequest, Endpoint } from './endpoint.ts'
import type { Asking } from './language-model.ts'

/** How much a call puts up with before it gives up. Waiting for a busy endpoint is not a try. */
export interface Patience {
  /** Longest time for one HTTP call. */
  timeoutMs: number
  /** Calls made of an endpoint that fails or does not answer. */
  tries: number
  /** Waits for an endpoint that is busy. */
  waits: number
  /** Upper bound of the first wait without `Retry-After`; later ones double up to `longestWaitMs`. */
  firstWaitMs: number
  longestWaitMs: number
}

export const defaultPatience: Patience = {
  timeoutMs: 45_000,
  tries: 3,
  waits: 5,
  firstWaitMs: 1_000,
  longestWaitMs: 60_000,
}

/** Less time than this is of no use to a call. */
const shortestCallMs = 250

const leftMs = ({ endsAt }: Pick<Asking, 'endsAt'>): number => (endsAt === null ? Infinity : endsAt - Date.now())

const isBusy = (error: AppError) => error.code === 'provider_rate_limited'
const isDown = (error: AppError) => error.code === 'provider_unavailable'

/**
 * One completion, waited for: a busy endpoint as long as it asks or with growing pauses, a failing one a few times.
 * Gives up at once when the next try would come too late, or when the error says that it cannot help.
 */
export const completePatiently = async (
  endpoint: Endpoint,
  request: CompletionRequest,
  patience: Patience,
  asking: Pick<Asking, 'signal' | 'endsAt'>,
): Promise<Completion> => {
  let failures = 0
  let waits = 0
  for (;;) {
    const timeoutMs = Math.min(patience.timeoutMs, leftMs(asking))
    if (timeoutMs < shortestCallMs)
      throw new AppError('provider_unavailable', 'No time was left to ask the model', {
        details: { reason: 'deadline' },
      })
    try {
      return await endpoint.complete(request, { signal: asking.signal, timeoutMs })
    } catch (error) {
      if (!isAppError(error) || !(isBusy(error) || isDown(error))) throw error
      if (isBusy(error) ? ++waits > patience.waits : ++failures >= patience.tries) throw error
      const bounds = { baseMs: patience.firstWaitMs, capMs: patience.longestWaitMs }
      const waitMs = error.retryAfterMs ?? backoffMs(isBusy(error) ? waits : failures, bounds)
      if (waitMs + shortestCallMs > leftMs(asking)) throw error
      log.warn('The model endpoint is waited for', { code: error.code, details: error.details, waitMs })
      await delay(waitMs, asking.signal).catch(() => {
        throw new AppError('cancelled', 'The wait for the model was cancelled')
      })
    }
  }
}
