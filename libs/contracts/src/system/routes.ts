import { z } from 'zod'
import { defineRoute } from '../core/route.ts'

const open = { surface: 'system', method: 'GET', tags: ['System'], errors: [], auth: 'public' } as const

export const liveRoute = defineRoute({
  ...open,
  operationId: 'live',
  path: '/health/live',
  summary: 'The process makes progress',
  replies: { 200: z.object({ status: z.literal('ok') }) },
  errors: ['service_unavailable'],
})

export const readyRoute = defineRoute({
  ...open,
  operationId: 'ready',
  path: '/health/ready',
  summary: 'The gateway and what it depends on can serve',
  replies: { 200: z.object({ status: z.literal('ready') }) },
  errors: ['service_unavailable'],
})

export const healthRoute = defineRoute({
  ...open,
  operationId: 'health',
  path: '/api/health',
  summary: 'The gateway answers, below the path of the API',
  replies: { 200: z.object({ status: z.literal('healthy') }) },
  errors: ['service_unavailable'],
})

export const apiReadyRoute = defineRoute({
  ...open,
  operationId: 'apiReady',
  path: '/api/health/ready',
  summary: 'The gateway and what it depends on can serve, below the path of the API',
  replies: { 200: z.object({ status: z.literal('ready') }) },
  errors: ['service_unavailable'],
})

export const openApiRoute = defineRoute({
  ...open,
  operationId: 'openApi',
  path: '/openapi.json',
  summary: 'This description, OpenAPI 3.1',
  replies: { 200: z.record(z.string(), z.unknown()) },
})

export const docsRoute = defineRoute({
  ...open,
  operationId: 'docs',
  path: '/docs',
  summary: 'This description as a page',
  replies: { 200: z.string().meta({ contentMediaType: 'text/html' }) },
})

export const systemRoutes = [liveRoute, readyRoute, healthRoute, apiReadyRoute, openApiRoute, docsRoute]
