import { AppError } from '@synthwright/kernel'
import { startTelemetry } from '@synthwright/telemetry'
import { startTraceCollector } from '@synthwright/testing'
import { endpoint } from '../index.ts'
import { getRoute, serve } from '../testing/sample-app.ts'

it('makes one server span per request, under its caller’s, named by the route and failed by our faults only', async () => {
  const collector = await startTraceCollector()
  const telemetry = startTelemetry({
    service: 'gateway',
    version: '1',
    instance: 'a',
    logLevel: 'error',
    otlpEndpoint: collector.endpoint,
  })
  const refusing = (path: string, code: 'run_not_found' | 'store_unavailable') =>
    endpoint(getRoute(path), () => Promise.reject(new AppError(code, 'no')))
  const { app, url } = await serve(
    endpoint(getRoute('/items/:id'), async () => ({ status: 200, body: { ok: true } })),
    refusing('/missing', 'run_not_found'),
    refusing('/broken', 'store_unavailable'),
  )
  const traceId = 'a'.repeat(32)
  const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`
  for (const path of ['/items/secret?q=secret', '/missing', '/broken', '/nowhere'])
    await fetch(url + path, { headers: { traceparent, 'x-request-id': 'mine' } })
  await app.close(0)
  await telemetry.stop()

  const spans = collector.spans().map(({ name, kind, status, attributes }) => ({
    name,
    kind,
    status,
    answered: attributes['http.response.status_code'],
  }))
  expect(spans).toEqual([
    { name: 'GET /items/:id', kind: 'server', status: 'unset', answered: 200 },
    { name: 'GET /missing', kind: 'server', status: 'unset', answered: 404 },
    { name: 'GET /broken', kind: 'server', status: 'error', answered: 503 },
    { name: 'GET unmatched', kind: 'server', status: 'unset', answered: 404 },
  ])
  for (const span of collector.spans()) {
    expect(span).toMatchObject({ traceId, parentSpanId: 'b'.repeat(16), attributes: { 'request.id': 'mine' } })
    expect(JSON.stringify(span)).not.toContain('secret')
  }
  expect([...collector.metrics()]).toContain('gateway/http.server.request.duration')
  await collector.stop()
})
