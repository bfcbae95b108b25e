import type { z } from 'zod'
import type { ErrorCode, ErrorDetails } from './errors.ts'
import type { ApiScope, TeamRole } from './principal.ts'

export const surfaces = ['artifacts', 'proposals', 'samples', 'tables', 'runs', 'system'] as const
export type Surface = (typeof surfaces)[number]

/** A refusal that is decided from the request alone, after its shape was accepted. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: ErrorDetails
}

export interface RouteAuth {
  readonly scope: ApiScope
  readonly role: TeamRole
  /** Stricter needs that depend on the body, e.g. remembering needs to write. */
  readonly forBody?: (body: never) => { scope: ApiScope; role: TeamRole } | undefined
}

/**
 * One HTTP operation. `libs/http` turns it into an Express route and an OpenAPI operation.
 *
 * Refusals come in this order: credential, unparsable body, shape (params, query, body), `precondition`, scope, role,
 * `afterAuth`, then whatever the handler refuses.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Replies extends Record<number, z.ZodType | null> = Record<number, z.ZodType | null>,
> {
  readonly type: 'route'
  readonly operationId: string
  readonly surface: Surface
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Express path with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /**
   * Schema of each success status; null means an empty body. A text schema with `contentMediaType` in its metadata is
   * sent as that, everything else as JSON.
   */
  readonly replies: Replies
  /** Codes this operation may answer with, besides `commonRouteErrors`. */
  readonly errors: readonly ErrorCode[]
  readonly auth: RouteAuth | 'public'
  /** Largest body in bytes. */
  readonly bodyLimitBytes: number
  /** `sse`: the handler writes a stream of server-sent events itself. */
  readonly stream?: 'sse'
  /** Unknown body fields: `notice` hands their names to the handler, `reject` answers validation_failed. */
  readonly unknownFields: 'notice' | 'reject'
  /** Counts against what one address may ask of such routes in a minute, where that is limited. */
  readonly limitedByAddress?: true
  /** A success shows something once: what is kept of it for a repeated `Idempotency-Key` is never legible. */
  readonly secretReply?: true
  /** An `Idempotency-Key` is for what is asked inside the body; the answer to the request itself is not kept. */
  readonly keyInside?: true
  readonly precondition?: (body: z.output<Body>) => Refusal | undefined
  readonly afterAuth?: (body: z.output<Body>) => Refusal | undefined
}

/** Codes any route may answer with. */
export const commonRouteErrors = [
  'malformed_json',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
  'not_authenticated',
  'invalid_token',
  'user_not_found',
  'no_organization',
  'insufficient_scope',
  'insufficient_role',
  'rate_limited',
  'service_unavailable',
  'store_unavailable',
  'broker_unavailable',
  'outcome_unknown',
  'internal',
] as const satisfies readonly ErrorCode[]

const mebibyte = 1024 * 1024

type RouteSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends Record<number, z.ZodType | null>,
> = Omit<Route<P, Q, B, R>, 'type' | 'bodyLimitBytes' | 'unknownFields' | 'auth'> & {
  auth:
    | (Omit<RouteAuth, 'forBody'> & {
        forBody?: (body: z.output<B>) => { scope: ApiScope; role: TeamRole } | undefined
      })
    | 'public'
  bodyLimitBytes?: number
  unknownFields?: 'notice' | 'reject'
}

/** Defines a route. Bodies are limited to 4 MiB and unknown fields named to the handler unless the route says otherwise. */
export const defineRoute = <
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
  const R extends Record<number, z.ZodType | null> = Record<number, z.ZodType | null>,
>({
  bodyLimitBytes = 4 * mebibyte,
  unknownFields = 'notice',
  ...spec
}: RouteSpec<P, Q, B, R>): Route<P, Q, B, R> => ({
  type: 'route',
  bodyLimitBytes,
  unknownFields,
  ...spec,
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a route of any shape: its hooks are contravariant in the body
export type AnyRoute = Route<any, any, any, any>
