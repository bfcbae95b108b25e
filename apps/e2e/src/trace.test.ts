import { draftRoute, serviceNames } from '@synthwright/contracts'
import { apiClient, startSystem, startTraceCollector, type System, type TraceCollector } from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'

let collector: TraceCollector
let system: System

beforeAll(async () => {
  collector = await startTraceCollector()
  system = await startSystem({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } })
}, 60_000)
afterAll(async () => {
  await system.stop()
  await collector.stop()
})

it('shows a draft in one trace through all five services', async () => {
  const api = apiClient(system.url, system.apiKey)
  const { projectId } = await importFerry(api)
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  await api.expect(draftRoute, {
    body: { goal: ferryGoal, project: projectId },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  })
  const ofTrace = (spans: ReturnType<TraceCollector['spans']>) => spans.filter((span) => span.traceId === traceId)
  const spans = ofTrace(
    await collector.waitFor((all) => new Set(ofTrace(all).map(({ service }) => service)).size === serviceNames.length),
  )
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(serviceNames))

  const ids = new Set(spans.map(({ spanId }) => spanId))
  const orphans = spans.filter(
    ({ parentSpanId }) => parentSpanId !== '00f067aa0ba902b7' && !ids.has(parentSpanId ?? ''),
  )
  expect(orphans.map(({ service, name }) => `${service} ${name}`)).toEqual([])
  expect(spans.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([])
}, 30_000)
