import type { AnyRoute } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Endpoint } from './endpoint.ts'
import type { Idempotency } from './idempotency.ts'
import { invalid } from './input/validate.ts'
import { createRateLimits, type RateLimitOptions } from './limits/rate-limits.ts'
import type { RequestListener } from 'node:http'
import { createLoad, unboundedLoad, type Load, type LoadLimits } from './limits/load.ts'
import { openApiDocument, type ApiInfo } from './openapi/document.ts'
import { answer, type Authenticate } from './server/answer.ts'
import { openEventStream, type EventStream } from './server/event-stream.ts'
import { exchange, type ExchangeLabel } from './server/exchange.ts'
import { createHttpServer, type HttpServer, type HttpServerLimits } from './server/http-server.ts'
import type { TellRefused } from './server/refusals.ts'
import type { SurfaceErrors, Surfaces } from './surface-errors.ts'

export interface HttpAppOptions {
  endpoints: readonly Endpoint[]
  /** @throws AppError for a credential that is missing or does not count */
  authenticate: Authenticate
  idempotency: Idempotency
  surfaces: Surfaces
  api: ApiInfo
  /** Served like the others, and described nowhere. */
  internal?: readonly Endpoint[]
  rateLimits?: RateLimitOptions
  /** How much is taken on at once; no bound unless set. */
  loadLimits?: LoadLimits
  /** How many proxies stand in front, each adding to `X-Forwarded-For`; none unless set. */
  trustedProxies?: number
  /** How patient the server is with what arrives; for tests, which are not. */
  connections?: HttpServerLimits
  /** How long an answer may rest on rights that were checked before, in milliseconds; 3 s unless set. */
  rightsLastMs?: number
  /** Is told of every refusal of somebody known, before it is answered or just after. It does not throw. */
  refused?: TellRefused
}

export interface HttpApp extends HttpServer {
  /** The OpenAPI 3.1 document of all endpoints. */
  openApi(): Record<string, unknown>
  /** What is being worked on now. */
  readonly load: Pick<Load, 'requests' | 'bodyBytes'>
  routes(): { method: string; path: string }[]
}

const plainExpress = (trustedProxies: number): Express =>
  express()
    .disable('x-powered-by')
    .set('etag', false)
    .set('trust proxy', trustedProxies)
    .set('query parser', 'simple')
    .set('case sensitive routing', true)

const allowed = (routes: readonly AnyRoute[]): string =>
  routes.flatMap(({ method, stream }) => (method === 'GET' && !stream ? ['GET', 'HEAD'] : [method])).join(', ')

/**
 * A write with a key is kept by its client and sent again until it hears that it can never be done, which some read from
 * neither 404 nor 405.
 */
const hopeless = ({ method, headers }: express.Request): AppError | undefined =>
  headers['idempotency-key'] !== undefined && ['POST', 'PATCH', 'PUT', 'DELETE'].includes(method)
    ? new AppError('unknown_operation', 'No operation has this method and path')
    : undefined

/** Fixed words before parameters, or `/things/:id` would answer for `/things/search`. */
const staticFirst = ([a]: [string, unknown], [b]: [string, unknown]): number =>
  a.replaceAll(':', '\uffff') < b.replaceAll(':', '\uffff') ? -1 : 1

/**
 * Serves endpoints over HTTP. Every answer passes through the same steps; see the comment of `Route` for their order.
 * @throws Error when a route belongs to a surface that has no errors
 */
export const createHttpApp = ({
  endpoints,
  authenticate,
  idempotency,
  surfaces,
  api,
  internal = [],
  rateLimits = { requestsPerMinute: null, failedSignInsPerMinute: null },
  loadLimits = unboundedLoad,
  trustedProxies = 0,
  connections = {},
  rightsLastMs = 3_000,
  refused = async () => {},
}: HttpAppOptions): HttpApp => {
  const app = plainExpress(trustedProxies)
  const routes = endpoints.map(({ route }) => route)
  const limits = createRateLimits(rateLimits)
  const load = createLoad(loadLimits)
  const pending = new Set<Promise<void>>()
  const streams = new Set<EventStream>()
  let closing = false

  const errorsOf = ({ surface, operationId }: AnyRoute): SurfaceErrors => {
    const errors = surfaces[surface]
    if (!errors) throw new Error(`${operationId}: surface ${surface} has no errors`)
    return errors
  }
  const openStream = (res: express.Response): EventStream => {
    const stream = openEventStream(res)
    streams.add(stream)
    res.once('close', () => streams.delete(stream))
    if (closing) stream.close()
    return stream
  }
  const refusing = (label: Omit<ExchangeLabel, 'operationId'>, refusal: () => AppError) =>
    exchange({ ...label, operationId: null }, (req) => Promise.reject(hopeless(req) ?? refusal()), pending)

  const byPath = Object.entries(Object.groupBy([...endpoints, ...internal], ({ route }) => route.path))
  for (const [path, group = []] of byPath.toSorted(staticFirst)) {
    for (const endpoint of group) {
      const { method, operationId, surface, stream } = endpoint.route
      const errors = errorsOf(endpoint.route)
      const label = { path, operationId, errors, quiet: surface === 'system' }
      const dependencies = {
        authenticate,
        limits,
        load,
        arrivalMs: connections.requestTimeout,
        idempotency,
        errors,
        rightsLastMs,
        openStream,
        refused,
      }
      const answering = exchange(label, answer(endpoint, dependencies), pending)
      // Express lets a GET route answer HEAD, and a stream without a body would never end.
      app[method.toLowerCase() as 'get'](path, (req, res, next) =>
        stream && req.method === 'HEAD' ? next() : answering(req, res, next),
      )
    }
    const notAllowed = refusing(
      { path, errors: errorsOf(group[0]!.route) },
      () => new AppError('method_not_allowed', 'The path has no such method'),
    )
    const allow = allowed(group.map(({ route }) => route))
    app.all(path, (req, res, next) => {
      res.setHeader('allow', allow)
      return notAllowed(req, res, next)
    })
  }
  const unmatched = { path: 'unmatched', errors: surfaces.system }
  app.use(refusing(unmatched, () => new AppError('route_not_found', 'No such path')))
  // All that reaches this are paths Express cannot decode; handlers settle their own errors.
  const undecodable = refusing(unmatched, () => invalid('path', 'percent-encoded UTF-8', 'string'))
  app.use(((_error, req, res, next) => undecodable(req, res, next)) satisfies ErrorRequestHandler)

  const refusingPlainly = (refusal: () => AppError): RequestListener =>
    refusing(unmatched, refusal) as unknown as RequestListener
  const server = createHttpServer({
    listener: app,
    unexpected: refusingPlainly(() => new AppError('expectation_failed', 'Nobody does what `Expect` asks for')),
    hostless: refusingPlainly(() => new AppError('malformed_request', 'A request of HTTP/1.1 has a Host')),
    crowded: refusingPlainly(
      () => new AppError('service_unavailable', 'Too many connections', { retryAfterMs: 5_000 }),
    ),
    errors: surfaces.system,
    pending,
    limits: connections,
  })
  let document: Record<string, unknown> | undefined
  return {
    listen: server.listen,
    drain: server.drain,
    close: (graceMs) => {
      closing = true
      for (const stream of streams) stream.close()
      return server.close(graceMs)
    },
    load,
    openApi: () => (document ??= openApiDocument(routes, surfaces, api)),
    routes: () => routes.map(({ method, path }) => ({ method, path })),
  }
}
