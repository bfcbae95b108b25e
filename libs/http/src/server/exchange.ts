import { AppError, toAppError } from '@synthwright/kernel'
import { histogram, log, logLevelFor, span, traceContextOf } from '@synthwright/telemetry'
import type { Request, RequestHandler, Response } from 'express'
import { requestIdOf } from '../input/headers.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import { renderFailure } from './render.ts'
import { securityHeaders } from './security-headers.ts'
import { send } from './send.ts'

const duration = histogram('http.server.request.duration', { description: 'Time to answer a request', unit: 's' })

export interface Exchange {
  requestId: string
  /** Aborts when the connection is gone before the work has ended, whoever closed it. */
  signal: AbortSignal
}

export interface ExchangeLabel {
  /** As declared, with its parameters' names: low in variety. */
  path: string
  operationId: string | null
  errors: SurfaceErrors
  /** Answers nobody needs to read about, such as those to probes. */
  quiet?: boolean
}

type Work = (req: Request, res: Response, exchange: Exchange) => Promise<void>

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

const placeOf = ({ headers }: Request) =>
  traceContextOf({ traceparent: single(headers['traceparent']), tracestate: single(headers['tracestate']) })

/** Around every answer: request id, security headers, span, duration, one log line, and the error's body if it fails. */
export const exchange =
  (
    { path, operationId, errors, quiet = false }: ExchangeLabel,
    work: Work,
    pending: Set<Promise<void>>,
  ): RequestHandler =>
  (req, res) => {
    const startedAt = performance.now()
    const requestId = requestIdOf(req.headers)
    const gone = new AbortController()
    let working = true
    res.once('close', () => {
      if (working) gone.abort(new AppError('cancelled', 'The client has gone'))
    })
    res.setHeaders(new Map(Object.entries({ ...securityHeaders, 'x-request-id': requestId })))

    const labels = { 'http.request.method': req.method, 'http.route': path }
    const settle = (failure?: AppError): Record<string, number | string> => {
      const status = failure?.code === 'cancelled' ? 499 : res.statusCode
      const seconds = (performance.now() - startedAt) / 1_000
      duration.record(seconds, { ...labels, 'http.response.status_code': status })
      const fields = { method: req.method, route: path, status, durationMs: Math.round(seconds * 1_000), requestId }
      if (failure) log[logLevelFor(failure.kind)]('Request refused', { ...fields, code: failure.code, error: failure })
      else log[quiet ? 'debug' : 'info']('Request answered', fields)
      return { 'http.response.status_code': status }
    }

    const options = {
      kind: 'server',
      attributes: { ...labels, 'request.id': requestId },
      parent: placeOf(req),
    } as const
    const answered = span(`${req.method} ${path}`, options, async (current) => {
      try {
        await work(req, res, { requestId, signal: gone.signal }).finally(() => (working = false))
        current.set(settle())
      } catch (thrown) {
        const failure = gone.signal.aborted
          ? new AppError('cancelled', 'The client has gone', { cause: thrown })
          : toAppError(thrown)
        // What was refused may have been answered already; an answer that stopped half-way is no answer.
        if (!res.headersSent) send(res, renderFailure(errors, failure, { requestId, operationId }))
        else if (!res.writableEnded) res.destroy()
        current.set(settle(failure))
        throw failure
      }
    }).catch(() => undefined)

    pending.add(answered)
    void answered.finally(() => pending.delete(answered))
  }
