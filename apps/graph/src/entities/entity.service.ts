import type {
  BulkResult,
  CreateEntity,
  Entity,
  EntityCounts,
  EntityPage,
  ListEntitiesQuery,
  PatchEntity,
  Principal,
} from '@synthwright/contracts'
import { AppError, isAppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import {
  projectAccessDenied,
  requireChangeable,
  requireProject,
  requireWritable,
  viewOf,
  type View,
} from '../access/view.ts'
import type { ReadTexts } from '../changes/team-replica.ts'
import type { Replicas } from '../changes/replicas.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { tombstoneOf, type RowDraft, type RowHead } from '../rows/row.ts'
import { progressOf, projectProgress } from '../tasks/progress.ts'
import { changedEntity, nextProject } from './changed-entity.ts'
import { entityRow, entityView, relatedRows, requestedProject } from './entity-view.ts'
import { countRows, selectEntities } from './list-entities.ts'
import { readableRelations, replacedRelations, requireOwnDerivation, requireRetirable } from './relations.ts'

const notFound = (): AppError => new AppError('entity_not_found', 'Entity not found')

/** Imported documents and memories have calls of their own: their texts may be forty times what an entity holds. */
const requireEntity = (view: View, entityId: string): RowHead => {
  const row = view.find(entityId)
  if (!row || row.kind === 'document' || row.kind === 'memory') throw notFound()
  return row
}

/** Nobody may use a key to make a project that the key itself would not reach, by whatever call. */
const requireAddable = (view: View, principal: Principal, entity: CreateEntity): void => {
  if (entity.entity_type === 'project' && principal.projectIds !== null) throw projectAccessDenied('entity_type')
  requireWritable(view, principal, requestedProject(entity), 'metadata.project_id')
}

export const requireRevision = ({ revision }: RowHead, expected: number | undefined): void => {
  if (expected !== undefined && expected !== revision)
    throw new AppError('revision_conflict', 'The row was changed since')
}

/** Of one answer: with the texts of all rows made in one step it must fit into a message of 8 MiB. */
const mostBytesOfRelated = 1_500_000

const entitiesOf = async (
  index: TeamIndex,
  view: View,
  rows: readonly RowHead[],
  texts: ReadTexts,
): Promise<Entity[]> => {
  let room = mostBytesOfRelated
  const related = rows.map(({ id }) =>
    relatedRows(index, view, id).filter((one) => (room -= Buffer.byteLength(JSON.stringify(one))) >= 0),
  )
  const contents = await texts(rows)
  return rows.map((row, i) => ({ ...entityView(row, contents.get(row.id)!), related: related[i]! }))
}

export type EntityService = ReturnType<typeof createEntityService>

export const createEntityService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => {
  const now = (): string => clock.date().toISOString()

  const get = (principal: Principal, entityId: string): Promise<Entity> =>
    replicas.of(principal.teamId).read(async (index, texts) => {
      const view = viewOf(index, principal)
      const row = requireEntity(view, entityId)
      const [entity] = await entitiesOf(index, view, [row], texts)
      const progress = { ...progressOf(index, view, row), ...projectProgress(index, view, row) }
      return { ...entity!, metadata: { ...entity!.metadata, ...progress } }
    })

  return {
    get,

    async create(principal: Principal, command: Command, entity: CreateEntity): Promise<Entity> {
      const id = await replicas.of(principal.teamId).create(command, (index) => {
        const view = viewOf(index, principal)
        requireAddable(view, principal, entity)
        const relations = readableRelations(view, entity.related_to)
        requireRetirable(view, principal, relations)
        return entityRow(entity, relations, principal.userId, command.id, now())
      })
      return get(principal, id)
    },

    /** Makes what can be made of a list, in one step; the others are named with what is wrong with them. */
    async createMany(principal: Principal, command: Command, entities: readonly CreateEntity[]): Promise<BulkResult> {
      const replica = replicas.of(principal.teamId)
      const itemCommand = (i: number): string => `${command.id}:${i}`
      const make = (index: TeamIndex) => {
        const view = viewOf(index, principal)
        const made = new Map<string, string>()
        const rows: RowDraft[] = []
        const failures: BulkResult['failed'] = []
        const rowOf = (entity: CreateEntity, i: number): string => {
          requireAddable(view, principal, entity)
          const relations = readableRelations(view, entity.related_to, made)
          requireRetirable(view, principal, relations)
          const row = entityRow(entity, relations, principal.userId, itemCommand(i), now())
          rows.push(row)
          return row.id
        }
        entities.forEach((entity, i) => {
          try {
            made.set(`ref:${i}`, rowOf(entity, i))
          } catch (error) {
            if (!isAppError(error)) throw error
            failures.push({ index: i, error: error.code, message: error.message })
          }
        })
        return { rows, answer: { ids: [...made.values()], failed: failures } }
      }
      const again = (index: TeamIndex) => {
        const made = entities.map((_, i) => index.madeBy(itemCommand(i)))
        const why = new Map(make(index).answer.failed.map((failure) => [failure.index, failure]))
        const refused = { error: 'relation_target_not_found', message: 'It was refused when it was first asked for' }
        return {
          ids: made.filter((id) => id !== undefined),
          failed: made.flatMap((id, i) => (id === undefined ? [why.get(i) ?? { index: i, ...refused }] : [])),
        }
      }
      const { ids, failed } = await replica.write(command, make, again)
      return replica.read(async (index, texts) => {
        const view = viewOf(index, principal)
        const rows = ids.flatMap((id) => view.find(id) ?? [])
        return { entities: await entitiesOf(index, view, rows, texts), created: ids.length, failed }
      })
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

    count: (principal: Principal): Promise<EntityCounts> =>
      replicas.of(principal.teamId).read((index) => countRows(index, viewOf(index, principal))),

    async update(principal: Principal, command: Command, entityId: string, change: PatchEntity): Promise<Entity> {
      await replicas.of(principal.teamId).change(command, async (index, texts) => {
        const view = viewOf(index, principal)
        const shown = requireEntity(view, entityId)
        requireChangeable(view, principal, shown, 'entity_id')
        const row = index.original(entityId)!
        requireRevision(row, change.expected_revision)
        const project = nextProject(row, change)
        if (project !== row.projectId) requireWritable(view, principal, project, 'metadata.project_id')
        const asked = change.related_to && readableRelations(view, change.related_to)
        if (asked) requireRetirable(view, principal, asked)
        if (asked) requireOwnDerivation(principal, row, asked)
        const relations = asked ? replacedRelations(view, shown, asked) : row.relations
        const at = now()
        const content = (await texts([row])).get(entityId)!
        return [changedEntity(row, content, change, relations, at)]
      })
      return get(principal, entityId)
    },

    async delete(principal: Principal, command: Command, entityId: string): Promise<void> {
      await replicas.of(principal.teamId).change(command, (index) => {
        const view = viewOf(index, principal)
        const row = requireEntity(view, entityId)
        if (row.kind === 'project') requireProject(view, row.id, 'project_owner', 'entity_id')
        else requireChangeable(view, principal, row, 'entity_id')
        return [tombstoneOf(row)]
      })
    },
  }
}
