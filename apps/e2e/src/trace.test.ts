import {
  checkArtifact,
  concludeArtifact,
  draftRoute,
  draftSection,
  gatherEvidence,
  planDraft,
  serviceNames,
} from '@synthwright/contracts'
import {
  apiClient,
  startSystem,
  startTraceCollector,
  type CollectedSpan,
  type System,
  type TraceCollector,
} from '@synthwright/testing'
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

it('acceptance 75: shows a draft in one trace through all five services', async () => {
  const api = apiClient(system.url, system.apiKey)
  const { projectId } = await importFerry(api)
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  await api.expect(draftRoute, {
    body: { goal: ferryGoal, project: projectId },
    headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  })
  const ofTrace = (all: CollectedSpan[]) => all.filter((span) => span.traceId === traceId)
  const orphansOf = (spans: CollectedSpan[]) => {
    const known = new Set(['00f067aa0ba902b7', ...spans.map(({ spanId }) => spanId)])
    return spans.filter(({ parentSpanId }) => !known.has(parentSpanId ?? ''))
  }
  const servicesOf = (spans: CollectedSpan[]) => new Set(spans.map(({ service }) => service))
  // Each process exports in batches of its own: the trace is whole when every span's parent has arrived.
  const whole = (all: CollectedSpan[]) =>
    servicesOf(ofTrace(all)).size === serviceNames.length && orphansOf(ofTrace(all)).length === 0
  const spans = ofTrace(await collector.waitFor(whole, 20_000))

  expect(servicesOf(spans)).toEqual(new Set(serviceNames))
  expect(spans.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([])
  const names = spans.map(({ name }) => name)
  for (const { name } of [planDraft, draftSection, gatherEvidence, checkArtifact, concludeArtifact])
    expect(names.some((spanName) => spanName.includes(name))).toBe(true)
}, 40_000)
