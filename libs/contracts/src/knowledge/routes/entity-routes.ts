import { defineRoute } from '../../core/route.ts'
import {
  BulkEntities,
  BulkResult,
  CreateEntity,
  Entity,
  EntityCounts,
  EntityPage,
  ListEntitiesQuery,
  PatchEntity,
} from '../entities.ts'
import { idOf, mebibyte, reader, writer } from './parts.ts'

export const createEntityRoute = defineRoute({
  operationId: 'createEntity',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/entities',
  summary: 'Add an entity with its relations; searchable when the answer arrives',
  tags: ['Entities'],
  body: CreateEntity,
  replies: { 201: Entity },
  errors: ['relation_target_not_found', 'project_access_denied', 'entity_not_found'],
  auth: writer,
  keeps: 'reference',
})

export const listEntitiesRoute = defineRoute({
  operationId: 'listEntities',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/entities',
  summary: 'List entities',
  tags: ['Entities'],
  query: ListEntitiesQuery,
  replies: { 200: EntityPage },
  errors: [],
  auth: reader,
})

export const countEntitiesRoute = defineRoute({
  operationId: 'countEntities',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/admin/stats',
  summary: 'How many entities and relations there are, as far as the caller can read',
  tags: ['Entities'],
  replies: { 200: EntityCounts },
  errors: [],
  auth: reader,
})

export const getEntityRoute = defineRoute({
  operationId: 'getEntity',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/entities/:entity_id',
  summary: 'Read one entity with its relations',
  tags: ['Entities'],
  params: idOf('entity_id'),
  replies: { 200: Entity },
  errors: ['entity_not_found'],
  auth: reader,
})

export const deleteEntityRoute = defineRoute({
  operationId: 'deleteEntity',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/entities/:entity_id',
  summary: 'Delete an entity and its relations',
  tags: ['Entities'],
  params: idOf('entity_id'),
  replies: { 204: null },
  errors: ['entity_not_found', 'project_access_denied'],
  auth: writer,
})

export const bulkCreateEntitiesRoute = defineRoute({
  operationId: 'bulkCreateEntities',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/entities/bulk',
  summary: 'Add up to 128 entities in one step; those that cannot be made are named',
  tags: ['Entities'],
  body: BulkEntities,
  // What is answered has twice the size of what is sent where texts are given once and shown twice.
  bodyLimitBytes: 3 * mebibyte,
  replies: { 200: BulkResult },
  errors: [],
  auth: writer,
  keeps: 'reference',
})

export const patchEntityRoute = defineRoute({
  operationId: 'patchEntity',
  surface: 'artifacts',
  method: 'PATCH',
  path: '/api/entities/:entity_id',
  summary: 'Change an entity; what is not given stays',
  tags: ['Entities'],
  params: idOf('entity_id'),
  body: PatchEntity,
  replies: { 200: Entity },
  errors: ['entity_not_found', 'project_access_denied', 'relation_target_not_found', 'revision_conflict'],
  auth: writer,
})
