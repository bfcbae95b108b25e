import type { AnyRoute, Principal, Refusal } from '@synthwright/contracts'
import { AppError, newId, toAppError, watchEffects } from '@synthwright/kernel'
import { authorize } from '../authorize.ts'
import type { Endpoint, HandlerContext } from '../endpoint.ts'
import { keepsAnswer, type Idempotency, type RenderedAnswer } from '../idempotency.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import type { EventStream } from './event-stream.ts'
import { answerKeyed } from './keyed.ts'
import type { Received } from './receive.ts'
import { renderReply } from './render.ts'

/** Who asks, and how. */
export interface Asker extends Pick<
  HandlerContext,
  'requestId' | 'address' | 'signal' | 'preferAsync' | 'lastEventId' | 'header'
> {
  /** Undefined where anybody may ask. */
  principal: Principal | undefined
  /** Who it is by now. @throws AppError when the credential counts no more */
  authenticateAgain(): Promise<Principal>
  openStream(): EventStream
}

export interface PerformDependencies {
  idempotency: Idempotency
  errors: SurfaceErrors
  /** How long an answer may rest on rights that were checked before, in milliseconds. */
  rightsLastMs: number
}

const refuse = (refusal: Refusal | undefined): void => {
  if (refusal) throw new AppError(refusal.code, refusal.message, { details: refusal.details })
}

/** Refuses whom the route does not let in, or does not let ask for this. */
const letIn = ({ auth }: AnyRoute, principal: Principal, body: unknown): Principal => {
  if (auth !== 'public') authorize(principal, auth, auth.forBody?.(body as never) ?? auth)
  return principal
}

/**
 * Does what a request asks for, once it is known who asks and what was received, in the order that the route promises:
 * refusals of the contract, admission, the handler.
 * @returns null when the handler has sent a stream
 * @throws AppError for a refusal
 */
export const perform = async (
  { route, handle, admit, again, stillMay }: Endpoint,
  { idempotency, errors, rightsLastMs }: PerformDependencies,
  received: Received,
  { principal, authenticateAgain, openStream, ...asker }: Asker,
): Promise<RenderedAnswer | null> => {
  const { shape, key } = received
  const keyed = key !== null && keepsAnswer(route)
  refuse(route.precondition?.(shape.body))
  if (principal) letIn(route, principal, shape.body)
  refuse(route.afterAuth?.(shape.body))

  let current = principal
  let checkedAt = performance.now()
  let stream: EventStream | undefined
  const context: Omit<HandlerContext, 'commandId'> = {
    ...shape,
    ...asker,
    get principal() {
      if (!current) throw new AppError('internal', `${route.operationId} is public and has no principal`)
      return current
    },
    principalNow: async () => {
      if (performance.now() - checkedAt < rightsLastMs) return context.principal
      current = letIn(route, await authenticateAgain(), shape.body)
      checkedAt = performance.now()
      return current
    },
    idempotencyKey: key,
    signal: keyed ? new AbortController().signal : asker.signal,
    openStream: () => (stream = openStream()),
  }
  const letInStill = async (): Promise<void> => {
    if (!current) return
    try {
      await context.principalNow()
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind !== 'unavailable' || route.method === 'GET') throw error
      throw new AppError('outcome_unknown', 'It was done, but not who may be told of it', { cause: error })
    }
  }

  const leave = await admit?.(context)
  try {
    const work = (commandId: string) => watchEffects(() => handle(Object.assign(context, { commandId })), asker.signal)
    let answer: RenderedAnswer
    if (keyed) {
      const asked = { route, received, principal: context.principal, key, signal: asker.signal }
      answer = await answerKeyed(
        idempotency,
        { ...asked, meanwhile: errors.meanwhile ?? 'wait' },
        {
          work,
          referenceOf: again && ((reply) => again.of(reply, context)),
          read: async (reference) => {
            await context.principalNow()
            return again!.read(reference, context)
          },
          stillMay: async () => {
            await context.principalNow()
            await stillMay?.(context)
          },
        },
      )
    } else {
      const reply = await work(newId('command'))
      if (stream) {
        stream.close()
        return null
      }
      answer = await renderReply(route, reply)
    }
    // Whoever had to wait is answered as who they are by then.
    await letInStill()
    return answer
  } finally {
    leave?.()
  }
}
