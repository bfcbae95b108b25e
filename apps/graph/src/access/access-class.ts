import type { RowHead } from '../rows/row.ts'

/**
 * Rows that are readable together: the entities and documents of one project, its memories, what belongs to one user
 * (by project), and the rows of no project. Index statistics and snapshot digests are kept per class, so that what a
 * caller sees depends on nothing outside the classes the caller may read. What was made from rows of other classes is a
 * class of its own, for whoever may read all of them.
 */
export type AccessClass = string

/** What decides who may read a row. */
export type Guarded = Pick<RowHead, 'kind' | 'ownerId' | 'projectId' | 'restsOn'>

const and = ' & '

export const classOf = (row: Guarded): AccessClass =>
  row.restsOn?.length ? [ownClassOf(row), ...row.restsOn].join(and) : ownClassOf(row)

const ownClassOf = ({ kind, ownerId, projectId }: Guarded): AccessClass => {
  if (ownerId !== null) return `private:${ownerId}:${projectId ?? ''}`
  if (projectId === null) return 'unassigned'
  return kind === 'memory' ? `memory:${projectId}` : `project:${projectId}`
}

/** The rows of a class, as far as it matters to who may read them. */
export const guardedBy = (accessClass: AccessClass): Guarded => {
  const [own = '', ...restsOn] = accessClass.split(and)
  const [scope, first = '', ...rest] = own.split(':')
  if (scope === 'private') return { kind: 'memory', ownerId: first, projectId: rest.join(':') || null, restsOn }
  const projectId = [first, ...rest].join(':') || null
  return { kind: scope === 'memory' ? 'memory' : 'entity', ownerId: null, projectId, restsOn }
}

type Projects = Set<string | null>

/** Tells, fast enough to be asked for every row of a team, whether a row is of one of these classes. */
export const memberOf = (classes: readonly AccessClass[]): ((row: Guarded) => boolean) => {
  const rows: Projects = new Set()
  const memories: Projects = new Set()
  const owned = new Map<string, Projects>()
  const derived = new Set(classes.filter((name) => name.includes(and)))
  for (const { kind, ownerId, projectId } of classes.filter((name) => !derived.has(name)).map(guardedBy)) {
    if (ownerId === null) (kind === 'memory' ? memories : rows).add(projectId)
    else owned.set(ownerId, (owned.get(ownerId) ?? new Set()).add(projectId))
  }
  return (row) => {
    if (row.restsOn?.length) return derived.has(classOf(row))
    const { kind, ownerId, projectId } = row
    if (ownerId !== null) return owned.get(ownerId)?.has(projectId) ?? false
    return (kind === 'memory' ? memories : rows).has(projectId)
  }
}
