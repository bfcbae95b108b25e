import {
  engineVersion,
  planArtifact,
  type ArtifactPlan,
  type AuditEntry,
  type PlanRequest,
  type PlanResponse,
  type Principal,
} from '@synthwright/contracts'
import {
  AppError,
  canonicalJson,
  derivedRunId,
  newId,
  sha256,
  toAppError,
  toWire,
  type Clock,
} from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { blobName, type BlobRepository } from '../engine/blob.repository.ts'
import { calledStep, endedRun } from '../engine/ended-run.ts'
import type { RunEngine } from '../engine/engine.ts'
import type { EngineTiming } from '../engine/timing.ts'
import type { StoredDraftRequest } from './draft.recipe.ts'
import { planAnswer } from './answers.ts'

interface PlanServiceOptions {
  bus: Pick<Bus, 'call'>
  engine: Pick<RunEngine, 'keepEnded'>
  blobs: BlobRepository
  clock: Clock
  timing: EngineTiming
}

interface PlanCommand {
  request: PlanRequest
  unknownFields: string[]
  principal: Principal
  traceparent: string | null
  requestId?: string | undefined
}

export type PlanService = ReturnType<typeof createPlanService>

/**
 * What a plan stands for: equal for two plans exactly when the same caller asked the same of the same knowledge and the
 * same engine.
 */
export const planFingerprint = (
  principal: Principal,
  request: PlanRequest,
  plan: ArtifactPlan,
  kind: 'artifact.plan' | 'artifact.handbook' = 'artifact.plan',
): string =>
  sha256(
    canonicalJson({
      team: principal.teamId,
      principal: principal.userId,
      view: plan.viewDigest,
      kind,
      request,
      snapshot: plan.snapshot.digest,
      engine: engineVersion,
    }),
  )

/** Refusals are the caller's; anything else means that the plan failed, and a failed plan is kept as a run. */
export const isRefusal = ({ kind }: AppError): boolean =>
  ['invalid', 'forbidden', 'unauthenticated', 'not_found'].includes(kind)

/** What a run keeps in its document of a plan. */
export const planFacts = ({ body, material, snapshot }: ArtifactPlan) => ({
  sections: material.map(({ section_id, sources }) => ({ id: section_id, empty: sources.length === 0 })),
  title: body.outline.title,
  snapshot,
  degraded: body.retrieval.degraded,
})

/** Plans through graph, and stores the finished run under the id that its fingerprint and body derive. */
export const createPlanService = ({ bus, engine, blobs, clock, timing }: PlanServiceOptions) => {
  const start = ({ request, principal, traceparent, requestId }: PlanCommand, runId: string) => ({
    runId,
    kind: 'artifact.plan' as const,
    principal,
    commandId: runId,
    requestId: requestId ?? null,
    parentRunId: null,
    project: request.project,
    about: { goal: request.goal, outputType: request.output_type },
    traceparent,
    requestBlob: blobName(runId, 'request'),
  })

  /** The same plan asked for again is the same run, and another thing that somebody did. */
  const told = ({ requestId = newId('request') }: PlanCommand, runId: string, counts: AuditEntry['counts']) => {
    const type = 'synthesis.plan' as const
    return { id: `${runId}.${type}.${requestId}`, type, counts }
  }

  const storeRequest = ({ request, unknownFields, principal }: PlanCommand, runId: string) =>
    blobs.write(principal.teamId, runId, blobName(runId, 'request'), { request, unknownFields } satisfies Stored)

  const keepFailure = async (command: PlanCommand, error: AppError, startedAt: number): Promise<void> => {
    const runId = newId('run')
    await storeRequest(command, runId)
    const run = endedRun(
      { ...start(command, runId), fingerprint: null, audit: told(command, runId, {}) },
      { ok: false, error: toWire(error) },
      startedAt,
      { clock, timing },
    )
    await engine.keepEnded(run)
  }

  return {
    async plan(command: PlanCommand): Promise<PlanResponse> {
      const { request, unknownFields, principal } = command
      const startedAt = clock.now()
      let plan: ArtifactPlan
      try {
        plan = await bus.call(planArtifact, { request, unknownFields }, { principal })
      } catch (caught) {
        const error = toAppError(caught)
        if (isRefusal(error)) throw error
        const failure = new AppError('retrieval_failed', 'No retrieval lane answered', { cause: error })
        await keepFailure(command, failure, startedAt)
        throw failure
      }
      const fingerprint = planFingerprint(principal, request, plan)
      const runId = derivedRunId(canonicalJson({ fingerprint, body: plan.body }))
      const resultBlob = blobName(runId, 'plan')
      await Promise.all([storeRequest(command, runId), blobs.write(principal.teamId, runId, resultBlob, plan)])
      const { verification, outline } = plan.body
      const counts = {
        sections: outline.sections.length,
        sources: verification.source_count,
        gaps: verification.gap_count,
      }
      const run = endedRun(
        { ...start(command, runId), fingerprint, audit: told(command, runId, counts) },
        {
          ok: true,
          steps: [
            calledStep(
              {
                step: 'plan',
                task: { service: 'graph', name: planArtifact.name },
                resultBlob,
                facts: planFacts(plan),
              },
              startedAt,
              clock.now(),
            ),
          ],
          outcome: {
            title: outline.title,
            status: verification.status,
            source_count: verification.source_count,
            gap_count: verification.gap_count,
            source_ids: [...new Set(plan.body.source_packs.flatMap(({ source_ids }) => source_ids))],
          },
        },
        startedAt,
        { clock, timing },
      )
      await engine.keepEnded(run)
      return planAnswer(runId, plan)
    },
  }
}

type Stored = Omit<StoredDraftRequest, 'request'> & { request: PlanRequest }
