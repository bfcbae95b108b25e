import { runEnded, type WireError } from '@synthwright/contracts'
import type { OutboxEntry, RunDocument } from '../run.ts'
import { resendDelayMs, type EngineTiming } from '../timing.ts'
import { copy, end, leaseEndsAt, queueEndsAt, settle, timed, waitEndsAt, type TransitionContext } from './context.ts'
import { attemptFailed, taskFailed } from './finish.ts'

const leaseLost: WireError = { code: 'service_unavailable', message: 'The worker that held the task went silent' }
const queuedTooLong: WireError = { code: 'queue_limit_reached', message: 'No worker took the task in time' }
const undecided: WireError = { code: 'deadline_passed', message: 'Nobody decided about the result in time' }

export interface Reconciled {
  run: RunDocument
  send: OutboxEntry[]
}

/**
 * What time alone brings about: lapsed leases, tasks that nobody took, messages to send again, business that whoever
 * began it did not end. Undefined when nothing was due.
 * @param leasesLapse false for one lease after this process started or a dependency came back, else every restart
 *                    would cost attempts
 */
export const reconcile = (
  before: RunDocument,
  context: TransitionContext & { leasesLapse: boolean },
): Reconciled | undefined => {
  const { now, timing } = context
  if (before.wakeAt === null || before.wakeAt > now) return undefined
  const run = copy(before)
  // Somebody began what takes more than one update: whoever stores this carries it on, and the next look is later.
  if (runEnded(run.status) || run.status === 'committing' || run.status === 'deciding')
    return { run: settle(run, context), send: [] }
  if (run.status === 'waiting') {
    if (waitEndsAt(run, timing) <= now) end(run, context, 'failed', undecided)
    return { run: settle(run, context), send: [] }
  }

  let changed = false
  for (const step of run.steps.filter(({ status }) => status === 'active')) {
    for (const task of step.tasks) {
      if (runEnded(run.status)) break
      if (task.status === 'claimed' && leaseEndsAt(task, timing) <= now && context.leasesLapse) {
        attemptFailed(run, step, task, leaseLost, context)
        changed = true
      } else if (task.status === 'queued' && queueEndsAt(task, timing) <= now) {
        taskFailed(run, step, task, queuedTooLong, context)
        changed = true
      }
    }
  }
  const send = markDue(run, now, timing)
  return changed || send.length > 0 ? { run: settle(run, context), send } : undefined
}

const markDue = (run: RunDocument, now: number, timing: EngineTiming): OutboxEntry[] => {
  const due = run.outbox.filter(({ dueAt }) => dueAt <= now)
  for (const entry of due) {
    entry.sending += 1
    entry.dueAt = now + resendDelayMs(entry.sending, timing)
  }
  return due.map((entry) => ({ ...entry }))
}

/** The messages of a fresh state that are due at once, marked as sent in the same update that commits the state. */
export const takeDue = (run: RunDocument, context: Pick<TransitionContext, 'now' | 'timing'>): OutboxEntry[] => {
  const due = markDue(run, context.now, context.timing)
  if (due.length > 0) timed(run, context)
  return due
}
