import {
  checkArtifactNow,
  concludeArtifactNow,
  draftSectionNow,
  gatherEvidenceNow,
  planArtifact,
  PlanRequest,
  type ArtifactPlan,
  type Call,
  type Conclusion,
  type HandbookResponse,
  type Principal,
} from '@synthwright/contracts'
import { AppError, canonicalJson, derivedRunId, newId, toAppError, toWire, type Clock } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { blobName, type BlobRepository } from '../engine/blob.repository.ts'
import { endedRun } from '../engine/ended-run.ts'
import type { RunEngine } from '../engine/engine.ts'
import { newRunDocument } from '../engine/new-run.ts'
import { playRecipe, type DoneTask } from '../engine/play-recipe.ts'
import type { EngineTiming } from '../engine/timing.ts'
import { handbookAnswer } from './answers.ts'
import { draftRecipe, type StoredDraftRequest } from './draft.recipe.ts'
import { isRefusal, planFacts, planFingerprint } from './plan.service.ts'

interface HandbookServiceOptions {
  bus: Pick<Bus, 'call'>
  engine: Pick<RunEngine, 'keepEnded'>
  blobs: Pick<BlobRepository, 'write'>
  clock: Clock
  timing: EngineTiming
}

interface HandbookCommand {
  project: string
  principal: Principal
  traceparent: string | null
  requestId?: string | undefined
}

export type HandbookService = ReturnType<typeof createHandbookService>

/** The handbook says what a project holds; its title comes from the project's name. */
const goal = 'Handbook'

const calls = new Map<string, Call>(
  [draftSectionNow, gatherEvidenceNow, checkArtifactNow, concludeArtifactNow].map((call) => [call.name, call]),
)

/**
 * Composes handbooks: the steps of a draft, one after the other while the caller waits, without a model. What comes out
 * is stored as a finished run under the id that its fingerprint and its text derive.
 */
export const createHandbookService = ({ bus, engine, blobs, clock, timing }: HandbookServiceOptions) => {
  const start = ({ project, principal, traceparent, requestId }: HandbookCommand, runId: string) => ({
    runId,
    kind: 'artifact.handbook' as const,
    principal,
    commandId: runId,
    requestId: requestId ?? null,
    parentRunId: null,
    project,
    about: { goal, outputType: 'handbook' },
    traceparent,
    requestBlob: blobName(runId, 'request'),
  })

  const told = ({ requestId = newId('request') }: HandbookCommand, runId: string, counts: Record<string, number>) => {
    const type = 'synthesis.handbook' as const
    return { id: `${runId}.${type}.${requestId}`, type, counts }
  }

  const perform =
    ({ principal }: HandbookCommand) =>
    async (name: string, input: unknown): Promise<DoneTask> => {
      if (name === 'plan-draft') {
        const plan = await bus.call(planArtifact, input as StoredDraftRequest, { principal })
        return { result: plan, facts: planFacts(plan) }
      }
      return (await bus.call(calls.get(name)!, input, { principal })) as DoneTask
    }

  const keepFailure = async (command: HandbookCommand, stored: unknown, error: AppError, startedAt: number) => {
    const runId = newId('run')
    await blobs.write(command.principal.teamId, runId, blobName(runId, 'request'), stored)
    const given = { ...start(command, runId), fingerprint: null, audit: told(command, runId, {}) }
    await engine.keepEnded(endedRun(given, { ok: false, error: toWire(error) }, startedAt, { clock, timing }))
  }

  return {
    /** @throws AppError `project_access_denied`; `retrieval_failed`, and the failure is kept as a run */
    async compose(command: HandbookCommand): Promise<HandbookResponse> {
      const { project, principal } = command
      const { teamId } = principal
      const startedAt = clock.now()
      const request = PlanRequest.parse({ goal, output_type: 'handbook', project })
      const stored = { request, unknownFields: [] }
      const fresh = newRunDocument({ ...start(command, 'handbook'), now: startedAt, deadlineMs: null })
      const played = await playRecipe(draftRecipe, fresh, stored, perform(command), clock).catch(
        async (thrown: unknown) => {
          const error = toAppError(thrown)
          if (isRefusal(error)) throw error
          const failure = new AppError('retrieval_failed', 'The handbook could not be composed', { cause: error })
          await keepFailure(command, stored, failure, startedAt)
          throw failure
        },
      )
      const plan = played.resultOf<ArtifactPlan>('plan')
      const conclusion = played.resultOf<Conclusion>('conclude')
      const body = handbookAnswer(project, conclusion)
      const fingerprint = planFingerprint(principal, request, plan, 'artifact.handbook')
      const runId = derivedRunId(canonicalJson({ fingerprint, body }))
      await blobs.write(teamId, runId, blobName(runId, 'request'), stored)
      const steps = await played.keep((name, result) => {
        const blob = blobName(runId, name)
        return blobs.write(teamId, runId, blob, result).then(() => blob)
      })
      const counts = { sources: body.source_ids.length, gaps: body.verification.gap_count }
      const run = endedRun(
        { ...start(command, runId), fingerprint, audit: told(command, runId, counts) },
        { ok: true, steps, outcome: played.outcome },
        startedAt,
        { clock, timing },
      )
      await engine.keepEnded(run)
      return { run_id: runId, ...body }
    },
  }
}
