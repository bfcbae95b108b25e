import type { CreateProject, PatchProject, Principal, Project, ProjectRole } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { compareIds } from '@synthwright/retrieval'
import { projectAccessDenied, requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { tombstoneOf, type RowHead } from '../rows/row.ts'
import { changedProject } from './changed-project.ts'
import { projectRow, projectView } from './project-view.ts'

/** @throws AppError `project_not_found`, for unknown and unreadable projects alike */
export const requireReadableProject = (view: View, projectId: string): RowHead => {
  const row = view.find(projectId)
  if (row?.kind !== 'project') throw new AppError('project_not_found', 'Project not found')
  return row
}

export type ProjectService = ReturnType<typeof createProjectService>

export const createProjectService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => ({
  create: async (principal: Principal, command: Command, project: CreateProject): Promise<Project> => {
    const replica = replicas.of(principal.teamId)
    const id = await replica.create(command, () => {
      // Nobody may use a key to make a project that the key itself would not reach.
      if (principal.projectIds !== null) throw projectAccessDenied('project')
      return projectRow(project, principal.userId, command.id, clock.date().toISOString())
    })
    return replica.read((index) => projectView(requireReadableProject(viewOf(index, principal), id)))
  },

  /** Every project the principal can read, by name. */
  list: (principal: Principal): Promise<{ projects: Project[]; total: number }> =>
    replicas.of(principal.teamId).read((index) => {
      const view = viewOf(index, principal)
      const projects = [...index.rows()]
        .filter((row) => row.kind === 'project' && view.reads(row))
        .map(projectView)
        .sort((a, b) => compareIds(a.name, b.name) || compareIds(a.id, b.id))
      return { projects, total: projects.length }
    }),

  get: (principal: Principal, projectId: string): Promise<Project> =>
    replicas
      .of(principal.teamId)
      .read((index) => projectView(requireReadableProject(viewOf(index, principal), projectId))),

  /** Who may see it at all is for its owners to decide, everything else for its maintainers too. */
  update: async (principal: Principal, command: Command, projectId: string, change: PatchProject): Promise<Project> => {
    const replica = replicas.of(principal.teamId)
    await replica.change(command, async (index, texts) => {
      const view = viewOf(index, principal)
      requireReadableProject(view, projectId)
      const needed = change.visibility === undefined ? 'project_maintainer' : 'project_owner'
      requireProject(view, projectId, needed, 'project_id')
      const row = index.original(projectId)!
      const at = clock.date().toISOString()
      return [changedProject(row, (await texts([row])).get(projectId)!, change, at)]
    })
    return replica.read((index) => projectView(requireReadableProject(viewOf(index, principal), projectId)))
  },

  /** Its rows stay. */
  delete: (principal: Principal, command: Command, projectId: string): Promise<void> =>
    replicas.of(principal.teamId).change(command, (index) => {
      const view = viewOf(index, principal)
      const row = requireReadableProject(view, projectId)
      requireProject(view, projectId, 'project_owner', 'project_id')
      return [tombstoneOf(row)]
    }),

  authorize: (principal: Principal, projectId: string, role: ProjectRole): Promise<{ role: ProjectRole }> =>
    replicas.of(principal.teamId).read((index) => ({
      role: requireProject(viewOf(index, principal), projectId, role),
    })),
})
