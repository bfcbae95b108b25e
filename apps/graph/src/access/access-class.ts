import type { RowHead } from '../rows/row.ts'

/**
 * Rows that are readable together: the entities and documents of one project, its memories, what belongs to one user
 * (by project), and the rows of no project. Index statistics and snapshot digests are kept per class, so that what a
 * caller sees depends on nothing outside the classes the caller may read.
 */
export type AccessClass = string

/** What decides who may read a row. */
export type Guarded = Pick<RowHead, 'kind' | 'ownerId' | 'projectId'>

export const classOf = ({ kind, ownerId, projectId }: Guarded): AccessClass => {
  if (ownerId !== null) return `private:${ownerId}:${projectId ?? ''}`
  if (projectId === null) return 'unassigned'
  return kind === 'memory' ? `memory:${projectId}` : `project:${projectId}`
}

/** The rows of a class, as far as it matters to who may read them. */
export const guardedBy = (accessClass: AccessClass): Guarded => {
  const [scope, first = '', ...rest] = accessClass.split(':')
  if (scope === 'private') return { kind: 'memory', ownerId: first, projectId: rest.join(':') || null }
  const projectId = [first, ...rest].join(':') || null
  return { kind: scope === 'memory' ? 'memory' : 'entity', ownerId: null, projectId }
}

type Projects = Set<string | null>

/** Tells, fast enough to be asked for every row of a team, whether a row is of one of these classes. */
export const memberOf = (classes: readonly AccessClass[]): ((row: Guarded) => boolean) => {
  const rows: Projects = new Set()
  const memories: Projects = new Set()
  const owned = new Map<string, Projects>()
  for (const { kind, ownerId, projectId } of classes.map(guardedBy)) {
    if (ownerId === null) (kind === 'memory' ? memories : rows).add(projectId)
    else owned.set(ownerId, (owned.get(ownerId) ?? new Set()).add(projectId))
  }
  return ({ kind, ownerId, projectId }) => {
    if (ownerId !== null) return owned.get(ownerId)?.has(projectId) ?? false
    return (kind === 'memory' ? memories : rows).has(projectId)
  }
}
