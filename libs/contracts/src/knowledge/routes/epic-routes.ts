import { z } from 'zod'
import { defineRoute } from '../../core/route.ts'
import { EpicAction, EpicChanged, MoveEpic, PatchEpic } from '../epics.ts'
import { idOf, writer } from './parts.ts'

export const patchEpicRoute = defineRoute({
  operationId: 'patchEpic',
  surface: 'artifacts',
  method: 'PATCH',
  path: '/api/epics/:epic_id',
  summary: 'Change an epic; what is not given stays',
  tags: ['Tasks'],
  params: idOf('epic_id'),
  body: PatchEpic,
  replies: { 200: EpicChanged },
  errors: ['entity_not_found', 'project_access_denied', 'revision_conflict'],
  auth: writer,
})

export const moveEpicRoute = defineRoute({
  operationId: 'moveEpic',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/epics/:epic_id/:action',
  summary: 'Start, complete or archive an epic; its tasks stay where they are',
  tags: ['Tasks'],
  params: z.object({ epic_id: z.string().max(200), action: EpicAction }),
  body: MoveEpic,
  bodyOptional: true,
  replies: { 200: EpicChanged },
  errors: ['entity_not_found', 'project_access_denied', 'revision_conflict'],
  auth: writer,
  keeps: 'reference',
})
