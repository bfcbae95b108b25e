import { AppError } from '@synthwright/kernel'
import { currentTraceparent, span, startTelemetry } from '@synthwright/telemetry'
import { startTraceCollector, waitUntil, type TraceCollector } from '@synthwright/testing'
import { answer } from './calls/answer.ts'
import { startMessaging, type Messaging } from './testing/broker.ts'
import { count, echo, principal } from './testing/contracts.ts'
import { messageFor, startFakeEngine } from './testing/fake-engine.ts'
import { perform } from './work/perform.ts'

let collector: TraceCollector
let telemetry: ReturnType<typeof startTelemetry>
let messaging: Messaging
beforeAll(async () => {
  collector = await startTraceCollector()
  telemetry = startTelemetry({
    service: 'test',
    version: '1',
    instance: 'a',
    logLevel: 'error',
    otlpEndpoint: collector.endpoint,
  })
  messaging = await startMessaging()
})
afterAll(async () => {
  await messaging.stop()
  await collector.stop()
})

it('carries one trace through calls and tasks', async () => {
  const jobs = await messaging.connect('jobs')
  const verifier = await messaging.connect('verifier')
  const graph = await messaging.connect('graph')
  await graph.serve([
    answer(echo, async ({ text }) => {
      if (text === 'missing') throw new AppError('entity_not_found', 'Entity not found')
      return { text }
    }),
  ])
  let traceparent: string | null = null
  let traceInWork: string | null = null
  const engine = await startFakeEngine(jobs)
  await verifier.work(
    [
      perform(count, async () => {
        await verifier.call(echo, { text: 'a' }, { principal })
        await verifier.call(echo, { text: 'missing' }, { principal }).catch(() => {})
        traceInWork = currentTraceparent()
        return { result: { length: 1 }, facts: { length: 1 } }
      }),
    ],
    { concurrency: 1 },
  )
  // The run began in one trace; a later attempt is sent from another.
  await span('start', {}, () => void (traceparent = currentTraceparent()))
  await span('reconcile', {}, async () => {
    engine.terms.traceparent = traceparent
    await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  })
  await waitUntil(() => engine.accepted.length === 1)
  await messaging.close()
  await telemetry.stop()

  const spans = collector.spans()
  const only = (name: string, kind: string, index = 0) => {
    const found = spans.filter((s) => s.name === name && s.kind === kind)[index]
    if (!found) throw new Error(`No ${kind} span ${name} among ${spans.map((s) => `${s.kind} ${s.name}`).join(', ')}`)
    return found
  }
  const [start, reconcile] = [only('start', 'internal'), only('reconcile', 'internal')]
  const dispatch = only(`dispatch ${count.subject}`, 'producer')
  const claim = only('claim count', 'consumer')
  const work = only('work count', 'consumer')
  const asked = only('call graph.echo', 'client')
  const answered = only('answer graph.echo', 'server')
  const finish = only('answer jobs.finish-verifier', 'server')

  expect([dispatch.traceId, claim.traceId]).toEqual([reconcile.traceId, reconcile.traceId])
  expect(claim.parentSpanId).toBe(dispatch.spanId)
  expect(work).toMatchObject({ traceId: start.traceId, parentSpanId: start.spanId })
  expect(work.links).toMatchObject([{ traceId: dispatch.traceId, spanId: dispatch.spanId }])
  expect(work.attributes).toMatchObject({ 'run.id': 'run_1', 'task.attempt': 1, 'task.outcome': 'ok' })
  expect(traceInWork).toContain(work.spanId)
  expect(asked.parentSpanId).toBe(work.spanId)
  expect(answered).toMatchObject({ traceId: start.traceId, parentSpanId: asked.spanId, status: 'unset' })
  expect(only('answer graph.echo', 'server', 1)).toMatchObject({
    status: 'unset',
    attributes: { 'error.code': 'entity_not_found' },
  })
  expect(finish.traceId).toBe(start.traceId)

  const metrics = [...collector.metrics()]
  for (const name of ['call.duration', 'call.handled', 'task.queue_wait', 'task.duration', 'task.outcomes'])
    expect(metrics).toContain(`test/synthwright.${name}`)
})
