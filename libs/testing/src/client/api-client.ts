import { ErrorEnvelope, type AnyRoute } from '@synthwright/contracts'
import type { z } from 'zod'

type ReplyOf<R extends AnyRoute> = {
  [S in keyof R['replies']]: R['replies'][S] extends z.ZodType ? z.output<R['replies'][S]> : null
}[keyof R['replies']]

export interface Answer<Body> {
  status: number
  headers: Headers
  /** The body as it came over the wire. */
  text: string
  /** The parsed body of a success. */
  body: Body
  /** The parsed envelope of a refusal; undefined for a success. */
  error: z.output<typeof ErrorEnvelope> | undefined
}

interface Request {
  params?: Record<string, string>
  query?: Record<string, string | number>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of `body`. */
  raw?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Speaks to a running gateway, and parses every answer with the contract of its route, so that any test finds drift. */
export interface ApiClient {
  readonly url: string
  send<R extends AnyRoute>(route: R, request?: Request): Promise<Answer<ReplyOf<R>>>
  /** As `send`, for a call that must succeed. @throws Error with status and body */
  expect<R extends AnyRoute>(route: R, request?: Request): Promise<ReplyOf<R>>
}

const addressOf = (base: string, { path }: AnyRoute, { params = {}, query = {} }: Request): string => {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? `:${name}`))
  const search = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString()
  return `${base}${filled}${search ? `?${search}` : ''}`
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** @param apiKey sent as bearer token; without one the requests are anonymous */
export const apiClient = (url: string, apiKey?: string): ApiClient => {
  const send = async <R extends AnyRoute>(route: R, request: Request = {}): Promise<Answer<ReplyOf<R>>> => {
    const payload = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
    const response = await fetch(addressOf(url, route, request), {
      method: route.method,
      headers: {
        ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
      ...(request.signal ? { signal: request.signal } : {}),
    })
    const text = await response.text()
    const { status, headers } = response
    const schema = (route.replies as Record<number, z.ZodType | null>)[status]
    if (schema === undefined)
      return { status, headers, text, body: undefined as never, error: ErrorEnvelope.strict().parse(parsed(text)) }
    return { status, headers, text, body: (schema ? schema.parse(parsed(text)) : null) as ReplyOf<R>, error: undefined }
  }

  return {
    url,
    send,
    async expect(route, request) {
      const { status, body, error, text } = await send(route, request)
      if (error) throw new Error(`${route.method} ${route.path} answered ${status}: ${text.slice(0, 500)}`)
      return body
    },
  }
}
