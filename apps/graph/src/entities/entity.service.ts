import type { CreateEntity, Entity, EntityPage, ListEntitiesQuery, Principal } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import { requireProject, requireWritable, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import { tombstoneOf, type RowHead } from '../rows/row.ts'
import { entityRow, entityView, relatedRows, requestedProject } from './entity-view.ts'
import { selectEntities } from './list-entities.ts'
import { readableRelations } from './relations.ts'

const notFound = (): AppError => new AppError('entity_not_found', 'Entity not found')

/** Imported documents have calls of their own: their texts may be forty times what an entity holds. */
const requireEntity = (view: View, entityId: string): RowHead => {
  const row = view.find(entityId)
  if (!row || row.kind === 'document') throw notFound()
  return row
}

export type EntityService = ReturnType<typeof createEntityService>

export const createEntityService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => {
  const get = (principal: Principal, entityId: string): Promise<Entity> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      const row = requireEntity(view, entityId)
      const related = relatedRows(index, view, entityId)
      return { ...entityView(row, (await texts([row])).get(entityId)!), related }
    })

  return {
    get,

    async create(principal: Principal, commandId: string, entity: CreateEntity): Promise<Entity> {
      const id = await replicas.of(principal.teamId).write((index) => {
        const made = index.madeBy(commandId)
        if (made !== undefined) return { rows: [], answer: made }
        const view = viewOf(index, principal)
        requireWritable(view, principal, requestedProject(entity), 'metadata.project_id')
        const relations = readableRelations(view, entity.related_to)
        const row = entityRow(entity, relations, principal.userId, commandId, clock.date().toISOString())
        return { rows: [row], answer: row.id }
      })
      return get(principal, id)
    },

    list: (principal: Principal, query: ListEntitiesQuery): Promise<EntityPage> =>
      replicas.of(principal.teamId).read(async (index, texts) => {
        const { rows, total } = selectEntities(index, viewOf(index, principal), query)
        const contents = await texts(rows)
        return {
          entities: rows.map((row) => entityView(row, contents.get(row.id)!)),
          total,
          page: query.page,
          page_size: query.page_size,
          has_more: query.page * query.page_size < total,
        }
      }),

    async delete(principal: Principal, entityId: string): Promise<void> {
      await replicas.of(principal.teamId).write((index) => {
        const view = viewOf(index, principal)
        const row = requireEntity(view, entityId)
        if (row.kind === 'project') requireProject(view, row.id, 'project_owner', 'entity_id')
        else requireWritable(view, principal, row.projectId, 'entity_id')
        return { rows: [tombstoneOf(row)], answer: undefined }
      })
    },
  }
}
