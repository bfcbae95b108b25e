import type { CreateProject, Principal, Project, ProjectRole } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import { compareIds } from '@synthwright/retrieval'
import { projectAccessDenied, requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { projectRow, projectView } from './project-view.ts'

export type ProjectService = ReturnType<typeof createProjectService>

export const createProjectService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => ({
  create: (principal: Principal, commandId: string, project: CreateProject): Promise<Project> =>
    replicas.of(principal.teamId).write((index) => {
      // Nobody may use a key to make a project that the key itself would not reach.
      if (principal.projectIds !== null) throw projectAccessDenied('project')
      const made = index.madeBy(commandId)
      const existing = made === undefined ? undefined : index.get(made)
      if (existing) return { rows: [], answer: projectView(existing) }
      if (made !== undefined) throw new AppError('project_not_found', 'Project not found')
      const row = projectRow(project, principal.userId, commandId, clock.date().toISOString())
      return { rows: [row], answer: projectView({ ...row, rev: 0 }) }
    }),

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
    replicas.of(principal.teamId).read((index) => {
      const row = viewOf(index, principal).find(projectId)
      if (row?.kind !== 'project') throw new AppError('project_not_found', 'Project not found')
      return projectView(row)
    }),

  authorize: (principal: Principal, projectId: string, role: ProjectRole): Promise<{ role: ProjectRole }> =>
    replicas.of(principal.teamId).read((index) => ({
      role: requireProject(viewOf(index, principal), projectId, role),
    })),
})
