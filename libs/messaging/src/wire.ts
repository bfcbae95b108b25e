import { headers, type MsgHdrs } from '@nats-io/transport-node'
import { Principal, type ErrorKind } from '@synthwright/contracts'
import { AppError, fromWire, toWire } from '@synthwright/kernel'
import { traceContextOf, traceHeaders, type TraceContext } from '@synthwright/telemetry'
import type { z } from 'zod'
import type { Connection } from './connection.ts'

const names = {
  principal: 'synthwright-principal',
  /** Milliseconds that the caller will still wait; a duration, since clocks differ. */
  waits: 'synthwright-waits-ms',
  /** How far the caller has seen what the owner did, or how far the owner is: its own count. */
  seen: 'synthwright-seen',
  /** Instead of an answer: something was done after what the caller had seen. */
  overtaken: 'synthwright-overtaken',
  // The names under which tools of the broker look for a service's error.
  errorCode: 'Nats-Service-Error-Code',
  error: 'Nats-Service-Error',
} as const

/** What the headers of a message may take of the broker's limit. */
const headerAllowanceBytes = 64 * 1024

const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/**
 * JSON of a message, small enough for the broker.
 * @throws AppError `message_too_large`, since the broker closes the connection of whoever sends more than it takes
 */
export const encodeBody = (
  { maxPayloadBytes }: Pick<Connection, 'maxPayloadBytes'>,
  value: unknown,
  what: string,
): Uint8Array => {
  const body = encoder.encode(JSON.stringify(value) ?? 'null')
  const limit = maxPayloadBytes - headerAllowanceBytes
  if (body.length > limit)
    throw new AppError('message_too_large', `${what} is larger than a message may be`, {
      details: { sizeBytes: body.length, limitBytes: limit },
    })
  return body
}

/** @throws AppError `contract_violated` for what is not JSON in UTF-8 */
export const decodeBody = (data: Uint8Array): unknown => {
  try {
    return JSON.parse(decoder.decode(data))
  } catch (cause) {
    throw new AppError('contract_violated', 'A message is not JSON', { cause })
  }
}

/**
 * A value as its schema lets it through: unknown fields of objects are left behind.
 * @throws AppError `contract_violated`, naming the first offending paths and never a value
 */
export const parseAs = <S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.') || '(root)'}: ${code}`)
  throw new AppError('contract_violated', `${what} does not have the form its contract asks for`, {
    details: { fields },
  })
}

export const requestHeaders = (options: {
  principal?: Principal | undefined
  waitsMs?: number
  seen?: number | undefined
}): MsgHdrs => {
  const made = headers()
  for (const [name, value] of Object.entries(traceHeaders())) made.set(name, value)
  if (options.principal) made.set(names.principal, JSON.stringify(options.principal))
  if (options.waitsMs !== undefined) made.set(names.waits, String(Math.round(options.waitsMs)))
  if (options.seen !== undefined) made.set(names.seen, String(options.seen))
  return made
}

export const traceOf = (received: MsgHdrs | undefined): TraceContext =>
  traceContextOf({ traceparent: received?.get('traceparent'), tracestate: received?.get('tracestate') })

/** @throws AppError `contract_violated` when it is missing or malformed */
export const principalOf = (received: MsgHdrs | undefined): Principal => {
  const text = received?.get(names.principal)
  if (!text) throw new AppError('contract_violated', 'A call came without the principal it needs')
  return parseAs(Principal, decodeBody(encoder.encode(text)), 'A principal')
}

const numberOf = (received: MsgHdrs | undefined, name: string): number | undefined => {
  const number = Number(received?.get(name) || Number.NaN)
  return Number.isFinite(number) ? number : undefined
}

/** How long the caller still waits, in milliseconds; undefined when it did not say. */
export const waitsOf = (received: MsgHdrs | undefined): number | undefined => numberOf(received, names.waits)

/** How far the caller has seen, or with an answer, how far the owner is; undefined where nobody said. */
export const seenOf = (received: MsgHdrs | undefined): number | undefined => numberOf(received, names.seen)

export const seenHeaders = (count: number): MsgHdrs => {
  const made = headers()
  made.set(names.seen, String(count))
  return made
}

/** The reply to a command that was overtaken: nothing was done. */
export const overtakenHeaders = (count: number): MsgHdrs => {
  const made = seenHeaders(count)
  made.set(names.overtaken, '1')
  return made
}

export const isOvertaken = (received: MsgHdrs | undefined): boolean => received?.has(names.overtaken) ?? false

const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  quota_exhausted: 429,
  unavailable: 503,
  unknown_outcome: 504,
  not_implemented: 501,
  cancelled: 499,
  internal: 500,
}

/** An error as a reply: numbered for tools of the broker, whole in the body for us. */
export const errorReply = (error: AppError): { body: Uint8Array; headers: MsgHdrs } => {
  const made = headers()
  made.set(names.errorCode, String(statusOf[error.kind]))
  made.set(names.error, error.code)
  return { body: encoder.encode(JSON.stringify(toWire(error))), headers: made }
}

/** The error that a reply carries, if it carries one. */
export const errorOf = (received: MsgHdrs | undefined, data: Uint8Array): AppError | undefined =>
  received?.has(names.errorCode) ? fromWire(decodeBody(data)) : undefined
