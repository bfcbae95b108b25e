import { newId, AppError } from '@synthwright/kernel'
import type { DraftRequest, Principal, VerifyRequest } from '@synthwright/contracts'
import type { RunEngine } from '../engine/engine.ts'
import type { ArtifactRunReader } from './run-reader.ts'
import type { StoredDraftRequest } from './draft.recipe.ts'
import { askedToRemember } from './remembering.ts'
import type { StoredVerifyRequest } from './verify.recipe.ts'

interface Start<Request> {
  commandId: string
  requestId?: string | undefined
  request: Request
  unknownFields: string[]
  deadlineMs: number
  principal: Principal
  traceparent: string | null
}

/** Whether a model is there that can be asked about claims which reading does not decide. */
export interface Judging {
  judge: boolean
}

const asked = ({ judge }: { judge: 'auto' | 'off' }, configured: Judging): string[] =>
  judge === 'auto' && configured.judge ? ['judge'] : []

/** What is remembered for a project is remembered for the one it is about, unless another is named. */
const withScopeKey = (request: DraftRequest): DraftRequest =>
  request.memory_scope === 'project' ? { ...request, scope_key: request.scope_key ?? request.project } : request

/** Starts a draft; the same command again answers with the run it started. */
export const startDraft = (
  engine: RunEngine,
  { request, unknownFields, requestId, ...start }: Start<DraftRequest>,
  configured: Judging,
): Promise<string> =>
  engine.start({
    ...start,
    requestId: requestId ?? null,
    runId: newId('run'),
    kind: 'artifact.draft',
    parentRunId: null,
    project: request.project,
    about: { goal: request.goal, outputType: request.output_type },
    asked: [...asked(request, configured), ...askedToRemember(request)],
    request: { request: withScopeKey(request), unknownFields } satisfies StoredDraftRequest,
  })

/**
 * Starts a check of a text. What it needs of the run it names is copied into its own request, so that the check does
 * not change when that run is deleted meanwhile.
 */
export const startVerify = async (
  engine: RunEngine,
  reader: ArtifactRunReader,
  { request, unknownFields, requestId, ...start }: Start<VerifyRequest>,
  configured: Judging,
): Promise<string> => {
  const parent = request.run_id ? await reader.forVerification(request.run_id, start.principal) : null
  const markdown = request.markdown ?? parent?.markdown ?? null
  if (markdown === null)
    throw new AppError('run_has_no_artifact', 'run_has_no_artifact', { details: { field: 'markdown' } })
  // A text that its reader may not see is checked by reading alone: no model is sent it, and nothing of it is kept.
  const isWithheld = request.markdown === null && parent!.isWithheld
  const stored: StoredVerifyRequest = {
    request,
    unknownFields,
    markdown,
    parent: parent && {
      runId: request.run_id!,
      request: parent.request,
      plan: parent.plan,
      cited: parent.cited,
    },
  }
  return engine.start({
    ...start,
    requestId: requestId ?? null,
    runId: newId('run'),
    kind: 'artifact.verify',
    parentRunId: request.run_id,
    project: parent?.request.project ?? null,
    about: {
      goal: request.goal ?? parent?.request.goal ?? null,
      outputType: parent?.request.output_type ?? null,
    },
    asked: isWithheld ? [] : [...asked(request, configured), ...askedToRemember(request)],
    request: stored,
  })
}
