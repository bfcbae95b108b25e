import { runEnded } from '@synthwright/contracts'
import { findTask, type RunDocument, type TaskState } from '../run.ts'
import { copy, record, settle, withoutEntry, type TaskAt, type TransitionContext } from './context.ts'

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
  const known = findTask(before, at)?.task
  if (!known) return { accepted: false, reason: 'unknown' }
  if (known.status === 'claimed' && known.claimId === at.claimId)
    return { accepted: true, run: before, changed: false, attempt: known.attempt }
  if (known.status === 'claimed') return { accepted: false, reason: 'held' }
  // A claim that comes again after its attempt has ended is late: nobody would work on what it took.
  if (known.status !== 'queued' || known.pastClaims?.includes(at.claimId)) return { accepted: false, reason: 'done' }
  if (known.notBefore !== null && known.notBefore > context.now) return { accepted: false, reason: 'not_due' }

  const run = copy(before)
  const { task } = findTask(run, at)!
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
  const { step, round, task: key } = at
  record(run, context.now, { type: 'task.claimed', step, round, task: key, attempt: task.attempt })
  return { accepted: true, run: settle(run, context), changed: true, attempt: task.attempt }
}

export type AttemptAt = TaskAt & { claimId: string; attempt: number }

export const isCurrent = (run: RunDocument, task: TaskState, at: AttemptAt): boolean =>
  !runEnded(run.status) && task.status === 'claimed' && task.claimId === at.claimId && task.attempt === at.attempt

/** Renews a lease; undefined means stop: the attempt no longer counts. */
export const heartbeat = (before: RunDocument, at: AttemptAt, context: TransitionContext): RunDocument | undefined => {
  const known = findTask(before, at)
  if (!known || !isCurrent(before, known.task, at)) return undefined
  const run = copy(before)
  findTask(run, at)!.task.leaseUntil = context.now + context.timing.leaseMs
  return settle(run, context)
}
