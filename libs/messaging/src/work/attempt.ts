import type { Attempt } from '@synthwright/contracts'
import { AppError, stage, toAppError, toWire } from '@synthwright/kernel'
import { log, logLevelFor, type Span } from '@synthwright/telemetry'
import { abortReason } from '../abort-reason.ts'
import type { Bus } from '../bus.ts'
import { parseAs } from '../wire.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Meter } from './meter.ts'
import type { TaskHandler } from './perform.ts'
import { finish, type Claim, type Outcome } from './report.ts'

/** How long work may take to notice that its signal was aborted before its slot is given away. */
const noticeMs = 2_000

type Accepted = Extract<Claim, { accepted: true }>

/** An attempt that runs in this process. */
export interface RunningAttempt {
  readonly runId: string
  /** Something says that the run has changed: ask the engine whether the attempt still counts. */
  ask(): void
  abort(reason: AppError): void
  /** Aborts, and does not even report. */
  abandon(reason: AppError): void
  /** Settles when nothing more will be done for the attempt, with the error of its work, if it failed. */
  readonly ended: Promise<AppError | null>
}

interface AttemptOptions {
  call: Bus['call']
  handler: TaskHandler
  attempt: Attempt
  claim: Accepted
  meter: Meter
  span: Span
  onActivity: () => void
}

/** Does the work of a claimed task and hands in what came of it. */
export const startAttempt = ({
  call,
  handler,
  attempt,
  claim,
  meter,
  span,
  onActivity,
}: AttemptOptions): RunningAttempt => {
  const { contract } = handler
  const startedAt = performance.now()
  const work = new AbortController()
  const report = new AbortController()
  const abandon = (reason: AppError) => {
    report.abort(reason)
    work.abort(reason)
  }
  const deadlineAt = claim.deadlineInMs === null ? null : Date.now() + claim.deadlineInMs

  const heartbeat = startHeartbeat(call, contract.service, attempt, claim.heartbeatEveryMs, {
    onBeat: onActivity,
    onStop: () => {
      meter.lostLease()
      span.event('stopped')
      // There is nothing to report either: the engine has written the attempt off.
      abandon(new AppError('cancelled', 'The run engine told this attempt to stop'))
    },
  })

  const perform = async (): Promise<Outcome> => {
    const input = await stage(() => parseAs(contract.input, claim.input, `The input of ${contract.name}`))
    const { result, facts, usage } = await handler.work(input, {
      principal: claim.principal,
      signal: work.signal,
      attempt: attempt.attempt,
      teamId: attempt.team,
      runId: attempt.run,
      step: attempt.step,
      round: attempt.round,
      task: attempt.task,
      deadlineAt,
      progress: heartbeat.progress,
    })
    return {
      ok: true,
      result: await stage(() => parseAs(contract.result, result, `The result of ${contract.name}`)),
      facts: parseAs(contract.facts, facts, `The facts of ${contract.name}`),
      ...(usage ? { usage } : {}),
    }
  }

  /** Work that ignores its signal is left to itself: its slot and the run are worth more than its end. */
  const ignored = new Promise<never>((_, reject) => {
    work.signal.addEventListener('abort', () => {
      setTimeout(() => reject(abortReason(work.signal)), noticeMs).unref()
    })
  })

  const outcome = async (): Promise<{ outcome: Outcome; error: AppError | null }> => {
    const deadline =
      claim.deadlineInMs === null
        ? null
        : setTimeout(
            () => work.abort(new AppError('deadline_passed', 'The attempt took longer than it may')),
            claim.deadlineInMs,
          )
    try {
      return { outcome: await Promise.race([perform(), ignored]), error: null }
    } catch (thrown) {
      // What aborted work throws is a consequence; the cause is why it was aborted.
      const error = work.signal.aborted ? abortReason(work.signal) : toAppError(thrown)
      return { outcome: { ok: false, error: toWire(error) }, error }
    } finally {
      if (deadline) clearTimeout(deadline)
    }
  }

  const run = async (): Promise<AppError | null> => {
    try {
      const { outcome: came, error } = await outcome()
      const fields = { task: contract.name, run: attempt.run, step: attempt.step, attempt: attempt.attempt }
      if (error) log[logLevelFor(error.kind)]('An attempt ended without result', { ...fields, error })
      const accepted = report.signal.aborted ? null : await finish(call, contract.service, attempt, came, report.signal)
      if (accepted === false) {
        meter.lostLease()
        log.info('A finish was refused: the attempt no longer counted', fields)
      }
      const ended = accepted === null ? 'stopped' : accepted ? (error?.code ?? 'ok') : 'refused'
      span.set({ 'task.outcome': ended })
      meter.ended(ended, performance.now() - startedAt)
      return error
    } finally {
      heartbeat.stop()
    }
  }

  return {
    runId: attempt.run,
    ask: heartbeat.ask,
    abort: (reason) => work.abort(reason),
    abandon,
    ended: run(),
  }
}
