import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { waitUntil } from '../processes/wait-until.ts'
import { MetricExport, TraceExport } from './otlp.ts'

type WireSpan = z.output<typeof TraceExport>['resourceSpans'][number]['scopeSpans'][number]['spans'][number]

export interface CollectedSpan extends Omit<WireSpan, 'startTimeUnixNano' | 'endTimeUnixNano'> {
  /** `service.name` of the process that made it. */
  service: string
  /** Milliseconds since the epoch. */
  startMs: number
  endMs: number
}

export interface TraceCollector {
  /** Base URL for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string
  spans(): CollectedSpan[]
  /** `<service>/<metric>` of every metric that arrived. */
  metrics(): Set<string>
  /** The spans as soon as `predicate` holds for them. */
  waitFor(predicate: (spans: CollectedSpan[]) => boolean, timeoutMs?: number): Promise<CollectedSpan[]>
  stop(): Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

const serviceOf = (resource: { attributes: Record<string, unknown> }) => String(resource.attributes['service.name'])

/** Collects what services export by OTLP/HTTP in JSON, on a free port of the loopback interface. */
export const startTraceCollector = async (): Promise<TraceCollector> => {
  const spans: CollectedSpan[] = []
  const metrics = new Set<string>()

  const take = (path: string, body: unknown): void => {
    if (path === '/v1/traces')
      for (const { resource, scopeSpans } of TraceExport.parse(body).resourceSpans)
        for (const { startTimeUnixNano: startMs, endTimeUnixNano: endMs, ...span } of scopeSpans.flatMap(
          (s) => s.spans,
        ))
          spans.push({ ...span, service: serviceOf(resource), startMs, endMs })
    if (path === '/v1/metrics')
      for (const { resource, scopeMetrics } of MetricExport.parse(body).resourceMetrics)
        for (const { name } of scopeMetrics.flatMap((s) => s.metrics)) metrics.add(`${serviceOf(resource)}/${name}`)
  }

  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    bodyOf(request)
      .then((body) => {
        take(request.url ?? '', body)
        answer(200, {})
      })
      .catch((error: unknown) => answer(400, { message: String(error) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => [...spans],
    metrics: () => new Set(metrics),
    waitFor: async (predicate, timeoutMs = 5_000) => {
      await waitUntil(() => predicate([...spans]), {
        timeoutMs,
        everyMs: 25,
        what: () => `spans; there are ${spans.map(({ service, name }) => `${service}: ${name}`).join(', ') || 'none'}`,
      })
      return [...spans]
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
