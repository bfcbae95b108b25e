import { listProjects, reviewSources, roleAtLeast, type Principal } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { Filter } from '@synthwright/persistence'
import type { RunDocument } from '../engine/run.ts'

type Asking = Pick<Bus, 'call'>

/** A key bound to projects reaches no run outside them, whoever made it. */
const insideBinding = ({ project }: RunDocument, { projectIds }: Principal): boolean =>
  projectIds === null || (project !== null && projectIds.includes(project))

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
export const visibleRuns = async (principal: Principal, bus: Asking): Promise<Filter<Omit<RunDocument, 'teamId'>>> => {
  const bound = principal.projectIds === null ? {} : { project: { $in: principal.projectIds } }
  if (roleAtLeast(principal.role, 'admin')) return bound
  const { projects } = await bus.call(listProjects, {}, { principal })
  return { ...bound, $or: [{ createdBy: principal.userId }, { project: { $in: projects.map(({ id }) => id) } }] }
}
