import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export const serviceNames = ['gateway', 'jobs', 'graph', 'llm-worker', 'verifier'] as const
export type ServiceName = (typeof serviceNames)[number]

/** The services that take tasks from the run engine. */
export const workerNames = ['graph', 'llm-worker', 'verifier'] as const satisfies readonly ServiceName[]

/**
 * One question or command between services: core NATS request and reply in the owner's queue group. Server, client
 * and permissions are derived from this value.
 */
export interface Call<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
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
  /** Whether a caller may repeat the call after an unknown outcome. */
  readonly idempotent: boolean
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

type CallSpec<Request extends z.ZodType, Reply extends z.ZodType> = Omit<
  Call<Request, Reply>,
  'type' | 'subject' | 'principal'
> & { version?: number; principal?: 'required' | 'system' }

/** Defines a call; its subject is `call.<service>.<name>.v<version>`. */
export const defineCall = <Request extends z.ZodType, Reply extends z.ZodType>({
  version = 1,
  principal = 'required',
  ...spec
}: CallSpec<Request, Reply>): Call<Request, Reply> => ({
  type: 'call',
  subject: `call.${spec.service}.${spec.name}.v${version}`,
  principal,
  ...spec,
})

export type CallRequest<C extends Call> = z.input<C['request']>
export type CallReply<C extends Call> = z.output<C['reply']>
