import { z } from 'zod'
import type { Refusal } from '../core/route.ts'
import { defineRoute } from '../core/route.ts'
import { DraftAccepted, DraftResponse } from './draft.ts'
import { HandbookResponse } from './handbook.ts'
import { PlanResponse } from './plan.ts'
import { DraftRequest, PlanRequest, VerifyRequest } from './requests.ts'
import { ListRunsQuery, RunPage, RunRecord } from './runs.ts'
import { VerifyResponse } from './verify.ts'

const tags = ['Synthesis']

const waiting =
  'Answers when the run has ended, or 202 with its `Location` when the deadline passes first or `Prefer: respond-async` ' +
  'was sent. A client that hangs up does not stop the run.'
const anyReader = { scope: 'api:read', role: 'viewer', boundKey: 'confined' } as const

const goalGiven = ({ goal }: { goal: string }): Refusal | undefined =>
  goal === '' ? { code: 'goal_required', message: 'goal is required', details: { field: 'goal' } } : undefined

type Remembering = { remember: boolean; memory_scope: string; scope_key: string | null; project?: string | null }

/** Remembering writes: it needs the write scope and at least a Member. */
const rememberAuth = ({ remember }: Remembering) =>
  remember ? ({ scope: 'api:write', role: 'member' } as const) : undefined

const scopeKeyGiven = ({ remember, memory_scope, scope_key, project }: Remembering): Refusal | undefined =>
  remember && memory_scope === 'project' && !scope_key && !project
    ? { code: 'missing_scope_key', message: 'missing_scope_key', details: { field: 'scope_key' } }
    : undefined

export const planRoute = defineRoute({
  operationId: 'planSynthesis',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/synthesis/plan',
  summary: 'Plan a document: outline and sources, no text',
  tags,
  body: PlanRequest,
  replies: { 200: PlanResponse },
  errors: ['goal_required', 'project_access_denied', 'retrieval_failed', 'run_not_found'],
  auth: anyReader,
  keeps: 'reference',
  precondition: goalGiven,
})

export const draftRoute = defineRoute({
  operationId: 'draftSynthesis',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/synthesis/draft',
  summary: 'Draft a cited document and verify every sentence of it',
  description: waiting,
  tags,
  body: DraftRequest,
  replies: { 200: DraftResponse, 202: DraftAccepted },
  errors: [
    'goal_required',
    'missing_scope_key',
    'project_access_denied',
    'memory_scope_not_granted',
    'run_cancelled',
    'run_not_found',
    'retrieval_failed',
  ],
  auth: { ...anyReader, forBody: rememberAuth },
  keeps: 'reference',
  precondition: goalGiven,
  afterAuth: scopeKeyGiven,
})

export const verifyRoute = defineRoute({
  operationId: 'verifySynthesis',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/synthesis/verify',
  summary: 'Check a text, or a stored run again, against the graph as it is now',
  description: waiting,
  tags,
  body: VerifyRequest,
  replies: { 200: VerifyResponse, 202: DraftAccepted },
  errors: [
    'missing_verify_target',
    'run_has_no_artifact',
    'missing_scope_key',
    'run_not_found',
    'project_access_denied',
    'memory_scope_not_granted',
    'run_cancelled',
  ],
  auth: { ...anyReader, forBody: rememberAuth },
  keeps: 'reference',
  afterAuth: (body) => {
    if (!body.run_id && body.source_ids.length === 0)
      return { code: 'missing_verify_target', message: 'missing_verify_target', details: { field: 'run_id' } }
    if (!body.run_id && body.markdown === null)
      return { code: 'run_has_no_artifact', message: 'run_has_no_artifact', details: { field: 'markdown' } }
    return scopeKeyGiven(body)
  },
})

export const handbookRoute = defineRoute({
  operationId: 'composeHandbook',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/synthesis/handbook',
  summary: 'Compose the handbook of a project out of its sources',
  tags,
  query: z.object({ project: z.string().trim().min(1).max(500) }),
  replies: { 200: HandbookResponse },
  errors: ['project_access_denied', 'retrieval_failed'],
  auth: anyReader,
})

export const listSynthesisRunsRoute = defineRoute({
  operationId: 'listSynthesisRuns',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/synthesis/runs',
  summary: 'List stored runs, newest first',
  tags,
  query: ListRunsQuery,
  replies: { 200: RunPage },
  errors: [],
  auth: anyReader,
})

export const getSynthesisRunRoute = defineRoute({
  operationId: 'getSynthesisRun',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/synthesis/runs/:run_id',
  summary: 'Read one stored run',
  tags,
  params: z.object({ run_id: z.string().max(200) }),
  replies: { 200: RunRecord },
  errors: ['run_not_found'],
  auth: anyReader,
})

export const artifactRoutes = [
  planRoute,
  draftRoute,
  verifyRoute,
  handbookRoute,
  listSynthesisRunsRoute,
  getSynthesisRunRoute,
]
