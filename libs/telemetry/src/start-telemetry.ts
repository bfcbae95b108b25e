import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { AlwaysOffSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { lazyMetricExporter, lazySpanExporter } from './exporters.ts'
import { resetState, state, type LogLevel } from './state.ts'

export interface TelemetryOptions {
  service: string
  version: string
  /** Tells replicas of a service apart. */
  instance: string
  logLevel: LogLevel
  /** Base URL of an OTLP/HTTP collector, without `/v1/traces`; null exports nothing. */
  otlpEndpoint: string | null
}

const flushLimitMs = 2_000

/**
 * Starts spans, metrics and logs of this process. Without an endpoint nothing is recorded or exported, but spans still
 * have ids, so that log lines of one trace can be found across services.
 * @returns `stop` sends what is left, within two seconds, whether the collector answers or not
 */
export const startTelemetry = ({ service, version, instance, logLevel, otlpEndpoint }: TelemetryOptions) => {
  const resource = resourceFromAttributes({
    'service.name': service,
    'service.namespace': 'synthwright',
    'service.version': version,
    'service.instance.id': instance,
  })
  const traces = new BasicTracerProvider({
    resource,
    ...(otlpEndpoint
      ? {
          spanProcessors: [new BatchSpanProcessor(lazySpanExporter(otlpEndpoint), { scheduledDelayMillis: 1_000 })],
        }
      : { sampler: new AlwaysOffSampler() }),
  })
  const metrics = otlpEndpoint
    ? new MeterProvider({
        resource,
        readers: [
          new PeriodicExportingMetricReader({
            exporter: lazyMetricExporter(otlpEndpoint),
            exportIntervalMillis: 10_000,
            exportTimeoutMillis: 5_000,
          }),
        ],
      })
    : null

  // When the reader of the log has gone, the service still stops in order.
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {})
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  Object.assign(state, {
    service,
    logLevel,
    tracer: traces.getTracer('synthwright'),
    meter: metrics?.getMeter('synthwright') ?? null,
  })

  return {
    stop: async (): Promise<void> => {
      const flushed = Promise.allSettled([traces.shutdown(), metrics?.shutdown()])
      let timer: NodeJS.Timeout | undefined
      await Promise.race([flushed, new Promise((resolve) => (timer = setTimeout(resolve, flushLimitMs)))])
      clearTimeout(timer)
      context.disable()
      resetState()
    },
  }
}
