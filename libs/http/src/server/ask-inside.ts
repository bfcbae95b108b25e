import type { Principal } from '@synthwright/contracts'
import { toAppError, type AppError } from '@synthwright/kernel'
import { log, logLevelFor, span } from '@synthwright/telemetry'
import type { Endpoint } from '../endpoint.ts'
import type { RenderedAnswer } from '../idempotency.ts'
import { idempotencyKeyOf } from '../input/headers.ts'
import { perform, type PerformDependencies } from './perform.ts'
import { receivedFrom } from './receive.ts'
import { tellRefusal, type TellRefused } from './refusals.ts'
import { renderFailure } from './render.ts'

export interface InsideDependencies extends PerformDependencies {
  refused: TellRefused
}

/** What somebody who was let in asks of an operation, in another way than over its own path. */
export interface InsideRequest {
  principal: Principal
  /** Who it is by the time of the answer. @throws AppError when they may ask no more */
  principalNow(): Promise<Principal>
  /** As it was sent. */
  body: unknown
  /** As it was sent; checked like the header. */
  idempotencyKey: string | null
  preferAsync: boolean
  requestId: string
  /** Aborts when whoever asks has gone. */
  signal: AbortSignal
}

/**
 * Asks an operation from inside the process: it is decoded, refused, done once for a key, checked and told as over
 * HTTP. For operations with a body alone: no parameters, no stream.
 * @returns the answer, also where it is an error; never throws
 */
export const askInside = async (
  endpoint: Endpoint,
  { refused, ...dependencies }: InsideDependencies,
  { principal, principalNow, body: sent, idempotencyKey, requestId, ...request }: InsideRequest,
): Promise<RenderedAnswer> => {
  const { route } = endpoint
  let body: unknown
  const failed = async (error: AppError): Promise<void> => {
    log[logLevelFor(error.kind)]('Request refused', {
      operation: route.operationId,
      requestId,
      code: error.code,
      error,
    })
    await tellRefusal(refused, { principal, route, params: {}, body, requestId, error })
  }
  const asker = {
    ...request,
    principal,
    authenticateAgain: principalNow,
    requestId,
    address: '',
    lastEventId: null,
    header: () => undefined,
    openStream: (): never => {
      throw new Error(`${route.operationId} is a stream`)
    },
  }
  try {
    return await span(route.operationId, { attributes: { 'request.id': requestId } }, async () => {
      const key = idempotencyKeyOf({ 'idempotency-key': idempotencyKey ?? undefined })
      const received = receivedFrom(route, { key, params: {}, query: {}, body: sent })
      body = received.shape.body
      return (await perform(endpoint, dependencies, received, asker))!
    })
  } catch (thrown) {
    const error = toAppError(thrown)
    await failed(error)
    return renderFailure(dependencies.errors, error, { requestId, operationId: route.operationId })
  }
}
