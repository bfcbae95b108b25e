import type { ListRunsQuery, Principal, RunPage, RunSummary } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { RunFilter, RunRepository } from '../engine/run.repository.ts'
import { lastStep } from '../engine/recipe.ts'
import { listPage } from '../runs/list-page.ts'
import { keptBy } from './remembering.ts'
import { engineKinds, engineStatuses, surfaceKind, surfaceStatus, type ArtifactRun } from './status.ts'

const filterOf = (query: ListRunsQuery): RunFilter[] => {
  const kinds = engineKinds(query.kind)
  const status = query.status && engineStatuses(query.status)
  return [
    { kind: { $in: status ? kinds.filter((kind) => status.kinds.includes(kind)) : kinds } },
    ...(status ? [{ status: { $in: status.statuses } }] : []),
    ...(query.verification_status === 'pending'
      ? [{ $or: [{ outcome: null }, { 'outcome.status': 'pending' }] }]
      : query.verification_status
        ? [{ 'outcome.status': query.verification_status }]
        : []),
    ...(query.output_type ? [{ 'about.outputType': query.output_type }] : []),
  ] as RunFilter[]
}

interface ListedOutcome {
  status?: 'pending' | 'gaps' | 'pass'
  source_count?: number
  gap_count?: number
  artifact_id?: string | null
}

interface ListedPlan {
  title?: string
  snapshot?: { digest: string }
  degraded?: boolean
}

const summaryOf = (run: ArtifactRun): RunSummary => {
  const outcome = (run.outcome ?? {}) as ListedOutcome
  const plan = (lastStep(run, 'plan')?.tasks[0]?.facts ?? {}) as ListedPlan
  return {
    run_id: run._id,
    parent_run_id: run.parentRunId,
    kind: surfaceKind(run.kind),
    status: surfaceStatus(run.kind, run.status),
    output_type: run.about.outputType as RunSummary['output_type'],
    title: plan.title ?? null,
    goal: run.about.goal,
    project: run.project,
    verification: {
      status: outcome.status ?? 'pending',
      source_count: outcome.source_count ?? 0,
      gap_count: outcome.gap_count ?? 0,
    },
    artifact_id: outcome.artifact_id ?? null,
    remembered_memory_id: keptBy(run)?.remembered_memory_id ?? null,
    snapshot_digest: plan.snapshot?.digest ?? null,
    degraded: plan.degraded ?? false,
    created_at: run.createdAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    created_by: run.createdBy,
  }
}

/** One page of the artifact runs that the principal may see, newest first. */
export const listArtifactRuns = (
  query: ListRunsQuery,
  principal: Principal,
  deps: { runs: RunRepository; bus: Pick<Bus, 'call'> },
): Promise<RunPage> => listPage(query, filterOf(query), principal, (run) => summaryOf(run as ArtifactRun), deps)
