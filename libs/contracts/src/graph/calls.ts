import { z } from 'zod'
import { PlanRequest } from '../artifacts/requests.ts'
import { defineCall } from '../core/call.ts'
import { DocumentText, ImportDocument, ImportedDocument } from '../knowledge/documents.ts'
import { CreateEntity, Entity, EntityPage, ListEntitiesQuery } from '../knowledge/entities.ts'
import { CreateProject, Project, ProjectList, ProjectRole } from '../knowledge/projects.ts'
import { SearchRequest, SearchResponse } from '../knowledge/search.ts'
import { ArtifactPlan } from './artifact-plan.ts'

const service = 'graph' as const

/** Commands that make something carry an id drawn once by the caller, so that a repeated call has one effect. */
const commandId = z.string().max(100)

export const createProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-project',
  request: z.object({ commandId, project: CreateProject }),
  reply: Project,
  errors: ['project_access_denied', 'project_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
})

export const listProjects = defineCall({
  service,
  callers: ['gateway', 'jobs'],
  name: 'list-projects',
  request: z.object({}),
  reply: ProjectList,
  errors: [],
  timeoutMs: 5_000,
  idempotent: true,
})

export const getProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-project',
  request: z.object({ projectId: z.string() }),
  reply: Project,
  errors: ['project_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
})

/** Refuses unless the principal has at least `role` in the project; unknown and unreadable projects are one case. */
export const authorizeProject = defineCall({
  service,
  callers: ['gateway'],
  name: 'authorize-project',
  request: z.object({ projectId: z.string(), role: ProjectRole }),
  reply: z.object({ role: ProjectRole }),
  errors: ['project_access_denied'],
  timeoutMs: 5_000,
  idempotent: true,
})

export const createEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'create-entity',
  request: z.object({ commandId, entity: CreateEntity }),
  reply: Entity,
  errors: ['relation_target_not_found', 'project_access_denied', 'entity_not_found'],
  timeoutMs: 10_000,
  idempotent: true,
})

export const getEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-entity',
  request: z.object({ entityId: z.string() }),
  reply: Entity,
  errors: ['entity_not_found'],
  timeoutMs: 5_000,
  idempotent: true,
})

export const listEntities = defineCall({
  service,
  callers: ['gateway'],
  name: 'list-entities',
  request: ListEntitiesQuery,
  reply: EntityPage,
  errors: [],
  timeoutMs: 5_000,
  idempotent: true,
})

export const deleteEntity = defineCall({
  service,
  callers: ['gateway'],
  name: 'delete-entity',
  request: z.object({ entityId: z.string() }),
  reply: z.object({ deleted: z.literal(true) }),
  errors: ['entity_not_found', 'project_access_denied'],
  timeoutMs: 10_000,
  idempotent: false,
})

/** Stores a file as a document with passages; the same bytes again change nothing. */
export const importDocument = defineCall({
  service,
  callers: ['gateway'],
  name: 'import-document',
  request: ImportDocument,
  reply: ImportedDocument,
  errors: ['project_access_denied'],
  timeoutMs: 30_000,
  idempotent: true,
})

export const getDocumentText = defineCall({
  service,
  callers: ['gateway'],
  name: 'get-document-text',
  request: z.object({ documentId: z.string(), start: z.int().min(0), end: z.int().min(0).optional() }),
  reply: DocumentText,
  errors: ['document_not_found'],
  timeoutMs: 10_000,
  idempotent: true,
})

export const search = defineCall({
  service,
  callers: ['gateway'],
  name: 'search',
  request: SearchRequest,
  reply: SearchResponse,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 10_000,
  idempotent: true,
})

/** Outline and packs; deterministic for one snapshot, caller and request. */
export const planArtifact = defineCall({
  service,
  callers: ['jobs'],
  name: 'plan-artifact',
  request: z.object({ request: PlanRequest, unknownFields: z.array(z.string()) }),
  reply: ArtifactPlan,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 15_000,
  idempotent: true,
})

/** What of these sources the principal can read now, and which of them changed since the given revisions. */
export const reviewSources = defineCall({
  service,
  callers: ['jobs'],
  name: 'review-sources',
  request: z.object({
    projectId: z.string().nullable(),
    sources: z.array(z.object({ id: z.string(), revision: z.int().nullable() })).max(5_000),
  }),
  reply: z.object({ projectReadable: z.boolean(), unreadable: z.array(z.string()), changed: z.array(z.string()) }),
  errors: [],
  timeoutMs: 5_000,
  idempotent: true,
})

export const graphCalls = [
  createProject,
  listProjects,
  getProject,
  authorizeProject,
  createEntity,
  getEntity,
  listEntities,
  deleteEntity,
  importDocument,
  getDocumentText,
  search,
  planArtifact,
  reviewSources,
]
