import {
  engineCalls,
  type Attempt,
  type ClaimReply,
  type ClaimRequest,
  type FinishRequest,
  type WorkerName,
} from '@synthwright/contracts'
import { backoffMs, delay, toAppError, toWire, type AppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { Bus } from '../bus.ts'
import { refusal } from '../refusal.ts'

export type Claim = ClaimReply
export type Outcome = FinishRequest['outcome']

/** Errors that say that the engine did not answer; any other is its answer. */
const unanswered = ({ kind }: AppError): boolean =>
  kind === 'unavailable' || kind === 'unknown_outcome' || kind === 'rate_limited'

/** Errors that the same words would only bring again. */
const final = (error: AppError): boolean =>
  error.code === 'message_too_large' || error.code === 'contract_violated' || refusal(error) !== undefined

/** The engine's own faults are met this often before a worker takes them as its answer. */
const faultsMet = 5

// An engine that was killed in the middle of a call is back long before the call's own time is over.
const firstTimeoutMs = 2_500

/** Asks until the engine answers, first after a short and then after a longer while. */
const untilAnswered = async <T>(
  ask: (timeoutMs: number) => Promise<T>,
  signal: AbortSignal,
  onTry: () => void = () => {},
): Promise<T> => {
  let faults = 0
  for (let tries = 1; ; tries += 1) {
    onTry()
    try {
      return await ask(firstTimeoutMs * 2 ** Math.min(tries - 1, 2))
    } catch (thrown) {
      const error = toAppError(thrown)
      if (signal.aborted || final(error)) throw error
      if (!unanswered(error) && (faults += 1) >= faultsMet) throw error
      log.debug('The run engine did not answer; asking again', { tries, error })
      await delay(backoffMs(tries, { baseMs: 100, capMs: 5_000 }), signal)
    }
  }
}

/**
 * Claims a task for one attempt. The same claim is repeated until it is answered, so that a lost reply costs no attempt.
 * @throws AppError the engine's fault, or the reason of `signal`
 */
export const claim = (
  call: Bus['call'],
  worker: WorkerName,
  request: ClaimRequest,
  signal: AbortSignal,
  onTry: () => void,
): Promise<Claim> => {
  const contract = engineCalls[worker].claim
  return untilAnswered(
    (timeoutMs) => call(contract, request, { timeoutMs: Math.min(timeoutMs, contract.timeoutMs), signal }),
    signal,
    onTry,
  )
}

/**
 * Hands in how an attempt ended, until the engine has accepted or refused it. A result that cannot be handed in becomes
 * the error that says so.
 * @returns whether it counted; null when it was given up, and the lease will tell the engine
 */
export const finish = async (
  call: Bus['call'],
  worker: WorkerName,
  attempt: Attempt,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<boolean | null> => {
  const contract = engineCalls[worker].finish
  try {
    const { accepted } = await untilAnswered(
      (timeoutMs) =>
        call(contract, { ...attempt, outcome }, { timeoutMs: Math.min(timeoutMs, contract.timeoutMs), signal }),
      signal,
    )
    return accepted
  } catch (thrown) {
    const error = toAppError(thrown)
    if (signal.aborted) return null
    log.error('A finish could not be handed in', { run: attempt.run, step: attempt.step, error })
    return outcome.ok ? finish(call, worker, attempt, { ok: false, error: toWire(error) }, signal) : null
  }
}
