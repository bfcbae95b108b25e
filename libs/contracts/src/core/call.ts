import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export const serviceNames = ['gateway', 'jobs', 'graph', 'llm-worker', 'verifier'] as const
export type ServiceName = (typeof serviceNames)[number]

/** The services that take tasks from the run engine. */
export const workerNames = ['graph', 'llm-worker', 'verifier'] as const satisfies readonly ServiceName[]
export type WorkerName = (typeof workerNames)[number]

/**
 * What a call does, which decides what its caller may do while no answer comes.
 *
 * - `read` changes nothing and costs little: it may be repeated, and asked twice at once.
 * - `costly_read` changes nothing and takes its owner's processor: it may be repeated, never asked twice at once.
 * - A command changes something, once for what its named field says. It may be repeated, since its owner finds its effect
 *   again, and is never asked twice at once.
 */
export type CallEffect<Field extends string = string> = 'read' | 'costly_read' | { readonly command: Field }

/**
 * One question or command between services: core NATS request and reply in the owner's queue group. Server, client
 * and permissions are derived from this value.
 */
export interface Call<
  Request extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Effect extends CallEffect = CallEffect,
> {
  readonly type: 'call'
  /** The service that answers. */
  readonly service: ServiceName
  /** The services that may ask. */
  readonly callers: readonly ServiceName[]
  readonly name: string
  readonly subject: string
  readonly request: Request
  readonly reply: Reply
  /** Codes the owner may answer with, besides those every call can meet (see `commonCallErrors`). */
  readonly errors: readonly ErrorCode[]
  readonly timeoutMs: number
  readonly effect: Effect
  /** `required`: answered only for a principal; `system`: engine traffic between services, on behalf of nobody. */
  readonly principal: 'required' | 'system'
}

/** Codes any call may raise, from the transport or from a fault of the owner. */
export const commonCallErrors = [
  'service_unavailable',
  'store_unavailable',
  'broker_unavailable',
  'outcome_unknown',
  'message_too_large',
  'contract_violated',
  'validation_failed',
  'cancelled',
  'internal',
] as const satisfies readonly ErrorCode[]

type CallSpec<Request extends z.ZodType, Reply extends z.ZodType, Effect extends CallEffect> = Omit<
  Call<Request, Reply, Effect>,
  'type' | 'subject' | 'principal'
> & { version?: number; principal?: 'required' | 'system' }

type FieldOf<Request extends z.ZodType> = keyof z.input<Request> & string

/** Defines a call; its subject is `call.<service>.<name>.v<version>`. */
export const defineCall = <
  Request extends z.ZodType,
  Reply extends z.ZodType,
  const Effect extends CallEffect<FieldOf<Request>>,
>({
  version = 1,
  principal = 'required',
  ...spec
}: CallSpec<Request, Reply, Effect>): Call<Request, Reply, Effect> => ({
  type: 'call',
  subject: `call.${spec.service}.${spec.name}.v${version}`,
  principal,
  ...spec,
})

type Named<Body, Effect extends CallEffect> = Effect extends { readonly command: infer Field extends keyof Body }
  ? Body & { [K in Field]-?: NonNullable<Body[K]> }
  : Body

/** What a caller sends: the field that names a command is never left out, though messages of an older release may. */
export type CallRequest<C extends Call> = Named<z.input<C['request']>, C['effect']>
export type CallReply<C extends Call> = z.output<C['reply']>
