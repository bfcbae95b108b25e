import type { Principal, ProjectRole } from '@synthwright/contracts'
import { AppError, canonicalJson, sha256 } from '@synthwright/kernel'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { projectClass, projectOf, type AccessClass } from './access-class.ts'
import { effectiveRole, projectRoleAtLeast } from './project-role.ts'

/** What one principal may read of a team at one moment; everything else does not exist for it. */
export interface View {
  /** The readable classes that have rows, sorted. */
  readonly classes: readonly AccessClass[]
  reads(row: RowHead): boolean
  /** The row if it is there and readable. */
  find(id: string): RowHead | undefined
  /** The principal's role in a live project; null when there is none or no such project. */
  roleIn(projectId: string): ProjectRole | null
  /** Equal for two principals exactly when they may read the same rows. */
  readonly digest: string
}

/** Resolves the rights of a principal, once per request. */
export const viewOf = (index: TeamIndex, principal: Principal): View => {
  const live = (projectId: string): RowHead | undefined => {
    const row = index.get(projectId)
    return row?.kind === 'project' ? row : undefined
  }
  const isReadable = (accessClass: AccessClass): boolean => {
    const projectId = projectOf(accessClass)
    if (projectId === null) return principal.projectIds === null
    return effectiveRole(principal, projectId, live(projectId)) !== null
  }
  const classes = index.classes().filter(isReadable)
  const reads = memberOf(classes)
  return {
    classes,
    reads,
    find(id) {
      const row = index.get(id)
      return row && reads(row) ? row : undefined
    },
    roleIn(projectId) {
      const project = live(projectId)
      return project ? effectiveRole(principal, projectId, project) : null
    },
    digest: `sha256:${sha256(canonicalJson(classes))}`,
  }
}

export const projectAccessDenied = (field: string): AppError =>
  new AppError('project_access_denied', 'Project access denied', { details: { field } })

/** Refuses unless the role in the project is at least `needed`; unknown and unreadable are one case. */
export const requireProject = (view: View, projectId: string, needed: ProjectRole, field = 'project'): ProjectRole => {
  const role = view.roleIn(projectId)
  if (!role || !projectRoleAtLeast(role, needed)) throw projectAccessDenied(field)
  return role
}

/** Refuses unless the principal may write rows of the project, or of none. */
export const requireWritable = (view: View, principal: Principal, projectId: string | null, field: string): void => {
  if (projectId !== null) requireProject(view, projectId, 'project_contributor', field)
  else if (principal.projectIds !== null) throw projectAccessDenied(field)
}

/** Tells, fast enough to be asked for every row of a team, whether a row is of one of these classes. */
export const memberOf = (classes: readonly AccessClass[]): ((row: Pick<RowHead, 'projectId'>) => boolean) => {
  const projects = new Set(classes.map(projectOf))
  return ({ projectId }) => projects.has(projectId)
}

/** The classes that a request about one project, or about all, draws on. */
export const classesInScope = (view: View, projectId: string | null): readonly AccessClass[] =>
  projectId === null ? view.classes : view.classes.filter((name) => name === projectClass(projectId))
