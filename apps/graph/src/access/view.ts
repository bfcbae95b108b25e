import type { Principal, ProjectRole } from '@synthwright/contracts'
import { AppError, canonicalJson, sha256 } from '@synthwright/kernel'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isHidden } from '../rows/shown-row.ts'
import { guardedBy, memberOf, type AccessClass, type Guarded } from './access-class.ts'
import { effectiveRole, outsideBinding, projectRoleAtLeast } from './project-role.ts'

/** What one principal may read of a team at one moment; everything else does not exist for it. */
export interface View {
  /** The readable classes that have rows, sorted. */
  readonly classes: readonly AccessClass[]
  /** The classes that have rows the principal may not read. */
  readonly closed: readonly AccessClass[]
  reads(row: RowHead): boolean
  /** The row if it is there and readable. */
  find(id: string): RowHead | undefined
  /** Whether the principal might read the row if nobody had hidden it. */
  reaches(row: Guarded): boolean
  /** The principal's role in a live project; null when there is none or no such project. */
  roleIn(projectId: string): ProjectRole | null
  /** The same over the rows of a project, also of one that was deleted. */
  roleOver(projectId: string): ProjectRole | null
  /** Whether the principal may be told how many rows were withheld from it. */
  readonly tellsHidden: boolean
  /** Equal for two principals exactly when they may read the same rows. */
  readonly digest: string
}

/** Resolves the rights of a principal, once per request. */
export const viewOf = (index: Pick<TeamIndex, 'get' | 'classes'>, principal: Principal): View => {
  const live = (projectId: string): RowHead | undefined => {
    const row = index.get(projectId)
    return row?.kind === 'project' ? row : undefined
  }
  const reaches = (row: Guarded): boolean =>
    reachesItself(row) && (row.restsOn ?? []).every((name) => reachesItself(guardedBy(name)))
  const reachesItself = ({ kind, ownerId, projectId }: Guarded): boolean => {
    if (ownerId !== null) {
      const inReach = projectId === null || !outsideBinding(principal, projectId)
      return ownerId === principal.userId && principal.memoryScopes.includes('private') && inReach
    }
    if (projectId === null) return principal.projectIds === null
    if (kind === 'memory' && !principal.memoryScopes.includes('project')) return false
    return effectiveRole(principal, projectId, live(projectId)) !== null
  }
  const isOpen = (accessClass: AccessClass): boolean => reaches(guardedBy(accessClass))
  const { open: classes = [], closed = [] } = Object.groupBy(index.classes(), (name) =>
    isOpen(name) ? 'open' : 'closed',
  )
  const isMember = memberOf(classes)
  const reads = (row: RowHead): boolean => isMember(row) && !isHidden(row)
  return {
    classes,
    closed,
    reads,
    reaches,
    find(id) {
      const row = index.get(id)
      return row && reads(row) ? row : undefined
    },
    roleIn(projectId) {
      const project = live(projectId)
      return project ? effectiveRole(principal, projectId, project) : null
    },
    roleOver: (projectId) => effectiveRole(principal, projectId, live(projectId)),
    tellsHidden: principal.hidesCounts !== true,
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

/** Refuses unless the principal may change what it can read: its own rows, or as a contributor those of a project. */
export const requireChangeable = (view: View, principal: Principal, row: RowHead, field: string): void => {
  if (row.ownerId !== null) return
  const needed = row.kind === 'project' ? 'project_maintainer' : 'project_contributor'
  const mayIn = (projectId: string): boolean => {
    const role = view.roleOver(projectId)
    return role !== null && projectRoleAtLeast(role, needed)
  }
  if (!(row.projectId === null ? principal.projectIds === null : mayIn(row.projectId))) throw projectAccessDenied(field)
}

const ofProject = (classes: readonly AccessClass[], projectId: string | null): readonly AccessClass[] =>
  projectId === null ? classes : classes.filter((name) => guardedBy(name).projectId === projectId)

/** The classes that a request about one project, or about all, draws on. */
export const classesInScope = (view: View, projectId: string | null): readonly AccessClass[] =>
  ofProject(view.classes, projectId)

/** The classes that it would draw on besides, had the principal more rights. */
export const closedInScope = (view: View, projectId: string | null): readonly AccessClass[] =>
  ofProject(view.closed, projectId)
