import type { AuditEntry, WireError } from '@synthwright/contracts'
import type { Clock } from '@synthwright/kernel'
import { newRunDocument, type RunStart } from './new-run.ts'
import type { RunDocument, StepState } from './run.ts'
import type { EngineTiming } from './timing.ts'
import { timed, told } from './transitions/index.ts'

type End = { ok: true; steps: StepState[]; outcome: Record<string, unknown> } | { ok: false; error: WireError }

/** What a call did, as if it had been a step of one task. */
export interface CalledStep {
  step: string
  task: { service: string; name: string }
  resultBlob: string
  facts: unknown
}

/**
 * The document of a run that is over before it is stored: what calls answered, kept as if steps of a run had made it,
 * so that its readers need no other way to it.
 */
export const endedRun = (
  start: Omit<RunStart, 'request' | 'deadlineMs'> & {
    requestBlob: string
    fingerprint: string | null
    /** What the audit log keeps of it. */
    audit: Pick<AuditEntry, 'id' | 'type' | 'counts'>
  },
  end: End,
  startedAt: number,
  { clock, timing }: { clock: Clock; timing: EngineTiming },
): RunDocument => {
  const now = clock.now()
  const fresh = newRunDocument({ ...start, now: startedAt, deadlineMs: null })
  const at = new Date(now).toISOString()
  const run: RunDocument = {
    ...fresh,
    fingerprint: start.fingerprint,
    status: end.ok ? 'succeeded' : 'failed',
    steps: end.ok ? end.steps : [],
    outcome: end.ok ? end.outcome : null,
    error: end.ok ? null : end.error,
    version: 1,
    seq: 2,
    history: [
      { seq: 1, at: new Date(startedAt).toISOString(), type: 'run.created' },
      end.ok ? { seq: 2, at, type: 'run.succeeded' } : { seq: 2, at, type: 'run.failed', code: end.error.code },
    ],
    startedAt: new Date(startedAt),
    endedAt: new Date(now),
    audit: [told(fresh, now, { ...start.audit, outcome: end.ok ? 'ok' : 'failed' })],
  }
  return timed(run, { now, timing })
}

/** A step that a call took between these times. */
export const calledStep = (
  { step, task, resultBlob, facts }: CalledStep,
  startedAt: number,
  now: number,
): StepState => ({
  name: step,
  round: 1,
  status: 'done',
  startedAt,
  endedAt: now,
  tasks: [
    {
      key: step,
      service: task.service,
      name: task.name,
      status: 'done',
      attempt: 1,
      claimId: null,
      worker: null,
      leaseUntil: null,
      notBefore: null,
      queuedAt: startedAt,
      claimedAt: startedAt,
      endedAt: now,
      folded: null,
      facts,
      resultBlob,
      error: null,
    },
  ],
})
