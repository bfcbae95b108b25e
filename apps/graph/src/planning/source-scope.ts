import type { PlanRequest } from '@synthwright/contracts'
import { classesInScope, memberOf, type View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import type { Scope } from '../search/rank-rows.ts'

const folded = (text: unknown): string => (typeof text === 'string' ? text.trim().toLowerCase() : '')

/** Whether a row belongs to a domain: by its category, its metadata, or an edge to the domain's entity. */
const inDomain = (index: TeamIndex, view: View, domain: string): ((row: RowHead) => boolean) => {
  const named = folded(domain)
  const isDomain = (id: string): boolean => {
    const row = view.find(id)
    return row?.type === 'domain' && folded(row.name) === named
  }
  return (row) =>
    folded(row.category) === named ||
    folded(row.metadata.domain) === named ||
    index.graph.neighbours(row.id).some(({ id }) => isDomain(id))
}

/** The row that took the place of this one by a SUPERSEDES edge, if the caller can read one that did. */
export const successorOf = (index: TeamIndex, view: View, id: string): RowHead | undefined => {
  for (const { id: other, type, direction } of index.graph.neighbours(id)) {
    const row = type === 'SUPERSEDES' && direction === 'in' ? view.find(other) : undefined
    if (row) return row
  }
  return undefined
}

/** Rows that may be sources of a plan: readable, in the project and domain that were asked for. */
export const sourceScope = (
  index: TeamIndex,
  view: View,
  { project, domain }: Pick<PlanRequest, 'project' | 'domain'>,
): Scope => {
  const classes = classesInScope(view, project)
  const isInScope = memberOf(classes)
  const fitsDomain = domain === null ? () => true : inDomain(index, view, domain)
  return { classes, admits: (row) => isInScope(row) && fitsDomain(row) }
}
