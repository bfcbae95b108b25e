import type { Usage, WireError } from '@synthwright/contracts'
import { mayRetry, retryDelayMs } from '../retry.ts'
import { findTask, type RunDocument, type StepState, type TaskState } from '../run.ts'
import { advance } from './advance.ts'
import { isCurrent, type AttemptAt } from './claim.ts'
import { addedUsage } from './usage.ts'
import { copy, end, outboxEntry, record, settle, withoutEntry, type TransitionContext } from './context.ts'

export type Outcome =
  { ok: true; resultBlob: string | null; facts: unknown; usage?: Usage | undefined } | { ok: false; error: WireError }

export type FinishResult = { accepted: true; run: RunDocument; changed: boolean } | { accepted: false }

/** A task leaves its run in good order: the run moves on when it was the last of its step. */
const closeTask = (run: RunDocument, step: StepState, task: TaskState, context: TransitionContext): void => {
  const { now, recipe } = context
  task.status = 'done'
  task.endedAt = now
  task.leaseUntil = null
  if (!step.tasks.every(({ status }) => status === 'done')) return
  step.status = 'done'
  step.endedAt = now
  record(run, now, { type: 'step.done', step: step.name, round: step.round })
  advance(run, recipe.next(run), context)
}

/** A task ended without result for good: the run goes on without it where it can, else its step and the run fail. */
export const taskFailed = (
  run: RunDocument,
  step: StepState,
  task: TaskState,
  error: WireError,
  context: TransitionContext,
): void => {
  const { now } = context
  const at = { step: step.name, round: step.round, task: task.key }
  task.error = error
  withoutEntry(run, at)
  record(run, now, { type: 'task.failed', ...at, attempt: task.attempt, code: error.code })
  if (task.dispensable) return closeTask(run, step, task, context)
  task.status = 'failed'
  task.endedAt = now
  step.status = 'failed'
  step.endedAt = now
  end(run, context, 'failed', error)
}

/** An attempt ended without result: the task is queued again where that may help, else it fails. */
export const attemptFailed = (
  run: RunDocument,
  step: StepState,
  task: TaskState,
  error: WireError,
  context: TransitionContext,
): void => {
  const { now, timing } = context
  const at = { step: step.name, round: step.round, task: task.key }
  if (task.claimId !== null) task.pastClaims = [...(task.pastClaims ?? []), task.claimId]
  task.claimId = null
  task.worker = null
  task.leaseUntil = null
  task.error = error
  if (mayRetry(error) && task.attempt < context.maxAttempts(task)) {
    const dueAt = now + retryDelayMs(error, task.attempt, timing.retryBaseMs, context.random)
    task.status = 'queued'
    task.queuedAt = now
    task.notBefore = dueAt
    withoutEntry(run, at)
    run.outbox.push(outboxEntry(step, task, dueAt))
    return record(run, now, { type: 'task.retry', ...at, attempt: task.attempt, code: error.code })
  }
  taskFailed(run, step, task, error, context)
}

/**
 * Folds in what an attempt ended with, and decides in the same update whether its step and its run move on.
 * Accepted only for the current attempt and only once; the same finish again gets the first answer.
 */
export const finish = (
  before: RunDocument,
  at: AttemptAt,
  outcome: Outcome,
  context: TransitionContext,
): FinishResult => {
  const known = findTask(before, at)?.task
  if (!known) return { accepted: false }
  if (known.folded?.attempt === at.attempt && known.folded.claimId === at.claimId)
    return { accepted: true, run: before, changed: false }
  if (!isCurrent(before, known, at)) return { accepted: false }

  const run = copy(before)
  const { step, task } = findTask(run, at)!
  task.folded = { attempt: at.attempt, claimId: at.claimId }
  if (!outcome.ok) {
    attemptFailed(run, step, task, outcome.error, context)
    return { accepted: true, run: settle(run, context), changed: true }
  }

  task.error = null
  task.facts = outcome.facts
  task.resultBlob = outcome.resultBlob
  if (outcome.usage) run.usage = addedUsage(run.usage, outcome.usage)
  const { name, round } = step
  record(run, context.now, { type: 'task.done', step: name, round, task: task.key, attempt: task.attempt })
  closeTask(run, step, task, context)
  return { accepted: true, run: settle(run, context), changed: true }
}
