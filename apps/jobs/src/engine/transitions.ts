import { runEnded, type HistoryEntry, type Usage, type WireError } from '@synthwright/contracts'
import type { Decision, Recipe } from './recipe.ts'
import { mayRetry, retryDelayMs } from './retry.ts'
import { findTask, type OutboxEntry, type RunDocument, type StepState, type TaskState } from './run.ts'
import { resendDelayMs, type EngineTiming } from './timing.ts'

/**
 * The state changes of a run, as pure functions from one document to the next. Whoever stores the next document does
 * so by comparing the version of the one it read; nothing else ever changes a run.
 */

type TaskAt = { step: string; round: number; task: string }

export interface TransitionContext {
  now: number
  timing: EngineTiming
  recipe: Recipe
  /** Attempts that a task of this name may use. */
  maxAttempts: (task: TaskState) => number
  random?: () => number
}

const historyLimit = 200

const copy = (run: RunDocument): RunDocument => structuredClone(run)

const record = (run: RunDocument, now: number, entry: Omit<HistoryEntry, 'seq' | 'at'>) => {
  run.seq += 1
  run.history.push({ seq: run.seq, at: new Date(now).toISOString(), ...entry })
  if (run.history.length > historyLimit) run.history.splice(0, run.history.length - historyLimit)
}

const outboxEntry = (step: StepState, task: TaskState, dueAt: number): OutboxEntry => ({
  step: step.name,
  round: step.round,
  task: task.key,
  service: task.service,
  name: task.name,
  attempt: task.attempt + 1,
  sending: 0,
  dueAt,
})

const withoutEntry = (run: RunDocument, at: TaskAt) => {
  run.outbox = run.outbox.filter((e) => !(e.step === at.step && e.round === at.round && e.task === at.task))
}

/** When the reconciler must look next: at the first message due again, lease to lapse or queue limit to pass. */
const nextWake = (run: RunDocument, timing: EngineTiming): number | null => {
  if (runEnded(run.status)) return null
  const times = run.outbox.map((entry) => entry.dueAt)
  for (const step of run.steps.filter(({ status }) => status === 'active'))
    for (const task of step.tasks) {
      if (task.status === 'claimed') times.push(task.leaseUntil! + timing.leaseSkewMs)
      if (task.status === 'queued') times.push(Math.max(task.queuedAt, task.notBefore ?? 0) + timing.queueLimitMs)
    }
  return times.length ? Math.min(...times) : null
}

const settle = (run: RunDocument, { timing }: TransitionContext): RunDocument => {
  run.version += 1
  run.wakeAt = nextWake(run, timing)
  return run
}

const end = (run: RunDocument, now: number, status: 'succeeded' | 'failed', error: WireError | null) => {
  run.status = status
  run.error = error
  run.endedAt = new Date(now)
  run.outbox = []
  delete run.locks
  record(run, now, { type: `run.${status}`, ...(error ? { code: error.code } : {}) })
}

const apply = (run: RunDocument, decision: Decision, now: number): void => {
  if (decision.type === 'fail') return end(run, now, 'failed', decision.error)
  if (decision.type === 'end') {
    run.outcome = { ...run.outcome, ...decision.outcome }
    return end(run, now, 'succeeded', null)
  }
  const step: StepState = {
    name: decision.name,
    round: decision.round,
    status: 'active',
    startedAt: now,
    endedAt: null,
    tasks: decision.tasks.map(({ key, contract }) => ({
      key,
      service: contract.service,
      name: contract.name,
      status: 'queued',
      attempt: 0,
      claimId: null,
      worker: null,
      leaseUntil: null,
      notBefore: null,
      queuedAt: now,
      claimedAt: null,
      endedAt: null,
      folded: null,
      facts: null,
      resultBlob: null,
      error: null,
    })),
  }
  run.steps.push(step)
  run.outbox.push(...step.tasks.map((task) => outboxEntry(step, task, now)))
  record(run, now, { type: 'step.started', step: step.name, round: step.round })
}

