import type { AnyRoute } from '@synthwright/contracts'
import { AppError, stage } from '@synthwright/kernel'
import type { z } from 'zod'
import type { LooseReply } from '../endpoint.ts'
import type { RenderedAnswer } from '../idempotency.ts'
import { mediaTypeOf } from '../media-type.ts'
import type { SurfaceErrors } from '../surface-errors.ts'

const json = 'application/json'

const rendered = (
  { status, headers = {} }: { status: number; headers?: Record<string, string> },
  mediaType: string,
  body: string,
): RenderedAnswer => ({ status, headers: { 'content-type': `${mediaType}; charset=utf-8`, ...headers }, body })

/**
 * A handler's reply as it is sent.
 * @throws AppError `contract_violated` for a reply that the route does not declare
 */
export const renderReply = async (route: AnyRoute, reply: LooseReply | void): Promise<RenderedAnswer> => {
  const violated = (what: string) => new AppError('contract_violated', `${route.operationId} ${what}`)
  if (!reply) throw violated('gave no reply')
  const { status, headers = {} } = reply
  const schema = (route.replies as Record<number, z.ZodType | null>)[status]
  if (schema === undefined) throw violated(`${status}: no such reply is declared`)
  if (schema === null) return { status, headers, body: null }
  const checked = await stage(() => schema.safeParse(reply.body))
  if (!checked.success) {
    const { path, code } = checked.error.issues[0]!
    throw violated(`${status}: ${path.join('.') || 'body'} (${code})`)
  }
  const mediaType = mediaTypeOf(schema)
  const { data } = checked
  return rendered(reply, mediaType, mediaType === json ? await stage(() => JSON.stringify(data)) : (data as string))
}

/** An error as its surface tells it. The header names the request that the body names, whoever it is sent to. */
export const renderFailure = (
  errors: SurfaceErrors,
  failure: AppError,
  info: { requestId: string; operationId: string | null },
): RenderedAnswer => {
  const { status, body, headers } = errors.render(failure, info)
  return rendered({ status, headers: { ...headers, 'x-request-id': info.requestId } }, json, JSON.stringify(body))
}
