import type { CreateEntity, Entity, EntityType, RelatedRow } from '@synthwright/contracts'
import { newEntityId, newId } from '@synthwright/kernel'
import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { newRow } from '../rows/new-row.ts'
import type { Relation, RowDraft, RowHead } from '../rows/row.ts'

/** What the server alone decides; a metadata of that name is dropped. */
const ownershipKeys = ['owner_id', 'principal_id', 'organization_id', 'team_id', 'created_by']

export const withoutOwnership = (metadata: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(metadata).filter(([key]) => !ownershipKeys.includes(key)))

/** The project a new row asks to belong to. */
export const requestedProject = ({ metadata }: Pick<CreateEntity, 'metadata'>): string | null =>
  typeof metadata.project_id === 'string' && metadata.project_id !== '' ? metadata.project_id : null

/** The row of a new entity. Its text is the content, else the description, else the name. */
export const entityRow = (
  entity: CreateEntity,
  relations: readonly Relation[],
  createdBy: string,
  commandId: string,
  at: string,
): RowDraft => {
  const isProject = entity.entity_type === 'project'
  const id = isProject ? newId('project') : newEntityId(entity.entity_type)
  const { name, description, content, entity_type, languages, tags, metadata, retrieval_keys } = entity
  return newRow(
    {
      id,
      kind: isProject ? 'project' : 'entity',
      type: entity_type,
      name,
      description,
      content: content || description || name,
      category: entity.category ?? (typeof metadata.domain === 'string' ? metadata.domain.trim() || null : null),
      languages,
      tags,
      retrievalKeys: retrieval_keys,
      metadata: withoutOwnership(metadata),
      relations,
      projectId: isProject ? id : requestedProject(entity),
      visibility: isProject ? 'org' : null,
      members: isProject ? [{ userId: createdBy, role: 'project_owner', addedAt: at }] : [],
      createdBy,
      commandId,
    },
    at,
  )
}

export const entityView = (row: RowHead, content: string): Omit<Entity, 'related'> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  content,
  entity_type: row.type as EntityType,
  category: row.category,
  languages: [...row.languages],
  tags: [...row.tags],
  metadata: { ...row.metadata },
  retrieval_keys: [...row.retrievalKeys],
  revision: row.revision,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
})

/** Rows that one row is shown with: all must fit into a message, and anybody can make more that lead to it. */
export const mostRelated = 1_000

/**
 * Rows at the other ends of a row's edges, in both directions, as far as they are readable. Of more than can be shown
 * those come first that the row itself names.
 */
export const relatedRows = (index: TeamIndex, view: View, rowId: string): RelatedRow[] => {
  const readable = index.graph.neighbours(rowId).filter(({ id }) => view.find(id) !== undefined)
  const isOwn = ({ direction }: { direction: string }): boolean => direction === 'out'
  const shown =
    readable.length <= mostRelated
      ? readable
      : [...readable.filter(isOwn), ...readable.filter((edge) => !isOwn(edge))].slice(0, mostRelated)
  return shown.map(({ id, type, direction }) => {
    const row = view.find(id)!
    return {
      id,
      name: row.name,
      entity_type: row.type,
      relationship: type as RelatedRow['relationship'],
      direction: direction === 'out' ? ('outgoing' as const) : ('incoming' as const),
    }
  })
}
