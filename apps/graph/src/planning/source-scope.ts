import type { PlanRequest } from '@synthwright/contracts'
import { memberOf, type AccessClass } from '../access/access-class.ts'
import { classesInScope, closedInScope, type View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import { isHidden, isRedacted, isWithheld } from '../rows/shown-row.ts'

/** Rows that a plan may draw on, and those it leaves out for a reason that it counts. */
export interface SourceScope {
  /** Readable classes of the project that was asked for, or of all. */
  readonly classes: readonly AccessClass[]
  /** Whether a row may be a source. */
  admits(row: RowHead): boolean
  /** Why a readable row that belongs here is none. */
  exclusionOf(row: RowHead): 'redacted' | 'prior_synthesis' | undefined
  /** Whether a row belongs here but the principal may not read it. */
  withholds(row: RowHead): boolean
}

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

/** Where the text of a synthesis is: its entity names the memory that holds it. */
const withText = (view: View, row: RowHead): RowHead => {
  const { remembered_memory_id: memoryId } = row.metadata
  const memory = isPriorSynthesis(row) && typeof memoryId === 'string' ? view.find(memoryId) : undefined
  return memory && isPriorSynthesis(memory) ? memory : row
}

/** The row that holds an artifact's text, which is named by its entity, by its memory or by its source id. */
export const namedArtifact = (index: TeamIndex, view: View, id: string): RowHead | undefined => {
  const row = view.find(id)
  if (row) return withText(view, row)
  return index
    .fromSource(id)
    .flatMap((found) => view.find(found) ?? [])
    .find(isPriorSynthesis)
}

/**
 * Rows that may be sources of a plan: readable, in the project and domain that were asked for.
 * @param fits what the request wants of its sources besides
 */
export const sourceScope = (
  index: TeamIndex,
  view: View,
  { project, domain, artifact_ids }: Pick<PlanRequest, 'project' | 'domain' | 'artifact_ids'>,
  fits: (row: RowHead) => boolean = () => true,
): SourceScope => {
  const classes = classesInScope(view, project)
  const isOpen = memberOf(classes)
  const isClosed = memberOf(closedInScope(view, project))
  const fitsDomain = domain === null ? () => true : inDomain(index, view, domain)
  const named = new Set(artifact_ids.flatMap((id) => namedArtifact(index, view, id)?.id ?? []))
  const exclusionOf = (row: RowHead): 'redacted' | 'prior_synthesis' | undefined => {
    if (isRedacted(row)) return 'redacted'
    return isPriorSynthesis(row) && !named.has(row.id) ? 'prior_synthesis' : undefined
  }
  const belongs = (row: RowHead): boolean =>
    isOpen(row) && !isHidden(row) && !isWithheld(row) && fitsDomain(row) && fits(row)
  return {
    classes,
    admits: (row) => belongs(row) && exclusionOf(row) === undefined,
    exclusionOf: (row) => (belongs(row) ? exclusionOf(row) : undefined),
    withholds: (row) => isClosed(row) && exclusionOf(row) === undefined && fitsDomain(row) && fits(row),
  }
}
