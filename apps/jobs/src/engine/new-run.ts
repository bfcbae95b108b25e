import type { Principal, RunKind } from '@synthwright/contracts'
import type { RunDocument } from './run.ts'

/** What starts a run, beside its request. */
export interface RunStart {
  runId: string
  kind: RunKind
  principal: Principal
  commandId: string
  requestId: string | null
  /** Null when there is nothing to say. */
  request: unknown
  parentRunId: string | null
  project: string | null
  about: RunDocument['about']
  asked?: readonly string[] | undefined
  deadlineMs: number | null
  traceparent: string | null
  /** What no other run in flight may hold meanwhile. */
  locks?: readonly string[] | undefined
}

/** The document of a run before its first transition: nothing has happened to it yet. */
export const newRunDocument = ({
  now,
  requestBlob,
  ...start
}: Omit<RunStart, 'request'> & { now: number; requestBlob: string | null }): RunDocument => ({
  _id: start.runId,
  teamId: start.principal.teamId,
  principal: start.principal,
  kind: start.kind,
  status: 'pending',
  parentRunId: start.parentRunId,
  project: start.project,
  about: start.about,
  ...(start.asked?.length ? { asked: [...start.asked] } : {}),
  requestBlob,
  steps: [],
  outcome: null,
  error: null,
  usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
  ...(start.locks?.length ? { locks: [...start.locks] } : {}),
  commandId: start.commandId,
  cancelledBy: null,
  requestId: start.requestId,
  fingerprint: null,
  traceparent: start.traceparent,
  version: 0,
  seq: 0,
  history: [],
  outbox: [],
  audit: [],
  afterCommit: null,
  decision: null,
  deleted: null,
  deadlineAt: start.deadlineMs === null ? null : now + start.deadlineMs,
  wakeAt: null,
  createdAt: new Date(now),
  createdBy: start.principal.userId,
  startedAt: null,
  endedAt: null,
  expiresAt: null,
})
