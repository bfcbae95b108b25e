import { context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Context, Link } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'

/** A place in a trace, as W3C headers carry it. Without `traceparent` it is no place: a span under it starts a trace. */
export interface TraceContext {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

const w3c = new W3CTraceContextPropagator()

/** W3C headers of the active span; empty outside of one. */
export const traceHeaders = (): Record<string, string> => {
  const headers: Record<string, string> = {}
  w3c.inject(context.active(), headers, defaultTextMapSetter)
  return headers
}

/** The `traceparent` of the active span, to be kept with what it starts. */
export const currentTraceparent = (): string | null => traceHeaders()['traceparent'] ?? null

/** What headers say about the caller's place in a trace; anything else in them is left. */
export const traceContextOf = (headers: Record<string, string | undefined>): TraceContext => ({
  traceparent: headers['traceparent'],
  tracestate: headers['tracestate'],
})

/** The SDK's context below `place`: a root one for a place that is missing or malformed. */
export const contextAt = (place: TraceContext): Context => w3c.extract(ROOT_CONTEXT, place, defaultTextMapGetter)

export const linksTo = (places: readonly TraceContext[]): Link[] =>
  places.flatMap((place) => {
    const spanContext = trace.getSpanContext(contextAt(place))
    return spanContext ? [{ context: spanContext }] : []
  })
