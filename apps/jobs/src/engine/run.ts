import type { AuditEntry, HistoryEntry, Principal, RunKind, RunStatus, Usage, WireError } from '@synthwright/contracts'

/** One task of a step. Its status moves only through the transitions of this folder. */
export interface TaskState {
  key: string
  /** The service that claims it and the name of its task contract. */
  service: string
  name: string
  status: 'queued' | 'claimed' | 'done' | 'failed'
  /** Rises at each claim; 0 until the first. */
  attempt: number
  /** Null unless claimed, or ended by that claim. */
  claimId: string | null
  /** The claims whose attempts have ended without result: none of them takes it a second time. Older documents lack it. */
  pastClaims?: string[]
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
  /** Ends as done, without result and with its error, where another would fail. */
  dispensable?: true
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

/** What a person decided about a waiting run. */
export interface RunDecision {
  /** Drawn for each decision: a command that is repeated after a refusal decides anew. */
  id: string
  /** The same command again finds its own decision. */
  commandId: string | null
  verdict: 'apply' | 'reject'
  by: string
  at: number
  note: string | null
  /** Applied although something else became active since the run began. */
  force: boolean
  /** The state of the target that an application rests on: any later change of the target refuses it. */
  counter: number | null
}

/** A deleted run is hidden at once, and goes when everything it had to tell was told. */
export interface RunDeletion {
  at: number
  commandId: string | null
  /** Nothing is left but what keeps a late starter from inserting the run again. */
  gone: boolean
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
  /** Names of the steps that a run takes only when it was asked to. Older documents lack it. */
  asked?: string[]
  /** Null for a request that says nothing. */
  requestBlob: string | null
  steps: StepState[]
  /** The few values of the result that lists show. */
  outcome: Record<string, unknown> | null
  error: WireError | null
  usage: Usage
  /** What no other run in flight may hold; absent unless in flight and holding something. */
  locks?: string[]
  commandId: string
  /** The command that cancelled it: the same command again gets the first answer. */
  cancelledBy: string | null
  /** The HTTP request that started it, for the audit log. */
  requestId: string | null
  fingerprint: string | null
  traceparent: string | null
  /** Raised by every update; every update compares it. */
  version: number
  seq: number
  history: HistoryEntry[]
  outbox: OutboxEntry[]
  /** What the audit log has not acknowledged yet. Only whoever sent an entry takes it out, by its id. */
  audit: AuditEntry[]
  /** What follows once the result is attached to its owner. */
  afterCommit: 'succeeded' | 'waiting' | null
  decision: RunDecision | null
  deleted: RunDeletion | null
  /** When the run should have ended for the caller that waits for it; workers hurry, the run goes on. */
  deadlineAt: number | null
  /** When the reconciler must look at this run next; null when nothing can be due. */
  wakeAt: number | null
  createdAt: Date
  createdBy: string
  startedAt: Date | null
  endedAt: Date | null
  /** When the document may go: some time after its end, and never while it has something to tell. */
  expiresAt: Date | null
}

/** What stays of a deleted run. */
export type Tombstone = Pick<
  RunDocument,
  | '_id'
  | 'teamId'
  | 'kind'
  | 'status'
  | 'commandId'
  | 'version'
  | 'steps'
  | 'history'
  | 'outbox'
  | 'audit'
  | 'deleted'
  | 'wakeAt'
  | 'expiresAt'
>

/** Where a run is, for whoever changes it. */
export interface RunAt {
  team: string
  run: string
}

/** A result that took effect on something else, which refers to the run from then on. */
export const isApplied = ({ status, decision }: RunDocument): boolean =>
  status === 'succeeded' && decision?.verdict === 'apply'

/** The task that a message, a claim or a finish speaks of, with its step. */
export const findTask = (
  run: RunDocument,
  at: { step: string; round: number; task: string },
): { step: StepState; task: TaskState } | undefined => {
  const step = run.steps.find(({ name, round }) => name === at.step && round === at.round)
  const task = step?.tasks.find(({ key }) => key === at.task)
  return step && task ? { step, task } : undefined
}
