import { runEnded, type AuditEntry, type HistoryEntry, type WireError } from '@synthwright/contracts'
import type { Recipe } from '../recipe.ts'
import type { OutboxEntry, RunDocument, StepState, TaskState } from '../run.ts'
import type { EngineTiming } from '../timing.ts'

/** Which task of a run. */
export interface TaskAt {
  step: string
  round: number
  task: string
}

export interface TransitionContext {
  now: number
  timing: EngineTiming
  recipe: Recipe
  /** Attempts that a task of this name may use. */
  maxAttempts: (task: TaskState) => number
  random?: () => number
}

const historyLimit = 200

/** A document of its own in everything that a transition changes; what never changes (facts, entries) is shared. */
export const copy = (run: RunDocument): RunDocument => ({
  ...run,
  steps: run.steps.map((step) => ({ ...step, tasks: step.tasks.map((task) => ({ ...task })) })),
  history: [...run.history],
  outbox: run.outbox.map((entry) => ({ ...entry })),
  audit: [...run.audit],
})

export const record = (run: RunDocument, now: number, entry: Omit<HistoryEntry, 'seq' | 'at'>): void => {
  run.seq += 1
  run.history.push({ seq: run.seq, at: new Date(now).toISOString(), ...entry })
  if (run.history.length > historyLimit) run.history.splice(0, run.history.length - historyLimit)
}

export const outboxEntry = (step: StepState, task: TaskState, dueAt: number): OutboxEntry => ({
  step: step.name,
  round: step.round,
  task: task.key,
  service: task.service,
  name: task.name,
  attempt: task.attempt + 1,
  sending: 0,
  dueAt,
})

export const withoutEntry = (run: RunDocument, at: TaskAt): void => {
  run.outbox = run.outbox.filter((e) => !(e.step === at.step && e.round === at.round && e.task === at.task))
}

/** How long a run waits for a worker to take what it can do without. */
const dispensableWaitMs = 15_000

/** When a queued task has waited too long for a worker. */
export const queueEndsAt = (task: TaskState, { queueLimitMs }: EngineTiming): number =>
  Math.max(task.queuedAt, task.notBefore ?? 0) +
  (task.dispensable ? Math.min(queueLimitMs, dispensableWaitMs) : queueLimitMs)

/** When a claimed task counts as abandoned. */
export const leaseEndsAt = (task: TaskState, { leaseSkewMs }: EngineTiming): number => task.leaseUntil! + leaseSkewMs

/** When a run that waits for a decision has waited too long. */
export const waitEndsAt = (run: RunDocument, { retentionMs }: EngineTiming): number =>
  run.createdAt.getTime() + retentionMs

/** Deleted, but not gone yet. */
export const isLeaving = ({ deleted }: RunDocument): boolean => deleted !== null && !deleted.gone

/** When something is due in the run although nobody does anything; null when nothing ever is. */
const nextWake = (run: RunDocument, { now, timing }: Pick<TransitionContext, 'now' | 'timing'>): number | null => {
  if (runEnded(run.status)) return run.audit.length > 0 || isLeaving(run) ? now + timing.resendAfterMs : null
  if (run.status === 'waiting') return waitEndsAt(run, timing)
  if (run.status === 'committing' || run.status === 'deciding') return now + timing.resendAfterMs
  const times = run.outbox.map(({ dueAt }) => dueAt)
  for (const step of run.steps)
    for (const task of step.tasks) {
      if (task.status === 'claimed') times.push(leaseEndsAt(task, timing))
      if (task.status === 'queued') times.push(queueEndsAt(task, timing))
    }
  return Math.min(...times)
}

/** When a run that has nothing left to do or to tell may go. */
export const expiry = (run: RunDocument, { retentionMs }: EngineTiming): Date | null => {
  const since = run.deleted?.gone ? run.deleted.at : run.endedAt?.getTime()
  return since === undefined || isLeaving(run) ? null : new Date(since + retentionMs)
}

/** Sets what follows from the rest of the document. */
export const timed = (run: RunDocument, context: Pick<TransitionContext, 'now' | 'timing'>): RunDocument => {
  run.wakeAt = nextWake(run, context)
  run.expiresAt = run.audit.length > 0 ? null : expiry(run, context.timing)
  return run
}

/** The last thing that every transition does. */
export const settle = (run: RunDocument, context: TransitionContext): RunDocument => {
  run.version += 1
  return timed(run, context)
}

/** Somebody's command, for the audit log. */
export interface Command {
  /** Null when whoever sent it gave none: a repetition of it cannot be told from another. */
  commandId: string | null
  requestId: string | null
  principal: { userId: string; credentialId: string }
}

export const told = (
  run: RunDocument,
  now: number,
  entry: Pick<AuditEntry, 'type' | 'outcome'> & Partial<Pick<AuditEntry, 'id' | 'targetIds' | 'counts'>>,
  { principal, requestId }: Pick<Command, 'principal' | 'requestId'> = run,
): AuditEntry => ({
  id: `${run._id}.${entry.type}`,
  teamId: run.teamId,
  at: new Date(now).toISOString(),
  principal: { userId: principal.userId, credentialId: principal.credentialId },
  requestId,
  runId: run._id,
  targetIds: [],
  counts: {},
  ...entry,
})

type Ended = 'succeeded' | 'failed' | 'cancelled'

/** Ends a run: nothing is left to send, no lock is held, and the audit log hears of it. */
export const end = (run: RunDocument, context: TransitionContext, status: Ended, error: WireError | null): void => {
  const { now, recipe } = context
  run.status = status
  run.error = error
  run.endedAt = new Date(now)
  run.outbox = []
  delete run.locks
  record(run, now, { type: `run.${status}`, ...(error ? { code: error.code } : {}) })
  for (const about of recipe.audit?.(run) ?? [])
    run.audit.push(told(run, now, { ...about, outcome: status === 'succeeded' ? 'ok' : 'failed' }))
}
