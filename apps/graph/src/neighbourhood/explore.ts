import type { ExploreRequest, ExploreResponse, RelationshipType } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { compareIds } from '@synthwright/retrieval'
import { memberOf } from '../access/access-class.ts'
import { classesInScope, type View } from '../access/view.ts'
import { retirementOf } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { exploreFilter } from './explore-filter.ts'
import { shownMetadata } from './shown-metadata.ts'
import { circlesAmong, walk, type Reached } from './walk.ts'

type Found = ExploreResponse['entities'][number]

const dependencyTypes: readonly RelationshipType[] = ['DEPENDS_ON', 'REQUIRES']

interface Place {
  readonly row: RowHead
  readonly relationship: RelationshipType | null
  readonly direction: Found['direction']
  readonly distance: number
}

const listed = (row: RowHead): Place => ({ row, relationship: null, direction: null, distance: 0 })

/** Rows that may be shown of those in the scope of a request: no memories, and none that others took the place of. */
const readerOf = (index: TeamIndex, view: View, project: string | null): ((id: string) => RowHead | undefined) => {
  const isInScope = memberOf(classesInScope(view, project))
  return (id) => {
    const row = view.find(id)
    if (!row || row.kind === 'memory' || !isInScope(row)) return undefined
    const reason = retirementOf(index, view, row)?.reason
    return reason === undefined || reason === 'lifecycle_stale' ? row : undefined
  }
}

const list = (
  index: TeamIndex,
  find: (id: string) => RowHead | undefined,
  isWanted: (row: RowHead) => boolean,
): Place[] =>
  [...index.rows()]
    .flatMap(({ id }) => find(id) ?? [])
    .filter(isWanted)
    .sort((a, b) => compareIds(a.name.toLowerCase(), b.name.toLowerCase()) || compareIds(a.id, b.id))
    .map(listed)

/** The relations asked for; a walk along dependencies knows of no others. */
const relationshipsOf = ({ mode, relationship_types }: ExploreRequest): readonly string[] =>
  mode === 'dependencies' && relationship_types.length === 0 ? dependencyTypes : relationship_types

/** Entities by list, or by walking the relations from one of them. */
export const explore = (index: TeamIndex, view: View, request: ExploreRequest): ExploreResponse => {
  const { mode, entity_id, depth, limit, offset, ...filters } = request
  const find = readerOf(index, view, request.project)
  const isWanted = exploreFilter(view, request)
  let found: Place[]
  let circles: string[][] | undefined
  if (mode === 'list') found = list(index, find, isWanted)
  else {
    const start = view.find(entity_id!)
    if (!start || start.kind === 'memory') throw new AppError('entity_not_found', 'Entity not found')
    const reached = walk(index.graph, [start.id], {
      depth: mode === 'related' ? 1 : depth,
      relationships: relationshipsOf(request),
      directions: mode === 'dependencies' ? ['outgoing'] : ['outgoing', 'incoming'],
      find,
    })
    const place = ({ id, ...way }: Reached): Place => ({ row: find(id)!, ...way })
    found = reached.map(place).filter(({ row }) => isWanted(row))
    // A list of what depends on what begins with what was asked about.
    if (mode === 'dependencies') found.unshift(listed(start))
    const ids = new Set([start.id, ...reached.map(({ id }) => id)])
    if (mode === 'dependencies') circles = circlesAmong(index.graph, ids, new Set(relationshipsOf(request)))
  }
  return {
    mode,
    entities: found.slice(offset, offset + limit).map(({ row, relationship, direction, distance }): Found => ({
      id: row.id,
      type: row.type,
      name: row.name,
      description: row.description,
      relationship,
      direction,
      distance,
      metadata: shownMetadata(index, view, row),
    })),
    total: found.length,
    filters: { entity_id, depth, ...filters, ...(circles ? { circular_dependencies: circles } : {}) },
    limit,
    offset,
    has_more: offset + limit < found.length,
  }
}
