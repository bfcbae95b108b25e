import type { ListRunsQuery, Principal, RunPage, RunSummary } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { Filter } from '@synthwright/persistence'
import type { RunRepository } from '../engine/run.repository.ts'
import { lastStep } from '../engine/recipe.ts'
import type { RunDocument } from '../engine/run.ts'
import { visibleRuns } from '../runs/visibility.ts'
import { engineKinds, engineStatuses, surfaceKind, surfaceStatus } from './status.ts'

type RunFilter = Filter<Omit<RunDocument, 'teamId'>>

const encodeCursor = ({ createdAt, _id }: RunDocument): string =>
  Buffer.from(JSON.stringify([createdAt.getTime(), _id])).toString('base64url')

/** The position after which a page begins. */
const readCursor = (cursor: string): { createdAt: Date; id: string } => {
  try {
    const [time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown]
    if (typeof time === 'number' && Number.isFinite(time) && typeof id === 'string')
      return { createdAt: new Date(time), id }
  } catch {
    // falls through to the refusal below
  }
  throw new AppError('validation_failed', 'The cursor is not one that a list gave', {
    details: { field: 'cursor', expected: 'next_cursor of an earlier page', actual: 'string' },
  })
}

const after = ({ createdAt, id }: { createdAt: Date; id: string }): RunFilter => ({
  $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
})

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
    ...(query.project ? [{ project: query.project }] : []),
    ...(query.since ? [{ createdAt: { $gte: new Date(query.since) } }] : []),
    ...(query.until ? [{ createdAt: { $lt: new Date(query.until) } }] : []),
    ...(query.cursor ? [after(readCursor(query.cursor))] : []),
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

const summaryOf = (run: RunDocument): RunSummary => {
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
    remembered_memory_id: null,
    snapshot_digest: plan.snapshot?.digest ?? null,
    degraded: plan.degraded ?? false,
    created_at: run.createdAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    created_by: run.createdBy,
  }
}

/** One page of the runs that the principal may see, newest first. */
export const listArtifactRuns = async (
  query: ListRunsQuery,
  principal: Principal,
  { runs, bus }: { runs: RunRepository; bus: Pick<Bus, 'call'> },
): Promise<RunPage> => {
  const filter = { $and: [await visibleRuns(principal, bus), ...filterOf(query)] } as RunFilter
  const found = await runs.list(principal.teamId, filter, query.limit + 1)
  const page = found.slice(0, query.limit)
  const more = found.length > query.limit
  return {
    runs: page.map(summaryOf),
    limit: query.limit,
    next_cursor: more ? encodeCursor(page.at(-1)!) : null,
    has_more: more,
  }
}
