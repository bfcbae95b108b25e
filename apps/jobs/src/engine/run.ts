import type { HistoryEntry, Principal, RunKind, RunStatus, Usage, WireError } from '@synthwright/contracts'

/** One task of a step. Its status moves only through the transitions of this folder. */
export interface TaskState {
  key: string
  /** The service that claims it and the name of its task contract. */
  service: string
  name: string
  status: 'queued' | 'claimed' | 'done' | 'failed'
  /** Rises at each claim; 0 until the first. */
  attempt: number
  claimId: string | null
  worker: string | null
  /** Milliseconds since the epoch, by the clock of jobs. Null unless claimed. */
  leaseUntil: number | null
  /** A task that waits for its next attempt is not handed out before this. */
  notBefore: number | null
  queuedAt: number
  claimedAt: number | null
  endedAt: number | null
  /** The attempt whose end was folded in last, and whose claim it was: the same finish again gets the same answer. */
  folded: { attempt: number; claimId: string } | null
  facts: unknown
  resultBlob: string | null
  error: WireError | null
}

export interface StepState {
  name: string
  round: number
  status: 'active' | 'done' | 'failed'
  startedAt: number
  endedAt: number | null
  tasks: TaskState[]
}

/** A task message that is to be sent, again and again, until the task is claimed or ends. */
export interface OutboxEntry {
  step: string
  round: number
  task: string
  service: string
  name: string
  /** The attempt that the message asks for. */
  attempt: number
  /** How often it was handed to the broker. */
  sending: number
  dueAt: number
}

/**
 * One synthesis: the truth about it. Everything large (request, results) is a blob that this document names; the
 * document itself stays small.
 */
export interface RunDocument {
  _id: string
  teamId: string
  principal: Principal
  kind: RunKind
  status: RunStatus
  parentRunId: string | null
  /** The project that the run is about; its readers may see the run. */
  project: string | null
  /** What lists show of the request. */
  about: { goal: string | null; outputType: string | null }
  requestBlob: string
  steps: StepState[]
  /** The few values of the result that lists show. */
  outcome: Record<string, unknown> | null
  error: WireError | null
  usage: Usage
  /** What no other run in flight may hold; absent unless in flight and holding something. */
  locks?: string[]
  commandId: string
  fingerprint: string | null
  traceparent: string | null
  /** Raised by every update; every update compares it. */
  version: number
  seq: number
  history: HistoryEntry[]
  outbox: OutboxEntry[]
  /** When the run should have ended for the caller that waits for it; workers hurry, the run goes on. */
  deadlineAt: number | null
  /** When the reconciler must look at this run next; null when nothing can be due. */
  wakeAt: number | null
  createdAt: Date
  createdBy: string
  startedAt: Date | null
  endedAt: Date | null
  expiresAt: Date
}

/** The task that a message, a claim or a finish speaks of, with its step. */
export const findTask = (
  run: RunDocument,
  at: { step: string; round: number; task: string },
): { step: StepState; task: TaskState } | undefined => {
  const step = run.steps.find(({ name, round }) => name === at.step && round === at.round)
  const task = step?.tasks.find(({ key }) => key === at.task)
  return step && task ? { step, task } : undefined
}
