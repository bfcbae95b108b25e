import {
  authorizeProject as authorizeProjectCall,
  type MemoryScope,
  type Principal,
  type ProjectRole,
} from '@synthwright/contracts'
import { AppError, isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

interface ProjectRight {
  projectId: string
  role: ProjectRole
  /** The field of the request that names the project. */
  field: string
}

/** @throws AppError `project_access_denied` that names the field, or what keeps graph from deciding */
export const authorizeProject = async (
  bus: Bus,
  principal: Principal,
  { projectId, role, field }: ProjectRight,
): Promise<void> => {
  try {
    await bus.call(authorizeProjectCall, { projectId, role }, { principal })
  } catch (error) {
    if (!isAppError(error) || error.code !== 'project_access_denied') throw error
    throw new AppError(error.code, error.message, { details: { field } })
  }
}

/**
 * The same for a run that only reads. While graph cannot be reached the run may start all the same: its first step asks
 * graph again, and waits for it.
 */
export const authorizeReading = async (bus: Bus, principal: Principal, projectId: string | null): Promise<void> => {
  if (projectId === null) return
  try {
    await authorizeProject(bus, principal, { projectId, role: 'project_viewer', field: 'project' })
  } catch (error) {
    if (!isAppError(error) || !['service_unavailable', 'outcome_unknown'].includes(error.code)) throw error
  }
}

interface Remembering {
  remember: boolean
  memory_scope: MemoryScope
  scope_key: string | null
  project?: string | null
}

/** @throws AppError `project_access_denied`, `memory_scope_not_granted`; nothing for a request that stores nothing */
export const authorizeRemembering = async (
  bus: Bus,
  principal: Principal,
  { remember, memory_scope, scope_key, project }: Remembering,
): Promise<void> => {
  if (!remember) return
  const target = scope_key ?? project
  if (memory_scope === 'project' && target) {
    const field = scope_key ? 'scope_key' : 'project'
    await authorizeProject(bus, principal, { projectId: target, role: 'project_contributor', field })
  }
  if (!principal.memoryScopes.includes(memory_scope))
    throw new AppError('memory_scope_not_granted', 'The credential may not write to this memory scope', {
      details: { expected: memory_scope, actual: principal.memoryScopes.join(',') },
    })
}
