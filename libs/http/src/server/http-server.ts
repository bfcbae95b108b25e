import { AppError } from '@synthwright/kernel'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SurfaceErrors } from '../surface-errors.ts'
import { refuseConnection, unparsed } from './refuse-connection.ts'

const limits = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  /** Longer than the idle time of common load balancers, so that theirs ends first. */
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 5_000,
  // Refused by us instead, or the answer would be empty.
  requireHostHeader: false,
}

export interface HttpServerLimits extends Partial<typeof limits> {
  /** Open at once; a request on another one is refused, and of twice as many nothing is heard. No bound unless set. */
  connections?: number
}

export interface HttpServer {
  /** @returns the port, for `port` 0 the one that was free */
  listen(port: number, host: string): Promise<number>
  /** From now on every answer, also to what is under way, tells its client to close the connection. */
  drain(): void
  /** Takes no new connection, lets what is under way end, and after `graceMs` cuts what is left. */
  close(graceMs: number): Promise<void>
}

export interface HttpServerParts {
  /** Answers every request. */
  listener: RequestListener
  /** Answers a request that asks for something that nobody here does before its body is sent. */
  unexpected: RequestListener
  /** Answers a request on a connection too many. */
  crowded: RequestListener
  /** Answers a request without a `Host`. */
  hostless: RequestListener
  /** How what is no request is refused. */
  errors: SurfaceErrors
  /** Answers under way; closing waits for them too, since a handler may outlive its connection. */
  pending: ReadonlySet<Promise<void>>
  limits?: HttpServerLimits
}

const lastOf = (res: ServerResponse): void => {
  if (!res.headersSent) res.setHeader('connection', 'close')
}

const needsHost = ({ httpVersionMajor: major, httpVersionMinor: minor }: IncomingMessage): boolean =>
  major === 1 && minor === 1

export const createHttpServer = ({
  listener,
  unexpected,
  hostless,
  errors,
  pending,
  crowded,
  limits: { connections = Infinity, ...changed } = {},
}: HttpServerParts): HttpServer => {
  const server = createServer({ ...limits, ...changed })
  if (Number.isFinite(connections)) server.maxConnections = connections * 2
  const tooMany = new WeakSet<Duplex>()
  let open = 0
  server.on('connection', (socket: Duplex) => {
    open += 1
    if (open > connections) tooMany.add(socket)
    socket.once('close', () => (open -= 1))
  })
  const answering = new Map<Duplex, ServerResponse>()
  let draining = false
  let closing = false

  const begin =
    (answer: RequestListener): RequestListener =>
    (req, res) => {
      answering.set(req.socket, res)
      if (draining) lastOf(res)
      res.once('close', () => {
        if (answering.get(req.socket) === res) answering.delete(req.socket)
        if (closing) setImmediate(() => server.closeIdleConnections())
      })
      answer(req, res)
    }
  const answerOf = (req: IncomingMessage): RequestListener => {
    if (req.headers.host === undefined && needsHost(req)) return hostless
    return tooMany.has(req.socket) ? crowded : listener
  }
  server.on(
    'request',
    begin((req, res) => {
      if (tooMany.has(req.socket)) lastOf(res)
      answerOf(req)(req, res)
    }),
  )
  server.on('checkExpectation', begin(unexpected))
  server.on('connect', (_req, socket: Duplex) =>
    refuseConnection(socket, new AppError('method_not_allowed', 'This is no proxy'), errors),
  )
  server.on('clientError', (cause: NodeJS.ErrnoException, socket: Duplex) => {
    const error = unparsed(cause)
    if (!error || !socket.writable) return void socket.destroy()
    const res = answering.get(socket)
    if (!res) return refuseConnection(socket, error, errors)
    // The request before it was understood and is answered first; one that broke off in its body is not.
    if (res.req.complete) res.once('finish', () => refuseConnection(socket, error, errors))
    else if (res.headersSent) socket.destroy()
    else refuseConnection(socket, error, errors)
  })

  const drain = (): void => {
    draining = true
    for (const res of answering.values()) lastOf(res)
  }

  return {
    drain,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    close: async (graceMs) => {
      drain()
      closing = true
      if (!server.listening) return
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      await Promise.race([Promise.all(pending), new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
      clearTimeout(timer)
    },
  }
}
