import type { z } from 'zod'
import type { ServiceName } from './call.ts'

/**
 * A wake-up for readers who then ask. Losing one loses nothing, so events are core NATS publishes.
 *
 * `subject` takes the parameters in the order of `params` and `pattern` is the same with wildcards.
 */
export interface Event<Params extends readonly string[] = readonly string[], Body extends z.ZodType = z.ZodType> {
  readonly type: 'event'
  readonly name: string
  /** The services that may send it, and those that may listen. */
  readonly publishers: readonly ServiceName[]
  readonly subscribers: readonly ServiceName[]
  readonly params: Params
  readonly body: Body
  readonly subject: (params: Record<Params[number], string>) => string
}

/** Defines an event; its subject is `event.<name>.<param>….v<version>`. A param of `*` listens to all. */
export const defineEvent = <const Params extends readonly string[], Body extends z.ZodType>(spec: {
  name: string
  publishers: readonly ServiceName[]
  subscribers: readonly ServiceName[]
  params: Params
  body: Body
  version?: number
}): Event<Params, Body> => ({
  type: 'event',
  name: spec.name,
  publishers: spec.publishers,
  subscribers: spec.subscribers,
  params: spec.params,
  body: spec.body,
  subject: (params) =>
    ['event', spec.name, ...spec.params.map((p) => params[p as Params[number]]), `v${spec.version ?? 1}`].join('.'),
})
