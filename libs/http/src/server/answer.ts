import type { AnyRoute, Principal, Refusal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { authorize } from '../authorize.ts'
import type { Endpoint, HandlerContext, LooseReply } from '../endpoint.ts'
import { sentFields, unknownFields } from '../input/body-fields.ts'
import { cookiesOf, idempotencyKeyOf, lastEventIdOf, prefersAsync } from '../input/headers.ts'
import { readJson } from '../input/read-json.ts'
import { invalid, validate } from '../input/validate.ts'
import { mediaTypeOf } from '../media-type.ts'
import type { EventStream } from './event-stream.ts'
import type { Exchange } from './exchange.ts'
import { sendEmpty, sendJson, sendText } from './send.ts'

export type Authenticate = (credentials: {
  authorization?: string | undefined
  cookies: Record<string, string>
}) => Promise<Principal>

interface AnswerDependencies {
  authenticate: Authenticate
  openStream: (res: Response) => EventStream
}

const refuse = (refusal: Refusal | undefined): void => {
  if (refusal) throw new AppError(refusal.code, refusal.message, { details: refusal.details })
}

type Shape = Pick<HandlerContext, 'params' | 'query' | 'body' | 'unknownFields' | 'sentFields' | 'idempotencyKey'>

const shapeOf = (route: AnyRoute, req: Request, raw: unknown): Shape => {
  const schema = route.body as z.ZodType | undefined
  const shape = {
    params: route.params && validate(route.params, req.params, 'path'),
    query: route.query && validate(route.query, req.query, 'query'),
    body: schema && validate(schema, raw, 'body'),
    unknownFields: schema ? unknownFields(schema, raw) : [],
    sentFields: schema ? sentFields(schema, raw) : [],
    idempotencyKey: idempotencyKeyOf(req.headers),
  }
  const [unknown] = shape.unknownFields
  if (unknown !== undefined && route.unknownFields === 'reject') throw invalid(unknown, 'a known field', 'unknown')
  return shape
}

const sendReply = (res: Response, route: AnyRoute, reply: LooseReply): void => {
  const schema = (route.replies as Record<number, z.ZodType | null>)[reply.status]
  const violated = (what: string) => new AppError('contract_violated', `${route.operationId} ${reply.status}: ${what}`)
  if (schema === undefined) throw violated('no such reply is declared')
  if (schema === null) return sendEmpty(res, reply)
  const checked = schema.safeParse(reply.body)
  if (!checked.success) {
    const { path, code } = checked.error.issues[0]!
    throw violated(`${path.join('.') || 'body'} (${code})`)
  }
  const mediaType = mediaTypeOf(schema)
  if (mediaType === 'application/json') sendJson(res, { ...reply, body: checked.data })
  else sendText(res, reply, mediaType, checked.data as string)
}

/** Answers one request of a route. The order of the steps is the order of refusals that the route promises. */
export const answer =
  ({ route, handle }: Endpoint, { authenticate, openStream }: AnswerDependencies) =>
  async (req: Request, res: Response, { requestId, signal }: Exchange): Promise<void> => {
    const { authorization } = req.headers
    const principal =
      route.auth === 'public' ? undefined : await authenticate({ authorization, cookies: cookiesOf(req.headers) })
    const raw = route.body && (await readJson(req, route.bodyLimitBytes))
    const shape = shapeOf(route, req, raw)
    refuse(route.precondition?.(shape.body))
    if (principal && route.auth !== 'public')
      authorize(principal, route.auth.forBody?.(shape.body as never) ?? route.auth)
    refuse(route.afterAuth?.(shape.body))

    let stream: EventStream | undefined
    const reply = await handle({
      ...shape,
      get principal() {
        if (!principal) throw new AppError('internal', `${route.operationId} is public and has no principal`)
        return principal
      },
      requestId,
      signal,
      preferAsync: prefersAsync(req.headers),
      lastEventId: lastEventIdOf(req.headers),
      openStream: () => (stream = openStream(res)),
    })
    if (stream) stream.close()
    else if (reply) sendReply(res, route, reply)
    else throw new AppError('contract_violated', `${route.operationId} gave no reply`)
  }