/** The first state of a run whose document was just composed: its first step is active and its messages wait to be sent. */
export const begin = (fresh: RunDocument, context: TransitionContext): RunDocument => {
  const run = copy(fresh)
  record(run, context.now, { type: 'run.created' })
  apply(run, context.recipe.next(run), context.now)
  return settle(run, context)
}

export type ClaimRefusal = 'held' | 'done' | 'ended' | 'unknown' | 'not_due'
export type ClaimResult =
  { accepted: true; run: RunDocument; changed: boolean; attempt: number } | { accepted: false; reason: ClaimRefusal }

/** Takes a task for a worker. The attempt rises here; the same claim again changes nothing and gets the same answer. */
export const claim = (
  before: RunDocument,
  at: TaskAt & { claimId: string; worker: string },
  context: TransitionContext,
): ClaimResult => {
  if (runEnded(before.status)) return { accepted: false, reason: 'ended' }
  const run = copy(before)
  const found = findTask(run, at)
  if (!found) return { accepted: false, reason: 'unknown' }
  const { task } = found
  if (task.status === 'claimed' && task.claimId === at.claimId)
    return { accepted: true, run: before, changed: false, attempt: task.attempt }
  if (task.status === 'claimed') return { accepted: false, reason: 'held' }
  if (task.status !== 'queued') return { accepted: false, reason: 'done' }
  if (task.notBefore !== null && task.notBefore > context.now) return { accepted: false, reason: 'not_due' }

  task.status = 'claimed'
  task.attempt += 1
  task.claimId = at.claimId
  task.worker = at.worker
  task.claimedAt = context.now
  task.leaseUntil = context.now + context.timing.leaseMs
  withoutEntry(run, at)
  if (run.status === 'pending') {
    run.status = 'running'
    run.startedAt = new Date(context.now)
    record(run, context.now, { type: 'run.started' })
  }
  record(run, context.now, {
    type: 'task.claimed',
    step: at.step,
    round: at.round,
    task: at.task,
    attempt: task.attempt,
  })
  return { accepted: true, run: settle(run, context), changed: true, attempt: task.attempt }
}

type AttemptAt = TaskAt & { claimId: string; attempt: number }

const isCurrent = (run: RunDocument, task: TaskState, at: AttemptAt): boolean =>
  !runEnded(run.status) && task.status === 'claimed' && task.claimId === at.claimId && task.attempt === at.attempt

/** Renews a lease; undefined means stop: the attempt no longer counts. */
export const heartbeat = (before: RunDocument, at: AttemptAt, context: TransitionContext): RunDocument | undefined => {
  const run = copy(before)
  const found = findTask(run, at)
  if (!found || !isCurrent(run, found.task, at)) return undefined
  found.task.leaseUntil = context.now + context.timing.leaseMs
  return settle(run, context)
}

export type Outcome =
  { ok: true; resultBlob: string; facts: unknown; usage?: Usage | undefined } | { ok: false; error: WireError }

export type FinishResult = { accepted: true; run: RunDocument; changed: boolean } | { accepted: false }

const addUsage = (run: RunDocument, usage: Usage | undefined) => {
  if (!usage) return
  run.usage = {
    inputTokens: run.usage.inputTokens + usage.inputTokens,
    outputTokens: run.usage.outputTokens + usage.outputTokens,
    modelCalls: run.usage.modelCalls + usage.modelCalls,
  }
}

