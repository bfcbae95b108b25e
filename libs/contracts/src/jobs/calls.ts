import { z } from 'zod'
import { PlanResponse } from '../artifacts/plan.ts'
import { DraftRequest, PlanRequest, VerifyRequest } from '../artifacts/requests.ts'
import { ListRunsQuery, RunPage, RunRecord } from '../artifacts/runs.ts'
import { defineCall } from '../core/call.ts'
import { HistoryEntry } from '../runs/vocabulary.ts'
import { RunView } from '../runs/run-view.ts'

const service = 'jobs' as const
const unknownFields = z.array(z.string())

/** Drawn once by the caller: a repeated start finds the run that the first one made. */
const commandId = z.string().max(100)

/** Plans through graph and stores the finished run under its derived id before answering. */
export const planRun = defineCall({
  service,
  name: 'plan',
  request: z.object({ request: PlanRequest, unknownFields }),
  reply: PlanResponse,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 20_000,
  idempotent: true,
})

export const startDraft = defineCall({
  service,
  name: 'start-draft',
  request: z.object({ commandId, request: DraftRequest, unknownFields, deadlineMs: z.int().min(1) }),
  reply: z.object({ runId: z.string() }),
  errors: [],
  timeoutMs: 5_000,
  idempotent: true,
})

export const startVerify = defineCall({
  service,
  name: 'start-verify',
  request: z.object({ commandId, request: VerifyRequest, unknownFields, deadlineMs: z.int().min(1) }),
  reply: z.object({ runId: z.string() }),
  errors: ['run_not_found', 'run_has_no_artifact'],
  timeoutMs: 5_000,
  idempotent: true,
})

/** One stored artifact run as its surface shows it, with what the reader may not see any more taken out. */
export const getArtifactRun = defineCall({
  service,
  name: 'get-artifact-run',
  request: z.object({ runId: z.string() }),
  reply: RunRecord,
  errors: ['run_not_found'],
  timeoutMs: 10_000,
  idempotent: true,
})

export const listArtifactRuns = defineCall({
  service,
  name: 'list-artifact-runs',
  request: ListRunsQuery,
  reply: RunPage,
  errors: ['validation_failed'],
  timeoutMs: 10_000,
  idempotent: true,
})

/** The state of a run of any kind, with its history after `afterSeq`; what waiting and event streams ask. */
export const watchRun = defineCall({
  service,
  name: 'watch-run',
  request: z.object({ runId: z.string(), afterSeq: z.int().min(0).default(0) }),
  reply: z.object({ run: RunView, ended: z.boolean(), history: z.array(HistoryEntry) }),
  errors: ['run_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
})
