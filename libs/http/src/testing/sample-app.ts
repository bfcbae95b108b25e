import { defineRoute, type Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { z } from 'zod'
import { createHttpApp, type HttpAppOptions } from '../create-http-app.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Idempotency, KeyedRequest, RenderedAnswer } from '../idempotency.ts'
import type { SurfaceErrors } from '../surface-errors.ts'

const invalidStatuses: Record<string, number> = {
  validation_failed: 422,
  headers_too_large: 431,
  request_timeout: 408,
  expectation_failed: 417,
}

export const plain: SurfaceErrors = {
  body: z.object({ code: z.string(), id: z.string() }),
  render: ({ code, kind, details, retryAfterMs }, { requestId, operationId }) => ({
    status: {
      invalid: invalidStatuses[code] ?? 400,
      unauthenticated: 401,
      forbidden: 403,
      not_found: code === 'method_not_allowed' ? 405 : 404,
      conflict: 409,
      rate_limited: 429,
      quota_exhausted: 429,
      unavailable: 503,
      unknown_outcome: 504,
      not_implemented: 501,
      cancelled: 499,
      internal: 500,
    }[kind],
    ...(retryAfterMs ? { headers: { 'retry-after': String(retryAfterMs / 1_000) } } : {}),
    body: { code, id: requestId, operation: operationId, ...(details ? { details } : {}) },
  }),
}

export const principal: Principal = {
  teamId: 'team_1',
  userId: 'user_1',
  role: 'member',
  scopes: ['api:read'],
  projectIds: null,
  memoryScopes: ['private', 'project'],
  namespaces: [],
  credentialId: 'cred_1',
}

/** A route with something to refuse at every step. */
export const strictRoute = defineRoute({
  operationId: 'strict',
  surface: 'artifacts',
  method: 'POST',
  path: '/things/:id',
  summary: 'A thing <b>',
  tags: ['Things'],
  params: z.object({ id: z.string().max(10) }),
  query: z.object({ mode: z.enum(['a', 'b']).optional() }),
  body: z.object({ goal: z.string().trim().max(20), write: z.boolean().default(false), key: z.string().nullish() }),
  replies: { 200: z.object({ goal: z.string() }), 204: null },
  errors: ['goal_required', 'missing_scope_key'],
  auth: {
    scope: 'api:read',
    role: 'viewer',
    boundKey: 'refused',
    forBody: ({ write }) => (write ? { scope: 'api:write', role: 'admin' } : undefined),
  },
  keeps: 'receipt',
  bodyLimitBytes: 1_000,
  precondition: ({ goal }) => (goal === '' ? { code: 'goal_required', message: 'goal is required' } : undefined),
  afterAuth: ({ key }) =>
    key === '' ? { code: 'missing_scope_key', message: 'key', details: { field: 'key' } } : undefined,
})

/** A minimal route, changed where a test needs it. */
export const getRoute = (path: string) =>
  defineRoute({
    operationId: `get${path.replaceAll(/\W/g, '_')}`,
    surface: 'artifacts',
    method: 'GET',
    path,
    summary: 'Get',
    tags: ['Things'],
    replies: { 200: z.object({ ok: z.boolean() }) },
    errors: [],
    auth: 'public',
  })

/** Remembers answers for as long as the process lives, by key alone, and what it was asked. */
export const rememberingKeys = () => {
  const asked: KeyedRequest[] = []
  const answers = new Map<string, RenderedAnswer>()
  const kept: RenderedAnswer[] = []
  const idempotency: Idempotency = {
    once: async (request, work) => {
      asked.push(request)
      const first = answers.get(request.key)
      if (first) return { ...first, replayed: true }
      const made = await work(`command of ${request.key}`)
      answers.set(request.key, made)
      kept.push(made)
      return { ...made, replayed: false }
    },
  }
  return { idempotency, asked, kept }
}

/** Serves endpoints on a free port. `Bearer good` is the principal above, with the scopes, role and project that follow it. */
export const serve = (...endpoints: Endpoint[]) => serveWith({ endpoints })

export const serveWith = async (options: Partial<HttpAppOptions> & Pick<HttpAppOptions, 'endpoints'>) => {
  const app = createHttpApp({
    authenticate: ({ authorization }) => {
      if (!authorization) return Promise.reject(new AppError('not_authenticated', 'Not authenticated'))
      const [, token, scopes = 'api:read', role = 'member', boundTo] = authorization.split(' ')
      if (token !== 'good') return Promise.reject(new AppError('invalid_token', 'Invalid token'))
      const projectIds = boundTo ? [boundTo] : null
      const granted = { scopes: scopes.split(',') as ['api:read'], role: role as 'member', projectIds }
      return Promise.resolve({ ...principal, ...granted })
    },
    idempotency: rememberingKeys().idempotency,
    surfaces: { artifacts: plain, system: plain },
    api: { title: 'Sample', version: '1' },
    ...options,
  })
  const url = `http://127.0.0.1:${await app.listen(0, '127.0.0.1')}`
  return { app, url }
}
