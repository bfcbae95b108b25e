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
  /**
   * What a key that is bound to projects or memory scopes may do here. `refused`: nothing, since it is about the whole
   * team or the account. `confined`: what it is bound to, which the owner of the data sees to.
   */
  readonly boundKey: 'refused' | 'confined'
  /** Stricter needs that depend on the body, e.g. remembering needs to write. */
  readonly forBody?: (body: never) => { scope: ApiScope; role: TeamRole } | undefined
}

/**
 * What is kept of an answer for its `Idempotency-Key`, and what a repeated request is answered with:
 * - `nothing`: it only reads, so every request is answered anew, and the key changes nothing;
 * - `reference`: what names the effect, which is read again under the rights that its asker has by then;
 * - `secret`: the answer, illegible where it is kept, for whoever may still have what it shows once;
 * - `receipt`: the answer, which says that it was done and tells nothing that a right could be needed for;
 * - `inside`: the key is for what is asked inside the body, and nothing is kept of the answer around it.
 */
export type Keeping = 'nothing' | 'reference' | 'secret' | 'receipt' | 'inside'

/**
 * One HTTP operation. `libs/http` turns it into an Express route and an OpenAPI operation.
 *
 * Refusals come in this order: credential, unparsable body, shape (params, query, body), `precondition`, scope, role,
 * binding, `afterAuth`, then whatever the handler refuses.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Replies extends Record<number, z.ZodType | null> = Record<number, z.ZodType | null>,
  Keeps extends Keeping | undefined = Keeping | undefined,
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
  /** A request without a body is one with an empty object. */
  readonly bodyOptional?: true
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
  /** The `data` of an event of the stream. */
  readonly events?: z.ZodType
  /** Unknown body fields: `notice` hands their names to the handler, `reject` answers validation_failed. */
  readonly unknownFields: 'notice' | 'reject'
  /** Counts against what one address may ask of such routes in a minute, where that is limited. */
  readonly limitedByAddress?: true
  /** Of a POST that is made by somebody, which takes an `Idempotency-Key`; undefined for every other route. */
  readonly keeps: Keeps
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

/** A POST that is made by somebody says what is kept of its answer; nothing else does. */
type KeepingSpec<K extends Keeping | undefined> = K extends Keeping
  ? { method: 'POST'; keeps: K; auth: object }
  : { method: 'GET' | 'PATCH' | 'PUT' | 'DELETE'; keeps?: never } | { method: 'POST'; auth: 'public'; keeps?: never }

type RouteSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends Record<number, z.ZodType | null>,
  K extends Keeping | undefined,
> = Omit<Route<P, Q, B, R>, 'type' | 'method' | 'bodyLimitBytes' | 'unknownFields' | 'auth' | 'keeps'> & {
  auth:
    | (Omit<RouteAuth, 'forBody'> & {
        forBody?: (body: z.output<B>) => { scope: ApiScope; role: TeamRole } | undefined
      })
    | 'public'
  bodyLimitBytes?: number
  unknownFields?: 'notice' | 'reject'
} & KeepingSpec<K>

/** Defines a route. Bodies are limited to 4 MiB and unknown fields named to the handler unless the route says otherwise. */
export const defineRoute = <
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
  const R extends Record<number, z.ZodType | null> = Record<number, z.ZodType | null>,
  const K extends Keeping | undefined = undefined,
>({
  bodyLimitBytes = 4 * mebibyte,
  unknownFields = 'notice',
  ...spec
}: RouteSpec<P, Q, B, R, K>): Route<P, Q, B, R, K> => ({
  type: 'route',
  bodyLimitBytes,
  unknownFields,
  ...spec,
  keeps: spec.keeps as K,
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a route of any shape: its hooks are contravariant in the body
export type AnyRoute = Route<any, any, any, any, any>
