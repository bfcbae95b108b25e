import type { PlanRequest } from '@synthwright/contracts'
import { classOf } from '../access/access-class.ts'
import { classesInScope, type View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import type { Scope } from '../search/rank-rows.ts'

const folded = (text: unknown): string => (typeof text === 'string' ? text.trim().toLowerCase() : '')

/** Whether a row belongs to a domain: by its category, its metadata, or an edge to the domain's entity. */
const inDomain = (index: TeamIndex, domain: string): ((row: RowHead) => boolean) => {
  const named = folded(domain)
  const isDomain = (id: string): boolean => {
    const row = index.get(id)
    return row?.type === 'domain' && folded(row.name) === named
  }
  return (row) =>
    folded(row.category) === named ||
    folded(row.metadata.domain) === named ||
    index.graph.neighbours(row.id).some(({ id }) => isDomain(id))
}

/** The live row that took the place of this one by a SUPERSEDES edge, if the caller can read it. */
export const successorOf = (index: TeamIndex, view: View, id: string): RowHead | undefined => {
  const edge = index.graph.neighbours(id).find(({ type, direction }) => type === 'SUPERSEDES' && direction === 'in')
  return edge && view.find(edge.id)
}

/** Rows that may be sources of a plan: readable, in the project and domain that were asked for. */
export const sourceScope = (
  index: TeamIndex,
  view: View,
  { project, domain }: Pick<PlanRequest, 'project' | 'domain'>,
): Scope => {
  const classes = classesInScope(view, project)
  const inScope = new Set(classes)
  const fitsDomain = domain === null ? () => true : inDomain(index, domain)
  return { classes, admits: (row) => inScope.has(classOf(row)) && fitsDomain(row) }
}
