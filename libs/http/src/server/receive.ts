import type { AnyRoute } from '@synthwright/contracts'
import type { Request } from 'express'
import type { z } from 'zod'
import type { HandlerContext } from '../endpoint.ts'
import { takesKey } from '../idempotency.ts'
import { sentFields, unknownFields } from '../input/body-fields.ts'
import { idempotencyKeyOf } from '../input/headers.ts'
import { hasBody, readJson, type Arrival } from '../input/read-json.ts'
import { invalid, validate } from '../input/validate.ts'

export interface Received {
  shape: Pick<HandlerContext, 'params' | 'query' | 'body' | 'unknownFields' | 'sentFields'>
  key: string | null
  /** As it was sent: a later release may read the same differently. */
  asked: { query: unknown; body: unknown }
}

interface Sent {
  key: string | null
  params: unknown
  query: unknown
  body: unknown
}

/**
 * What was sent, as a route reads it.
 * @throws AppError `validation_failed` for what does not have the shape that the route asks for
 */
export const receivedFrom = (route: AnyRoute, { key, params, query, body }: Sent): Received => {
  const schema = route.body as z.ZodType | undefined
  const shape = {
    params: route.params && validate(route.params, params, 'path'),
    query: route.query && validate(route.query, query, 'query'),
    body: schema && validate(schema, body, 'body'),
    unknownFields: schema ? unknownFields(schema, body) : [],
    sentFields: schema ? sentFields(schema, body) : [],
  }
  const [unknown] = shape.unknownFields
  if (unknown !== undefined && route.unknownFields === 'reject') throw invalid(unknown, 'a known field', 'unknown')
  return { shape, key, asked: { query, body } }
}

/** Where a body may be missing, null says as little. */
const bodyOf = async (
  { bodyOptional, bodyLimitBytes: limitBytes }: AnyRoute,
  req: Request,
  given: Arrival,
): Promise<unknown> => {
  if (bodyOptional && !hasBody(req)) return {}
  const body = await readJson(req, { limitBytes, ...given })
  return bodyOptional ? (body ?? {}) : body
}

/**
 * What a request of a route says.
 * @throws AppError as `readJson` and `receivedFrom` do
 */
export const receive = async (route: AnyRoute, req: Request, given: Arrival): Promise<Received> => {
  const key = takesKey(route) ? idempotencyKeyOf(req.headers) : null
  const body = route.body ? await bodyOf(route, req, given) : null
  return receivedFrom(route, { key, params: req.params, query: req.query, body })
}
