import { z } from 'zod'
import { defineCall } from '../../core/call.ts'
import {
  BulkEntities,
  BulkResult,
  CreateEntity,
  Entity,
  EntityCounts,
  EntityPage,
  ListEntitiesQuery,
  PatchEntity,
} from '../../knowledge/entities.ts'
import { commandId, lateCommandId, service } from './parts.ts'

export const createEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-entity',
  request: z.object({ commandId, entity: CreateEntity }),
  reply: Entity,
  errors: ['relation_target_not_found', 'project_access_denied', 'entity_not_found'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

export const getEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-entity',
  request: z.object({ entityId: z.string() }),
  reply: Entity,
  errors: ['entity_not_found'],
  timeoutMs: 5_000,
  effect: 'read',
})

export const listEntities = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-entities',
  request: ListEntitiesQuery,
  reply: EntityPage,
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})

export const countEntities = defineCall({
  service,
  callers: ['gateway'],
  name: 'count-entities',
  request: z.object({}),
  reply: EntityCounts,
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})

export const deleteEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-entity',
  request: z.object({ commandId: lateCommandId, entityId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['entity_not_found', 'project_access_denied'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})

/** Makes what can be made of a list, all in one step. */
export const createEntities = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-entities',
  request: BulkEntities.extend({ commandId }),
  reply: BulkResult,
  errors: [],
  timeoutMs: 30_000,
  effect: { command: 'commandId' },
})

export const updateEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'update-entity',
  request: z.object({ commandId: lateCommandId, entityId: z.string(), change: PatchEntity }),
  reply: Entity,
  errors: ['entity_not_found', 'project_access_denied', 'relation_target_not_found', 'revision_conflict'],
  timeoutMs: 10_000,
  effect: { command: 'commandId' },
})
