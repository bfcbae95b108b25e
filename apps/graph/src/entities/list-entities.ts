import type { EntityCounts, ListEntitiesQuery } from '@synthwright/contracts'
import { compareIds } from '@synthwright/retrieval'
import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isWithheld } from '../rows/shown-row.ts'

const unassignedWord = '__unassigned__'

const folded = (text: string): string => text.trim().toLowerCase()

const isEntity = ({ kind }: RowHead): boolean => kind !== 'document' && kind !== 'memory'

const sortKeys = {
  name: (row: RowHead) => row.name.toLowerCase(),
  created_at: (row: RowHead) => row.createdAt,
  updated_at: (row: RowHead) => row.updatedAt,
  entity_type: (row: RowHead) => row.type,
} as const

/** The entities that somebody can read, by type, and the relations between them. */
export const countRows = (index: TeamIndex, view: View): EntityCounts => {
  const entities: Record<string, number> = {}
  const relations: Record<string, number> = {}
  const add = (counts: Record<string, number>, name: string) => (counts[name] = (counts[name] ?? 0) + 1)
  for (const row of index.rows()) {
    if (!isEntity(row) || !view.reads(row)) continue
    add(entities, row.type)
    for (const { type, to } of row.relations) if (view.find(to)) add(relations, type)
  }
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0)
  return {
    entity_counts: entities,
    total_entities: sum(entities),
    relationship_counts: relations,
    total_relationships: sum(relations),
  }
}

/** The entities of a page in order, and how many there are in all. */
export const selectEntities = (
  index: TeamIndex,
  view: View,
  query: ListEntitiesQuery,
): { rows: RowHead[]; total: number } => {
  const { entity_type, language, related_to, category, search, project_ids, page, page_size, sort_by, sort_order } =
    query
  const projects = project_ids && new Set(project_ids.map((id) => (id === unassignedWord ? null : id)))
  const isRelatedKnown = related_to !== undefined && view.find(related_to) !== undefined
  const matches = (row: RowHead): boolean =>
    isEntity(row) &&
    view.reads(row) &&
    (!entity_type || row.type === entity_type) &&
    (!language || row.languages.some((one) => folded(one) === folded(language))) &&
    (!related_to || (isRelatedKnown && row.relations.some(({ to }) => to === related_to))) &&
    (!category || folded(row.category ?? '') === folded(category)) &&
    (!projects || projects.has(row.projectId))

  const found = search
    ? index.lexical
        .search(search, {
          limit: Infinity,
          statisticsOf: view.classes,
          filter: (id) => !isWithheld(index.get(id)!) && matches(index.get(id)!),
        })
        .map(({ rowId }) => index.get(rowId)!)
    : [...index.rows()].filter(matches)

  const keyOf = sortKeys[sort_by]
  const sign = sort_order === 'asc' ? 1 : -1
  found.sort((a, b) => sign * compareIds(keyOf(a), keyOf(b)) || compareIds(a.id, b.id))
  return { rows: found.slice((page - 1) * page_size, page * page_size), total: found.length }
}
