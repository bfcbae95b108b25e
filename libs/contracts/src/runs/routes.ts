import { z } from 'zod'
import { defineRoute } from '../core/route.ts'
import { RunView } from './run-view.ts'

const reader = { scope: 'api:read', role: 'viewer' } as const
const params = z.object({ run_id: z.string().max(200) })

export const getRunRoute = defineRoute({
  operationId: 'getRun',
  surface: 'runs',
  method: 'GET',
  path: '/runs/:run_id',
  summary: 'Read the state of a run of any kind',
  tags: ['Runs'],
  params,
  replies: { 200: RunView },
  errors: ['run_not_found'],
  auth: reader,
})

export const runEventsRoute = defineRoute({
  operationId: 'streamRunEvents',
  surface: 'runs',
  method: 'GET',
  path: '/runs/:run_id/events',
  summary: 'Follow a run as server-sent events; ends with the run',
  description:
    'State changes are events named by their type, with their `seq` as id: `Last-Event-ID` repeats what came after it. ' +
    'Progress events have no id. A client that has everything of an ended run is answered 204, which ends its reconnecting.',
  tags: ['Runs'],
  params,
  replies: { 200: z.string(), 204: null },
  errors: ['run_not_found'],
  auth: reader,
  stream: 'sse',
})

export const runRoutes = [getRunRoute, runEventsRoute]