/** An attempt ended without result: the task is queued again where that may help, else it, its step and its run fail. */
const attemptFailed = (
  run: RunDocument,
  step: StepState,
  task: TaskState,
  error: WireError,
  context: TransitionContext,
) => {
  const { now, timing } = context
  const at = { step: step.name, round: step.round, task: task.key, attempt: task.attempt, code: error.code }
  task.claimId = null
  task.worker = null
  task.leaseUntil = null
  task.error = error
  if (mayRetry(error) && task.attempt < context.maxAttempts(task)) {
    const dueAt = now + retryDelayMs(error, task.attempt, timing.retryBaseMs, context.random)
    task.status = 'queued'
    task.queuedAt = now
    task.notBefore = dueAt
    withoutEntry(run, { step: step.name, round: step.round, task: task.key })
    run.outbox.push(outboxEntry(step, task, dueAt))
    record(run, now, { type: 'task.retry', ...at })
    return
  }
  task.status = 'failed'
  task.endedAt = now
  step.status = 'failed'
  step.endedAt = now
  record(run, now, { type: 'task.failed', ...at })
  end(run, now, 'failed', error)
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
  const earlier = findTask(before, at)
  if (earlier?.task.folded?.attempt === at.attempt && earlier.task.folded.claimId === at.claimId)
    return { accepted: true, run: before, changed: false }
  const run = copy(before)
  const found = findTask(run, at)
  if (!found || !isCurrent(run, found.task, at)) return { accepted: false }
  const { step, task } = found
  task.folded = { attempt: at.attempt, claimId: at.claimId }
  if (!outcome.ok) {
    attemptFailed(run, step, task, outcome.error, context)
    return { accepted: true, run: settle(run, context), changed: true }
  }

  task.status = 'done'
  task.endedAt = context.now
  task.leaseUntil = null
  task.error = null
  task.facts = outcome.facts
  task.resultBlob = outcome.resultBlob
  addUsage(run, outcome.usage)
  record(run, context.now, {
    type: 'task.done',
    step: step.name,
    round: step.round,
    task: task.key,
    attempt: task.attempt,
  })
  if (step.tasks.every(({ status }) => status === 'done')) {
    step.status = 'done'
    step.endedAt = context.now
    record(run, context.now, { type: 'step.done', step: step.name, round: step.round })
    apply(run, context.recipe.next(run), context.now)
  }
  return { accepted: true, run: settle(run, context), changed: true }
}

const leaseLost: WireError = { code: 'service_unavailable', message: 'The worker that held the task went silent' }
const queuedTooLong: WireError = { code: 'queue_limit_reached', message: 'No worker took the task in time' }

/**
 * What time alone brings about: lapsed leases, tasks that nobody took, messages to send again. Undefined when nothing
 * was due.
 * @param leasesLapse false for one lease after this process started or a dependency came back, else every restart
 *                    would cost attempts
 */
export const reconcile = (
  before: RunDocument,
  context: TransitionContext & { leasesLapse: boolean },
): { run: RunDocument; send: OutboxEntry[] } | undefined => {
  if (runEnded(before.status)) return undefined
  const run = copy(before)
  const { now, timing } = context
  let changed = false
  for (const step of run.steps.filter(({ status }) => status === 'active')) {
    for (const task of step.tasks) {
      if (runEnded(run.status)) break
      const lapsed = task.status === 'claimed' && task.leaseUntil! + timing.leaseSkewMs <= now
      if (lapsed && context.leasesLapse) {
        attemptFailed(run, step, task, leaseLost, context)
        changed = true
      } else if (
        task.status === 'queued' &&
        Math.max(task.queuedAt, task.notBefore ?? 0) + timing.queueLimitMs <= now
      ) {
        task.status = 'failed'
        step.status = 'failed'
        end(run, now, 'failed', queuedTooLong)
        changed = true
      }
    }
  }
  const send = run.outbox.filter(({ dueAt }) => dueAt <= now)
  if (send.length) {
    markSent(send, now, timing)
    changed = true
  }
  return changed ? { run: settle(run, context), send: structuredClone(send) } : undefined
}

const markSent = (entries: OutboxEntry[], now: number, timing: EngineTiming) => {
  for (const entry of entries) {
    entry.sending += 1
    entry.dueAt = now + resendDelayMs(entry.sending, timing)
  }
}

/** The messages of a fresh state that are due at once, marked as sent in the same update that commits the state. */
export const takeDue = (
  run: RunDocument,
  { now, timing }: Pick<TransitionContext, 'now' | 'timing'>,
): OutboxEntry[] => {
  const due = run.outbox.filter(({ dueAt }) => dueAt <= now)
  markSent(due, now, timing)
  run.wakeAt = nextWake(run, timing)
  return structuredClone(due)
}
