import type { AnyRoute, Principal } from '@synthwright/contracts'
import type { z } from 'zod'
import type { EventStream } from './server/event-stream.ts'

type Parsed<S> = NonNullable<S> extends z.ZodType ? z.output<NonNullable<S>> : undefined

/** What a handler is given once nothing of the request is left to refuse from the contract alone. */
export interface HandlerContext<R extends AnyRoute = AnyRoute> {
  params: Parsed<R['params']>
  query: Parsed<R['query']>
  body: Parsed<R['body']>
  /** Names the body carries and the contract does not know, dotted where nested; at most 50, each at most 100 long. */
  unknownFields: string[]
  /** Top-level names of the contract that the body carries, whatever their value. */
  sentFields: string[]
  /** Who acts. Reading it on a public route is a fault. */
  principal: Principal
  /**
   * Who acts as of now, checked a few seconds ago at most: for what is answered, or sent, long after it was asked for.
   * @throws AppError when the credential, the membership, the scope or the role has gone
   */
  principalNow(): Promise<Principal>
  requestId: string
  /** Where it comes from, as far as trusted proxies tell; empty from inside. */
  address: string
  /** Names what this request is to do: the same for every call with its `Idempotency-Key`, else drawn for it alone. */
  commandId: string
  /** Aborts when the client has gone; not for a request with a key, whose answer is kept for whoever asks again. */
  signal: AbortSignal
  /** The client sent `Prefer: respond-async`. */
  preferAsync: boolean
  lastEventId: string | null
  /** As it was sent. It has done its work already, except on a route whose key is for what is asked inside. */
  idempotencyKey: string | null
  /** A header by its name in lower case, for what stands in no contract. */
  header(name: string): string | undefined
  /** Starts the answer as server-sent events; for routes with `stream: 'sse'`. It is closed when the handler returns. */
  openStream(): EventStream
}

/** What of it is known before the key is taken. */
export type AdmissionContext<R extends AnyRoute = AnyRoute> = Omit<HandlerContext<R>, 'commandId' | 'openStream'>

/** What is to be called once the request was answered. */
export type Leave = () => void

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

type ReplyWith<Status, Schema> = { status: Status; headers?: Record<string, string> } & (Schema extends z.ZodType
  ? { body: Frozen<z.input<Schema>> }
  : { body?: undefined })

/** One of the replies that a route declares. */
export type Reply<R extends AnyRoute> = {
  [Status in keyof R['replies'] & number]: ReplyWith<Status, R['replies'][Status]>
}[keyof R['replies'] & number]

/** How the effect of a route that keeps references is found again. */
export interface Again<R extends AnyRoute, Reference> {
  /** What of a reply names its effect. It is kept as JSON, and holds nothing that a right could be lost to. */
  of(reply: Reply<R>, context: AdmissionContext<R>): Reference
  /** What the asker may see of it by now. @throws AppError as reading it does */
  read(reference: Reference, context: AdmissionContext<R>): Promise<Reply<R>>
}

export interface Endpoint {
  readonly route: AnyRoute
  readonly handle: (context: HandlerContext) => Promise<LooseReply | void>
  readonly admit?: (context: AdmissionContext) => Promise<Leave | void>
  readonly again?: {
    of(reply: LooseReply, context: AdmissionContext): unknown
    read(reference: unknown, context: AdmissionContext): Promise<LooseReply>
  }
  readonly stillMay?: (context: AdmissionContext) => Promise<void>
}

/** A reply whose type was checked where its handler was written; its body is checked again before it is sent. */
export interface LooseReply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

interface Admitting<R extends AnyRoute> {
  /**
   * Refuses what takes a question to know, such as rights in a project, and what there is no room for. It is asked for
   * every call, also one whose `Idempotency-Key` was answered before.
   */
  admit?: (context: AdmissionContext<R>) => Promise<Leave | void>
}

type Keeping<R extends AnyRoute, Reference> = R['keeps'] extends 'reference'
  ? [options: Admitting<R> & { again: Again<R, Reference> }]
  : R['keeps'] extends 'secret'
    ? [
        options: Admitting<R> & {
          /** Refuses who may not have the kept secret any more. */
          stillMay: (context: AdmissionContext<R>) => Promise<void>
        },
      ]
    : [options?: Admitting<R>]

/**
 * Binds a route to the function that answers it. Decoding, refusals, keys, checks of the reply and telemetry are around
 * it. A route that keeps references says how they are read, and one that keeps secrets who may still have them.
 */
export const endpoint = <R extends AnyRoute, const A extends Reply<R> | void, Reference = unknown>(
  route: R,
  handle: (context: HandlerContext<R>) => Promise<A>,
  ...[options]: Keeping<R, Reference>
): Endpoint => ({
  route,
  handle: handle as unknown as Endpoint['handle'],
  ...(options as Pick<Endpoint, 'admit' | 'again' | 'stillMay'> | undefined),
})
