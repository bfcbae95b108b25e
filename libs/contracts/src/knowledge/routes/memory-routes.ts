import { defineRoute } from '../../core/route.ts'
import { AuditList, AuditQuery } from '../audit-list.ts'
import { Corrected, CorrectSource, InspectedSource } from '../corrections.ts'
import { CreateMemory, RecallRequest, ShownMemory, ShownRecall } from '../memories.ts'
import { idOf, reader, writer } from './parts.ts'
import { refuseScope } from './refuse-scope.ts'

export const createMemoryRoute = defineRoute({
  operationId: 'createMemory',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/memory/raw',
  summary: 'Keep a text as it is; searchable when the answer arrives',
  tags: ['Memory'],
  body: CreateMemory,
  afterAuth: ({ memory_scope, scope_key, project_id }) =>
    refuseScope(memory_scope) ??
    (memory_scope === 'project' && scope_key === null && project_id === null
      ? { code: 'missing_scope_key', message: 'A project memory names its project', details: { field: 'scope_key' } }
      : undefined),
  replies: { 201: ShownMemory },
  errors: [
    'missing_scope_key',
    'unverified_membership',
    'scope_not_enabled',
    'project_access_denied',
    'memory_scope_not_granted',
    'memory_not_found',
  ],
  auth: writer,
  keeps: 'reference',
})

export const getMemoryRoute = defineRoute({
  operationId: 'getMemory',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/memory/raw/:memory_id',
  summary: 'Read one raw memory',
  tags: ['Memory'],
  params: idOf('memory_id'),
  replies: { 200: ShownMemory },
  errors: ['memory_not_found'],
  auth: reader,
})

export const deleteMemoryRoute = defineRoute({
  operationId: 'deleteMemory',
  surface: 'artifacts',
  method: 'DELETE',
  path: '/api/memory/raw/:memory_id',
  summary: 'Delete a raw memory',
  tags: ['Memory'],
  params: idOf('memory_id'),
  replies: { 204: null },
  errors: ['memory_not_found'],
  auth: writer,
})

export const recallMemoriesRoute = defineRoute({
  operationId: 'recallMemories',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/memory/raw/recall',
  summary: 'Find raw memories by what they say',
  tags: ['Memory'],
  body: RecallRequest,
  afterAuth: ({ memory_scope }) => refuseScope(memory_scope),
  replies: { 200: ShownRecall },
  errors: ['unverified_membership', 'scope_not_enabled', 'project_access_denied', 'retrieval_failed'],
  auth: reader,
  keeps: 'nothing',
})

export const inspectSourceRoute = defineRoute({
  operationId: 'inspectSource',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/memory/inspect/:source_id',
  summary: 'What was decided about a source, and what rests on it',
  tags: ['Memory'],
  params: idOf('source_id'),
  replies: { 200: InspectedSource },
  errors: ['source_not_found'],
  auth: reader,
})

export const correctSourceRoute = defineRoute({
  operationId: 'correctSource',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/memory/inspect/:source_id/corrections',
  summary: 'Hide, redact, replace or restore a source, everywhere at once',
  tags: ['Memory'],
  params: idOf('source_id'),
  body: CorrectSource,
  replies: { 200: Corrected },
  errors: ['source_not_found', 'correction_target_not_found', 'revision_conflict'],
  auth: writer,
  keeps: 'reference',
})

export const previewCorrectionRoute = defineRoute({
  operationId: 'previewCorrection',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/memory/inspect/:source_id/corrections/preview',
  summary: 'What a correction would do',
  tags: ['Memory'],
  params: idOf('source_id'),
  body: CorrectSource,
  replies: { 200: Corrected },
  errors: ['source_not_found', 'correction_target_not_found', 'revision_conflict'],
  auth: reader,
  keeps: 'nothing',
})

export const listAuditEventsRoute = defineRoute({
  operationId: 'listAuditEvents',
  surface: 'artifacts',
  method: 'GET',
  path: '/api/memory/audit',
  summary: 'The audit log of the organisation, newest first',
  tags: ['Memory'],
  query: AuditQuery,
  replies: { 200: AuditList },
  errors: [],
  auth: { scope: 'api:read', role: 'admin', boundKey: 'refused' },
})
