import { z } from 'zod'
import { HandbookResponse } from '../artifacts/handbook.ts'
import { PlanResponse } from '../artifacts/plan.ts'
import { DraftRequest, PlanRequest, VerifyRequest } from '../artifacts/requests.ts'
import { ListRunsQuery, RunPage, RunRecord } from '../artifacts/runs.ts'
import { defineCall } from '../core/call.ts'
import { HistoryEntry } from '../runs/vocabulary.ts'
import { RunsPage, RunsQuery } from '../runs/run-list.ts'
import { RunView } from '../runs/run-view.ts'

const service = 'jobs' as const
const unknownFields = z.array(z.string())

/** Drawn once by the caller: a repeated start finds the run that the first one made. */
const commandId = z.string().max(100)

/** The same where messages of the release before may lack it. */
const lateCommandId = commandId.optional()

/** The HTTP request behind a command, for the audit log; messages of the first release lack it. */
const requestId = z.string().max(200).optional()

/** Plans through graph and stores the finished run under its derived id before answering. */
export const planRun = defineCall({
  service,
  callers: ['gateway'],
  name: 'plan',
  request: z.object({ commandId: lateCommandId, request: PlanRequest, unknownFields, requestId }),
  reply: PlanResponse,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 20_000,
  effect: { command: 'commandId' },
})

/** Composes the handbook of a project and stores the finished run under its derived id before answering. */
export const composeHandbook = defineCall({
  service,
  callers: ['gateway'],
  name: 'compose-handbook',
  request: z.object({ commandId: lateCommandId, project: z.string().max(500), requestId }),
  reply: HandbookResponse,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 30_000,
  effect: { command: 'commandId' },
})

export const startDraft = defineCall({
  service,
  callers: ['gateway'],
  name: 'start-draft',
  request: z.object({ commandId, request: DraftRequest, unknownFields, deadlineMs: z.int().min(1), requestId }),
  reply: z.object({ runId: z.string() }),
  errors: [],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

export const startVerify = defineCall({
  service,
  callers: ['gateway'],
  name: 'start-verify',
  request: z.object({ commandId, request: VerifyRequest, unknownFields, deadlineMs: z.int().min(1), requestId }),
  reply: z.object({ runId: z.string() }),
  errors: ['run_not_found', 'run_has_no_artifact'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

/** One stored artifact run as its surface shows it, with what the reader may not see any more taken out. */
export const getArtifactRun = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-artifact-run',
  request: z.object({ runId: z.string() }),
  reply: RunRecord,
  errors: ['run_not_found'],
  timeoutMs: 10_000,
  effect: 'read',
})

export const listArtifactRuns = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-artifact-runs',
  request: ListRunsQuery,
  reply: RunPage,
  errors: ['validation_failed'],
  timeoutMs: 10_000,
  effect: 'read',
})

/** The state of a run of any kind, with its history after `afterSeq`; what waiting and event streams ask. */
export const watchRun = defineCall({
  service,
  callers: ['gateway'],
  name: 'watch-run',
  request: z.object({ runId: z.string(), afterSeq: z.int().min(0).default(0) }),
  reply: z.object({ run: RunView, ended: z.boolean(), history: z.array(HistoryEntry) }),
  errors: ['run_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

/** One page of the runs that the principal may see, of every kind, newest first. */
export const listRuns = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-runs',
  request: RunsQuery,
  reply: RunsPage,
  errors: ['validation_failed'],
  timeoutMs: 10_000,
  effect: 'read',
})

/** Runs that the principal may see and that cite one of these sources, or plan with it; newest first, at most 1,000. */
export const listCitingRuns = defineCall({
  service,
  callers: ['graph'],
  name: 'list-citing-runs',
  request: z.object({ sourceIds: z.array(z.string()).max(1_000) }),
  reply: z.object({ runIds: z.array(z.string()) }),
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})

/**
 * Ends a run that is still being worked on. Without a `commandId` a repetition meets its own effect and is refused as
 * any second cancel is.
 */
export const cancelRun = defineCall({
  service,
  callers: ['gateway'],
  name: 'cancel-run',
  request: z.object({ runId: z.string(), commandId: lateCommandId, requestId }),
  reply: RunView,
  errors: ['run_not_found', 'insufficient_role', 'run_finished'],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})

/** Deletes a run that has ended, with its blobs. A repetition by another `commandId`, or without one, finds no run. */
export const deleteRun = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-run',
  request: z.object({ runId: z.string(), commandId: lateCommandId, requestId }),
  reply: z.object({}),
  errors: ['run_not_found', 'insufficient_role', 'run_not_ended', 'run_applied'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

/** Starts a run of four steps that do nothing. Answered only where `ENGINE_PROBE` is on. */
export const startProbe = defineCall({
  service,
  callers: ['gateway'],
  name: 'start-probe',
  request: z.object({ commandId, requestId }),
  reply: z.object({ runId: z.string() }),
  errors: [],
  timeoutMs: 5_000,
  effect: { command: 'commandId' },
})
