import { commonRouteErrors, errorCatalogue, type AnyRoute, type ErrorCode, type Keeping } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { keepsAnswer, takesKey } from '../idempotency.ts'
import { inputSchema } from '../input/json-schema.ts'
import { mediaTypeOf } from '../media-type.ts'
import type { SurfaceErrors } from '../surface-errors.ts'
import type { Components } from './components.ts'

const headers = { 'X-Request-ID': { $ref: '#/components/headers/RequestId' } }

const parameters = (schema: z.ZodType | undefined, place: 'path' | 'query', components: Components) => {
  if (!(schema instanceof z.ZodObject)) return []
  const { required = [] } = inputSchema(schema)
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, member]) => {
    const { description, ...rest } = components.convert(member, 'input')
    const needed = place === 'path' || required.includes(name)
    return { name, in: place, required: needed, ...(description ? { description } : {}), schema: rest }
  })
}

const repeated: Record<Keeping, string> = {
  nothing: 'Taken, and without effect: this only reads.',
  reference:
    'The same request with the same key within 24 hours has no second effect, and is answered with what the caller may ' +
    'see of the first one by then.',
  secret:
    'The same request with the same key within 24 hours is answered by the first answer, while the caller may have it.',
  receipt: 'The same request with the same key within 24 hours is answered by the first answer.',
  inside: 'It is for what is asked inside the body.',
}

const idempotencyKey = (keeps: Keeping) => ({
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: `Printable characters. ${repeated[keeps]}`,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
})

const bodyErrors: readonly ErrorCode[] = ['malformed_json', 'payload_too_large', 'unsupported_media_type']
const identityKinds = ['unauthenticated', 'forbidden']

const keyErrors = (route: AnyRoute, { meanwhile }: SurfaceErrors): ErrorCode[] => [
  ...(keepsAnswer(route) ? ['idempotency_key_reused' as const] : []),
  ...(keepsAnswer(route) && meanwhile === 'refuse' ? ['idempotency_in_progress' as const] : []),
]

const bindingErrors = ({ auth }: AnyRoute): ErrorCode[] =>
  auth !== 'public' && auth.boundKey === 'refused' ? ['bound_key_not_allowed'] : []

const errorsOf = (route: AnyRoute, errors: SurfaceErrors): ErrorCode[] => {
  const common: ErrorCode[] = commonRouteErrors.filter(
    (code) =>
      (route.body || !bodyErrors.includes(code)) &&
      (route.auth !== 'public' || !identityKinds.includes(errorCatalogue[code])) &&
      (route.body || route.query || route.params || takesKey(route) || code !== 'validation_failed'),
  )
  return [...new Set([...common, ...bindingErrors(route), ...keyErrors(route, errors), ...route.errors])]
}

const errorReplies = (route: AnyRoute, errors: SurfaceErrors, components: Components) => {
  const info = { requestId: 'req_0', operationId: route.operationId }
  const byStatus = Object.groupBy(errorsOf(route, errors), (code) => errors.render(new AppError(code, ''), info).status)
  const content = { 'application/json': { schema: components.convert(errors.body, 'output') } }
  return Object.entries(byStatus).map(([status, codes = []]) => {
    const description = `${STATUS_CODES[status] ?? 'Error'}: ${codes.join(', ')}`
    return [Number(status), { description, headers, content }] as const
  })
}

const successReplies = (route: AnyRoute, components: Components) =>
  Object.entries(route.replies as Record<string, z.ZodType | null>).map(([status, schema]) => {
    const description = STATUS_CODES[status] ?? 'Success'
    if (!schema) return [Number(status), { description, headers }] as const
    const mediaType = route.stream ? 'text/event-stream' : mediaTypeOf(schema)
    const events = route.events ? { 'x-event-data': components.convert(route.events, 'output') } : {}
    return [
      Number(status),
      { description, headers, content: { [mediaType]: { schema: components.convert(schema, 'output'), ...events } } },
    ] as const
  })

const needs = ({ auth }: AnyRoute): string =>
  auth === 'public'
    ? 'Open to everybody.'
    : `Needs scope \`${auth.scope}\` and at least the role ${auth.role}${auth.forBody ? '; some bodies need more' : ''}.` +
      (auth.boundKey === 'refused' ? ' Refused to a key that is bound to projects or memory scopes.' : '')

/** One operation of the description, with every status it can answer. */
export const operation = (route: AnyRoute, errors: SurfaceErrors, components: Components): Record<string, unknown> => {
  const replies = [...errorReplies(route, errors, components), ...successReplies(route, components)]
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [route.description, needs(route)].filter(Boolean).join('\n\n'),
    tags: route.tags,
    security: route.auth === 'public' ? [] : [{ bearer: [] }],
    parameters: [
      ...parameters(route.params, 'path', components),
      ...parameters(route.query, 'query', components),
      ...(route.keeps ? [idempotencyKey(route.keeps as Keeping)] : []),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: !route.bodyOptional,
            content: { 'application/json': { schema: components.convert(route.body, 'input') } },
          },
        }
      : {}),
    responses: Object.fromEntries(replies.toSorted(([a], [b]) => a - b)),
  }
}
