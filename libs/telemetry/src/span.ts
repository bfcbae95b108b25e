import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Span as SdkSpan } from '@opentelemetry/api'
import type { ErrorKind } from '@synthwright/contracts'
import { toAppError } from '@synthwright/kernel'
import { masked, maskedText } from './mask.ts'
import { state } from './state.ts'
import { contextAt, linksTo, type TraceContext } from './trace-context.ts'

export type Attributes = Record<string, string | number | boolean>

export interface Span {
  /** Adds attributes; secrets are masked by their key. */
  set(attributes: Attributes): void
  event(name: string, attributes?: Attributes): void
}

export interface SpanOptions {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  attributes?: Attributes
  /** The caller's place; without it the active span is the parent. */
  parent?: TraceContext
  /** Other traces that led here. */
  links?: readonly TraceContext[]
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

/** Only what nobody asked for is an error of a span; a refusal is an answer. */
const faults: ReadonlySet<ErrorKind> = new Set(['quota_exhausted', 'unavailable', 'unknown_outcome', 'internal'])

const idle: Span = { set: () => {}, event: () => {} }

const handle = (span: SdkSpan): Span =>
  span.isRecording()
    ? {
        set: (attributes) => void span.setAttributes(masked(attributes) as Attributes),
        event: (name, attributes) => void span.addEvent(name, masked(attributes ?? {}) as Attributes),
      }
    : idle

const record = (span: SdkSpan, thrown: unknown): void => {
  const error = toAppError(thrown)
  const cause = thrown instanceof Error ? thrown : error
  span.setAttribute('error.code', error.code)
  span.recordException({ name: cause.name, message: maskedText(cause.message), stack: maskedText(cause.stack ?? '') })
  if (faults.has(error.kind)) span.setStatus({ code: SpanStatusCode.ERROR, message: error.code })
}

/**
 * Runs `fn` inside a span, which ends with it.
 * @param name low in variety: what is done, never to whom
 * @returns what `fn` returns
 * @throws whatever `fn` throws, after it was recorded; the kind of an AppError decides whether the span failed
 */
export const span = async <T>(
  name: string,
  { kind = 'internal', attributes = {}, parent, links = [] }: SpanOptions,
  fn: (span: Span) => T | Promise<T>,
): Promise<T> => {
  if (!state.tracer) return fn(idle)
  const below = parent ? contextAt(parent) : context.active()
  const options = { kind: kinds[kind], attributes: masked(attributes) as Attributes, links: linksTo(links) }
  const started = state.tracer.startSpan(name, options, below)
  try {
    return await context.with(trace.setSpan(below, started), () => fn(handle(started)))
  } catch (error) {
    record(started, error)
    throw error
  } finally {
    started.end()
  }
}
