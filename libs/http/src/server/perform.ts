import type { Principal, Refusal } from '@synthwright/contracts'
import { AppError, newId, watchEffects } from '@synthwright/kernel'
import { authorize } from '../authorize.ts'
import type { Endpoint, HandlerContext } from '../endpoint.ts'
import { keepsAnswer, type Idempotency, type RenderedAnswer } from '../idempotency.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import type { EventStream } from './event-stream.ts'
import { answerKeyed } from './keyed.ts'
import type { Received } from './receive.ts'
import { renderFailure, renderReply } from './render.ts'

/** Who asks, and how. */
export interface Asker extends Pick<
  HandlerContext,
  'requestId' | 'address' | 'signal' | 'preferAsync' | 'lastEventId' | 'header'
> {
  /** Undefined where anybody may ask. */
  principal: Principal | undefined
  openStream(): EventStream
}

export interface PerformDependencies {
  idempotency: Idempotency
  errors: SurfaceErrors
}

interface Performed {
  /** Null when the handler has sent a stream. */
  answer: RenderedAnswer | null
  /** What the answer tells, when the request was refused and the refusal is kept for its key. */
  refusal?: AppError
}

const refuse = (refusal: Refusal | undefined): void => {
  if (refusal) throw new AppError(refusal.code, refusal.message, { details: refusal.details })
}

/**
 * Does what a request asks for, once it is known who asks and what was received, in the order that the route promises:
 * refusals of the contract, admission, the handler.
 * @throws AppError for a refusal that is not kept
 */
export const perform = async (
  { route, handle: handler, admit }: Endpoint,
  { idempotency, errors }: PerformDependencies,
  received: Received,
  { principal, openStream, ...asker }: Asker,
): Promise<Performed> => {
  const { shape, key } = received
  refuse(route.precondition?.(shape.body))
  if (principal && route.auth !== 'public')
    authorize(principal, route.auth, route.auth.forBody?.(shape.body as never) ?? route.auth)
  refuse(route.afterAuth?.(shape.body))

  let stream: EventStream | undefined
  const context = {
    ...shape,
    ...asker,
    get principal() {
      if (!principal) throw new AppError('internal', `${route.operationId} is public and has no principal`)
      return principal
    },
    idempotencyKey: key,
    signal: key === null || !keepsAnswer(route) ? asker.signal : new AbortController().signal,
    openStream: () => (stream = openStream()),
  }
  const handle = (withCommand: HandlerContext) => watchEffects(() => handler(withCommand as never))
  const leave = await admit?.(context)
  try {
    if (key === null || !keepsAnswer(route)) {
      const reply = await handle(Object.assign(context, { commandId: newId('command') }))
      if (!stream) return { answer: renderReply(route, reply) }
      stream.close()
      return { answer: null }
    }
    return await answerKeyed(
      idempotency,
      {
        route,
        received,
        principal: context.principal,
        key,
        meanwhile: errors.meanwhile ?? 'wait',
        signal: asker.signal,
      },
      async (commandId) => renderReply(route, await handle(Object.assign(context, { commandId }))),
      (error) => renderFailure(errors, error, { requestId: asker.requestId, operationId: route.operationId }),
    )
  } finally {
    leave?.()
  }
}
