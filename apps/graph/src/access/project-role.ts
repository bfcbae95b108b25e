import { projectRoles, roleAtLeast, type Principal, type ProjectRole } from '@synthwright/contracts'
import type { RowHead } from '../rows/row.ts'

export const projectRoleAtLeast = (role: ProjectRole, needed: ProjectRole): boolean =>
  projectRoles.indexOf(role) >= projectRoles.indexOf(needed)

/** Whether the credential is bound to projects and this one is not among them. */
export const outsideBinding = ({ projectIds }: Principal, projectId: string): boolean =>
  projectIds !== null && !projectIds.includes(projectId)

/**
 * What the principal may do in a project, the highest that anything grants; null means not even reading. `project` is
 * undefined for a project that was deleted: owners and admins of the team still reach its rows.
 */
export const effectiveRole = (
  principal: Principal,
  projectId: string,
  project: RowHead | undefined,
): ProjectRole | null => {
  if (outsideBinding(principal, projectId)) return null
  if (roleAtLeast(principal.role, 'admin')) return 'project_owner'
  if (!project) return null
  const named = project.members.find(({ userId }) => userId === principal.userId)?.role
  const open = project.visibility === 'org'
  if (principal.role === 'viewer') return named || open ? 'project_viewer' : null
  if (!open) return named ?? null
  return named && projectRoleAtLeast(named, 'project_contributor') ? named : 'project_contributor'
}
