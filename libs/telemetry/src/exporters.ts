import { withoutTail } from '@synthwright/kernel'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'

// ExportResultCode.FAILED, without loading its package for one number.
const failed = 1
const requestTimeoutMs = 3_000

interface Exporter<Batch> {
  export(batch: Batch, done: (result: { code: number; error?: Error }) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

/** Loads the real exporter with its first batch: the HTTP client and the encoders are not worth a slower start. */
const lazily = <Batch>(load: () => Promise<Exporter<Batch>>): Required<Exporter<Batch>> => {
  let loaded: Promise<Exporter<Batch>> | null = null
  return {
    export: (batch, done) => {
      loaded ??= load()
      loaded.then(
        (exporter) => exporter.export(batch, done),
        (error: Error) => done({ code: failed, error }),
      )
    },
    forceFlush: async () => (await loaded)?.forceFlush?.(),
    shutdown: async () => (await loaded)?.shutdown(),
  }
}

const base = (endpoint: string) => withoutTail(endpoint, /\//)

export const lazySpanExporter = (endpoint: string): SpanExporter =>
  lazily(async () => {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
    return new OTLPTraceExporter({ url: `${base(endpoint)}/v1/traces`, timeoutMillis: requestTimeoutMs })
  })

export const lazyMetricExporter = (endpoint: string): PushMetricExporter =>
  lazily(async () => {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http')
    return new OTLPMetricExporter({ url: `${base(endpoint)}/v1/metrics`, timeoutMillis: requestTimeoutMs })
  })
