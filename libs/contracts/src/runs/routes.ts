import { z } from 'zod'
import { defineRoute } from '../core/route.ts'
import { RunsPage, RunsQuery } from './run-list.ts'
import { RunEventData, RunView } from './run-view.ts'

const reader = { scope: 'api:read', role: 'viewer', boundKey: 'confined' } as const
const writer = { scope: 'api:write', role: 'member', boundKey: 'confined' } as const
const params = z.object({ run_id: z.string().max(200) })

export const listRunsRoute = defineRoute({
  operationId: 'listRuns',
  surface: 'runs',
  method: 'GET',
  path: '/runs',
  summary: 'List runs of every kind, newest first',
  tags: ['Runs'],
  query: RunsQuery,
  replies: { 200: RunsPage },
  errors: [],
  auth: reader,
})

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
  replies: { 200: z.string().meta({ description: 'Server-sent events, each with `event` and `data`' }), 204: null },
  events: RunEventData,
  errors: ['run_not_found'],
  auth: reader,
  stream: 'sse',
})

export const cancelRunRoute = defineRoute({
  operationId: 'cancelRun',
  surface: 'runs',
  method: 'POST',
  path: '/runs/:run_id/cancel',
  summary: 'Stop a run that is still being worked on',
  description:
    'Takes whoever created the run, or an admin of the team. Refused once the run has ended, and from the moment on ' +
    'when its result is being attached or decided about.',
  tags: ['Runs'],
  params,
  replies: { 200: RunView },
  errors: ['run_not_found', 'run_finished'],
  auth: writer,
  keeps: 'reference',
})

export const deleteRunRoute = defineRoute({
  operationId: 'deleteRun',
  surface: 'runs',
  method: 'DELETE',
  path: '/runs/:run_id',
  summary: 'Delete a run that has ended, with everything it made',
  description:
    'Takes whoever created the run, or an admin of the team. A run whose result was applied stays: what it changed ' +
    'refers to it.',
  tags: ['Runs'],
  params,
  replies: { 204: null },
  errors: ['run_not_found', 'run_not_ended', 'run_applied'],
  auth: writer,
})

export const runRoutes = [listRunsRoute, getRunRoute, runEventsRoute, cancelRunRoute, deleteRunRoute]
