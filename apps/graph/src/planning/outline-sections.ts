import type { PlanRequest } from '@synthwright/contracts'
import { tokenize } from '@synthwright/retrieval'
import type { View } from '../access/view.ts'
import type { Lanes } from '../search/lanes.ts'
import type { RankedRow } from '../search/rank-rows.ts'
import type { Pool } from './candidate-pool.ts'
import { depthLimits } from './depth-limits.ts'
import { capped, requiredSection, templateSections, withTopics, type PlannedSection } from './planned-section.ts'
import { inFamily } from './row-family.ts'
import type { BaseQuery } from './section-query.ts'
import { templates } from './templates.ts'
import { topicsOf, type Topic } from './topics.ts'

export interface Outlined {
  readonly sections: readonly PlannedSection[]
  /** Sections that had no place under the cap. */
  readonly cut: readonly PlannedSection[]
  /** Rows after which sections are called, those without a place included: a notice names them. */
  readonly namedAfter: readonly string[]
}

/** Sources that a section of each rank should still find when topics have taken theirs. */
const spareSources = { core: 2, optional: 1, topic: 0 }

/** Rows that no role but the first, which is about everything, prefers by their type; documents and memories are nobody's. */
const unclaimed = (rows: readonly RankedRow[], sections: readonly PlannedSection[]): RankedRow[] =>
  rows.filter(
    ({ row }) =>
      row.kind === 'document' ||
      row.kind === 'memory' ||
      !sections.slice(1).some(({ family }) => family && inFamily(row, family)),
  )

const projectOf = (view: View, { project }: PlanRequest) => (project === null ? undefined : view.find(project))

const topicsFor = (
  neighbours: Lanes['neighbours'],
  view: View,
  request: PlanRequest,
  base: BaseQuery,
  pool: Pool,
  sections: readonly PlannedSection[],
): Topic[] => {
  const { topics, topicSources } = depthLimits[request.depth]
  const isWanted = request.depth !== 'brief' && templates[request.output_type].topicsAt.includes(request.depth)
  if (!isWanted) return []
  return topicsOf(view, {
    neighbours,
    rows: unclaimed(pool.rows, sections),
    // Everything in a project is about the project: its name tells nothing apart.
    knownTerms: new Set([...base.terms.keys(), ...tokenize(projectOf(view, request)?.name ?? '')]),
    most: Math.min(topics, request.max_sections - sections.length),
    least: topicSources,
    spare: sections.reduce((sum, { rank }) => sum + spareSources[rank], 0),
  })
}

/** The sections a request gets before it is known which of them find sources. */
export const outlineSections = (
  neighbours: Lanes['neighbours'],
  view: View,
  request: PlanRequest,
  base: BaseQuery,
  pool: Pool,
  hasSources: (section: PlannedSection) => boolean,
): Outlined & { omitted: readonly PlannedSection[] } => {
  if (request.required_sections.length > 0) {
    const sections = request.required_sections.map((wanted) => requiredSection(base, wanted))
    const [kept, cut] = [sections.slice(0, request.max_sections), sections.slice(request.max_sections)]
    return { sections: kept, cut, omitted: [], namedAfter: [] }
  }
  const template = templateSections(base, request)
  const omitted = template.filter((section) => !section.core && !hasSources(section))
  const kept = template.filter((section) => !omitted.includes(section))
  const topics = topicsFor(neighbours, view, request, base, pool, kept)
  const { kept: sections, cut } = capped(withTopics(base, request, kept, topics), request.max_sections)
  return { sections, cut, omitted, namedAfter: topics.flatMap(({ hub }) => hub ?? []) }
}
