import { z } from 'zod'
import { defineRoute } from '../core/route.ts'
import { DocumentText, ImportDocument, ImportedDocument } from './documents.ts'
import { CreateEntity, Entity, EntityPage, ListEntitiesQuery } from './entities.ts'
import { CreateProject, Project, ProjectList } from './projects.ts'
import { SearchRequest, SearchResponse } from './search.ts'

const reader = { scope: 'api:read', role: 'viewer' } as const
const writer = { scope: 'api:write', role: 'member' } as const
const mebibyte = 1024 * 1024

const idOf = <Name extends string>(name: Name) => z.object({ [name]: z.string().max(200) } as Record<Name, z.ZodString>)

export const createProjectRoute = defineRoute({
  operationId: 'createProject',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/projects',
  summary: 'Create a project',
  tags: ['Projects'],
  body: CreateProject,
  replies: { 201: Project },
  errors: [],
  auth: writer,
})

export const listProjectsRoute = defineRoute({
  operationId: 'listProjects',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/projects',
  summary: 'List the projects the caller can read',
  tags: ['Projects'],
  replies: { 200: ProjectList },
  errors: [],
  auth: reader,
})

export const getProjectRoute = defineRoute({
  operationId: 'getProject',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/projects/:project_id',
  summary: 'Read one project',
  tags: ['Projects'],
  params: idOf('project_id'),
  replies: { 200: Project },
  errors: ['project_not_found'],
  auth: reader,
})

export const createEntityRoute = defineRoute({
  operationId: 'createEntity',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/entities',
  summary: 'Add an entity with its relations; searchable when the answer arrives',
  tags: ['Entities'],
  body: CreateEntity,
  replies: { 201: Entity },
  errors: ['relation_target_not_found', 'project_access_denied'],
  auth: writer,
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

export const importDocumentRoute = defineRoute({
  operationId: 'importDocument',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/ingestion/documents',
  summary: 'Import a Markdown or text file, split into passages',
  tags: ['Ingestion'],
  body: ImportDocument,
  replies: { 201: ImportedDocument },
  errors: ['project_access_denied'],
  auth: writer,
  bodyLimitBytes: 32 * mebibyte,
})

export const documentTextRoute = defineRoute({
  operationId: 'getDocumentText',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/ingestion/documents/:document_id/text',
  summary: 'Read the exact span of text behind a citation',
  tags: ['Ingestion'],
  params: idOf('document_id'),
  query: z.object({
    start: z.coerce.number().int().min(0).default(0),
    end: z.coerce.number().int().min(0).optional(),
  }),
  replies: { 200: DocumentText },
  errors: ['document_not_found'],
  auth: reader,
})

export const searchRoute = defineRoute({
  operationId: 'search',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/search',
  summary: 'Search everything the caller can read',
  tags: ['Search'],
  body: SearchRequest,
  replies: { 200: SearchResponse },
  errors: ['project_access_denied', 'retrieval_failed', 'not_implemented'],
  auth: reader,
})

export const knowledgeRoutes = [
  createProjectRoute,
  listProjectsRoute,
  getProjectRoute,
  createEntityRoute,
  listEntitiesRoute,
  getEntityRoute,
  deleteEntityRoute,
  importDocumentRoute,
  documentTextRoute,
  searchRoute,
]
