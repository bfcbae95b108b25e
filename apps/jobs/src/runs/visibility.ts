import { listProjects, reviewSources, roleAtLeast, type Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { RunFilter, RunRepository } from '../engine/run.repository.ts'
import type { RunAt, RunDocument } from '../engine/run.ts'

type Asking = Pick<Bus, 'call'>

/** A key bound to projects reaches no run outside them, whoever made it, but those it made over all of its projects. */
const insideBinding = ({ project, principal }: RunDocument, { projectIds, credentialId }: Principal): boolean =>
  projectIds === null || (project === null ? principal.credentialId === credentialId : projectIds.includes(project))

const ownsOrAdministers = (run: RunDocument, principal: Principal): boolean =>
  run.createdBy === principal.userId || roleAtLeast(principal.role, 'admin')

/** Whether the principal may see that the run exists: its creator, admins of the team, and readers of its project. */
export const maySeeRun = async (run: RunDocument, principal: Principal, bus: Asking): Promise<boolean> => {
  if (!insideBinding(run, principal)) return false
  if (ownsOrAdministers(run, principal)) return true
  if (run.project === null) return false
  const { projectReadable } = await bus.call(reviewSources, { projectId: run.project, sources: [] }, { principal })
  return projectReadable
}

/** The same rule as a filter over the runs of the principal's team. */
export const visibleRuns = async (principal: Principal, bus: Asking): Promise<RunFilter> => {
  const { projectIds, credentialId, userId } = principal
  const bound: RunFilter =
    projectIds === null
      ? {}
      : { $or: [{ project: { $in: projectIds } }, { project: null, 'principal.credentialId': credentialId }] }
  if (roleAtLeast(principal.role, 'admin')) return bound
  const { projects } = await bus.call(listProjects, {}, { principal })
  return { $and: [bound, { $or: [{ createdBy: userId }, { project: { $in: projects.map(({ id }) => id) } }] }] }
}

export interface RunAccess {
  runs: RunRepository
  bus: Asking
}

const notFound = () => new AppError('run_not_found', 'Run not found')

/** A run that the principal may see. @throws AppError `run_not_found`, for unknown and unreadable runs alike */
export const runFor = async (runId: string, principal: Principal, { runs, bus }: RunAccess): Promise<RunDocument> => {
  const run = await runs.find(principal.teamId, runId)
  if (!run || !(await maySeeRun(run, principal, bus))) throw notFound()
  return run
}

/**
 * Where a run is that the principal may change: its creator and admins of the team. A deleted one is passed on too, since
 * only the engine knows whether the same command deleted it.
 * @throws AppError `run_not_found`; `insufficient_role` for whoever may only read it
 */
export const runToChange = async (runId: string, principal: Principal, { runs, bus }: RunAccess): Promise<RunAt> => {
  const run = await runs.findEvenDeleted(principal.teamId, runId)
  if (!run) throw notFound()
  if (!run.deleted) {
    if (!(await maySeeRun(run, principal, bus))) throw notFound()
    if (!ownsOrAdministers(run, principal))
      throw new AppError('insufficient_role', 'Only who created the run, or an admin of the team, may change it', {
        details: { expected: 'admin', actual: principal.role },
      })
  }
  return { team: principal.teamId, run: runId }
}
