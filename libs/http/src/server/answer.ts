import type { AnyRoute, ErrorKind, Principal, Refusal } from '@synthwright/contracts'
import { AppError, newId, toAppError } from '@synthwright/kernel'
import type { Request, Response } from 'express'
import { authorize } from '../authorize.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Idempotency } from '../idempotency.ts'
import { cookiesOf, lastEventIdOf, prefersAsync } from '../input/headers.ts'
import type { RateLimits } from '../limits/rate-limits.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import type { EventStream } from './event-stream.ts'
import type { Exchange } from './exchange.ts'
import { answerKeyed } from './keyed.ts'
import { receive } from './receive.ts'
import { renderFailure, renderReply } from './render.ts'
import { send } from './send.ts'

/** What a request says of who sends it, and from where. */
export interface SentCredentials {
  authorization?: string | undefined
  cookies: Record<string, string>
  method?: string
  /** The page it comes from, where a browser tells. */
  origin?: string | undefined
  /** What the client calls this server. */
  host?: string | undefined
}

/** Whose credential it is. */
export type Holder = Pick<Principal, 'teamId' | 'userId' | 'credentialId'>

/**
 * Resolves a credential.
 * @throws AppError for one that is missing or does not count; its details are the `Holder` where that is known
 */
export type Authenticate = (credentials: SentCredentials) => Promise<Principal>

/** Somebody known was refused: as who they are, for want of a right, or because they ask too often. */
export interface RefusedRequest {
  holder: Holder
  route: AnyRoute
  /** As they stand in the path. */
  params: Record<string, string>
  /** As its schema reads it; undefined when the refusal came before. */
  body: unknown
  requestId: string
  error: AppError
}

export interface AnswerDependencies {
  authenticate: Authenticate
  limits: RateLimits
  idempotency: Idempotency
  errors: SurfaceErrors
  openStream: (res: Response) => EventStream
  refused: (request: RefusedRequest) => Promise<void>
}

const refusals: readonly ErrorKind[] = ['unauthenticated', 'forbidden', 'rate_limited']

const holderIn = ({ kind, details }: AppError): Holder | undefined => {
  const { teamId, userId, credentialId } = details ?? {}
  if (kind !== 'unauthenticated' && kind !== 'forbidden') return undefined
  if (typeof teamId !== 'string' || typeof userId !== 'string' || typeof credentialId !== 'string') return undefined
  return { teamId, userId, credentialId }
}

const refuse = (refusal: Refusal | undefined): void => {
  if (refusal) throw new AppError(refusal.code, refusal.message, { details: refusal.details })
}

/** Answers one request of a route. The order of the steps is the order of refusals that the route promises. */
export const answer = (
  { route, handle, admit }: Endpoint,
  { authenticate, limits, idempotency, errors, openStream, refused }: AnswerDependencies,
) => {
  const principalOf = async (req: Request, res: Response): Promise<Principal | undefined> => {
    if (route.limitedByAddress) limits.address(req.ip ?? '', res)
    if (route.auth === 'public') return undefined
    const { authorization, origin, host } = req.headers
    const credentials = { authorization, cookies: cookiesOf(req.headers), method: req.method, origin, host }
    return limits.signIn(req.ip ?? '', res, () => authenticate(credentials))
  }

  return async (req: Request, res: Response, { requestId, signal }: Exchange): Promise<void> => {
    let principal: Principal | undefined
    let body: unknown
    try {
      principal = await principalOf(req, res)
      if (principal) limits.request(principal, res)
      const received = await receive(route, req)
      const { shape, key } = received
      body = shape.body
      refuse(route.precondition?.(body))
      if (principal && route.auth !== 'public') authorize(principal, route.auth.forBody?.(body as never) ?? route.auth)
      refuse(route.afterAuth?.(body))

      let stream: EventStream | undefined
      const context = {
        ...shape,
        get principal() {
          if (!principal) throw new AppError('internal', `${route.operationId} is public and has no principal`)
          return principal
        },
        requestId,
        signal: key === null ? signal : new AbortController().signal,
        preferAsync: prefersAsync(req.headers),
        lastEventId: lastEventIdOf(req.headers),
        openStream: () => (stream = openStream(res)),
      }
      const leave = await admit?.(context)
      try {
        if (key === null) {
          const reply = await handle(Object.assign(context, { commandId: newId('command') }))
          if (stream) stream.close()
          else send(res, renderReply(route, reply))
          return
        }
        const { answer, refusal } = await answerKeyed(
          idempotency,
          { route, received, principal: context.principal, key, meanwhile: errors.meanwhile ?? 'wait', signal },
          async (commandId) => renderReply(route, await handle(Object.assign(context, { commandId }))),
          (error) => renderFailure(errors, error, { requestId, operationId: route.operationId }),
        )
        send(res, answer)
        if (refusal) throw refusal
      } finally {
        leave?.()
      }
    } catch (thrown) {
      const error = toAppError(thrown)
      const { params } = req as { params: Record<string, string> }
      const holder = principal ?? holderIn(error)
      if (holder && refusals.includes(error.kind)) await refused({ holder, route, params, body, requestId, error })
      throw error
    }
  }
}
