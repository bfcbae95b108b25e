import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '@synthwright/kernel'
import { startTraceCollector, type CollectedSpan, type TraceCollector } from '@synthwright/testing'
import { counter, histogram } from './metrics.ts'
import { span } from './span.ts'
import { startTelemetry } from './start-telemetry.ts'
import { currentTraceparent, traceContextOf, traceHeaders } from './trace-context.ts'

let collector: TraceCollector
beforeAll(async () => {
  collector = await startTraceCollector()
})
afterAll(() => collector.stop())

const start = (otlpEndpoint: string | null) =>
  startTelemetry({ service: 'graph', version: '1', instance: 'a', logLevel: 'error', otlpEndpoint })

const named = (name: string): CollectedSpan => {
  const found = collector.spans().filter((s) => s.name === name)
  expect(found).toHaveLength(1)
  return found[0]!
}

// Made before telemetry starts, as modules do it.
const early = counter('test.early', { description: 'made early' })

describe('telemetry over OTLP', () => {
  it('exports spans with their place, kind, attributes and links', async () => {
    const telemetry = start(collector.endpoint)
    let inbound: Record<string, string> = {}
    await span('outer', { kind: 'client', attributes: { count: 2, password: 'hunter2' } }, async (outer) => {
      outer.event('halfway', { done: 1 })
      await span('inner', {}, () => void (inbound = traceHeaders()))
    })
    const links = [traceContextOf(inbound)]
    await span('remote', { kind: 'server', parent: traceContextOf(inbound) }, () => {})
    await span('linked', { kind: 'consumer', parent: {}, links }, () => {})
    await telemetry.stop()

    const [outer, inner, remote, linked] = ['outer', 'inner', 'remote', 'linked'].map(named) as [
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
    ]
    expect(outer).toMatchObject({ service: 'graph', kind: 'client', parentSpanId: null, status: 'unset' })
    expect(outer.attributes).toEqual({ count: 2, password: '[masked]' })
    expect(outer.events).toEqual([{ name: 'halfway', attributes: { done: 1 } }])
    expect(inner).toMatchObject({ traceId: outer.traceId, parentSpanId: outer.spanId, kind: 'internal' })
    expect(remote).toMatchObject({ traceId: outer.traceId, parentSpanId: inner.spanId, kind: 'server' })
    expect(linked.traceId).not.toBe(outer.traceId)
    expect(linked.links).toEqual([expect.objectContaining({ traceId: outer.traceId, spanId: inner.spanId })])
  })

  it.each([
    ['unavailable is an error', new AppError('store_unavailable', 'gone'), 'error', 'store_unavailable'],
    ['not found is an answer', new AppError('run_not_found', 'Run not found'), 'unset', 'run_not_found'],
    ['anything else is internal', new TypeError('at mongodb://u:hunter2@h'), 'error', 'internal'],
  ])('rethrows and records: %s', async (name, error, status, code) => {
    const telemetry = start(collector.endpoint)
    await expect(span(name, {}, () => Promise.reject(error))).rejects.toBe(error)
    await telemetry.stop()
    const made = named(name)
    expect(made).toMatchObject({ status, attributes: { 'error.code': code } })
    expect(made.events[0]).toMatchObject({ name: 'exception' })
    expect(JSON.stringify(made)).not.toContain('hunter2')
  })

  it('exports metrics, also of instruments made before it started', async () => {
    early.add(1)
    const telemetry = start(collector.endpoint)
    early.add(1, { call: 'a' })
    histogram('test.duration', { description: 'made late', unit: 'ms' }).record(3)
    await telemetry.stop()
    expect([...collector.metrics()].sort()).toEqual(['graph/test.duration', 'graph/test.early'])
  })

  it('leaves no trace before it started and after it stopped', async () => {
    const before = await span('early', { parent: {} }, () => currentTraceparent())
    const telemetry = start(null)
    await telemetry.stop()
    const after = await span('late', {}, () => currentTraceparent())
    expect([before, after]).toEqual([null, null])
  })

  it('stops within two seconds, though the collector never answers', async () => {
    let asked = 0
    const deaf = createServer(() => void (asked += 1))
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const telemetry = start(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`)
    await span('unheard', {}, () => {})
    const startedAt = performance.now()
    await telemetry.stop()
    expect(performance.now() - startedAt).toBeLessThan(2_500)
    expect(asked).toBeGreaterThan(0)
    deaf.closeAllConnections()
    await new Promise((resolve) => deaf.close(resolve))
  })
})
