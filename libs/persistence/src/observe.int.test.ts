import { AppError } from '@synthwright/kernel'
import { startTelemetry } from '@synthwright/telemetry'
import { startTraceCollector, type TraceCollector } from '@synthwright/testing'
import { observe } from './observe.ts'

let collector: TraceCollector

beforeAll(async () => {
  collector = await startTraceCollector()
})
afterAll(() => collector.stop())

describe('an operation on the store', () => {
  it('leaves a client span and a measured time, and nothing of what was asked or stored', async () => {
    const telemetry = startTelemetry({
      service: 'graph',
      version: 'test',
      instance: 'test',
      logLevel: 'error',
      otlpEndpoint: collector.endpoint,
    })
    const operation = { collection: 'rows', name: 'insert', writes: true, reason: null }
    expect(await observe(operation, () => Promise.resolve('stored text'))).toBe('stored text')
    const message = 'E11000 duplicate key error index: email_1 dup key: { email: "a@b.c" }'
    const refused = observe({ ...operation, reason: 'sweep rows' }, () =>
      Promise.reject(Object.assign(new Error(message), { name: 'MongoServerError', code: 11_000 })),
    )
    await expect(refused).rejects.toEqual(expect.any(AppError))
    const gone = Object.assign(new Error('connect ECONNREFUSED'), { reason: {} })
    await expect(observe(operation, () => Promise.reject(gone))).rejects.toMatchObject({ code: 'store_unavailable' })
    await telemetry.stop()

    const spans = await collector.waitFor((all) => all.length === 3)
    expect(spans.map(({ name, kind, status }) => [name, kind, status])).toEqual([
      ['mongo rows.insert', 'client', 'unset'],
      ['mongo rows.insert', 'client', 'unset'],
      ['mongo rows.insert', 'client', 'error'],
    ])
    expect(spans[0]?.attributes).toEqual({
      'db.system.name': 'mongodb',
      'db.collection.name': 'rows',
      'db.operation.name': 'insert',
    })
    expect(spans[1]?.attributes).toMatchObject({ 'synthwright.scope': 'sweep rows', 'error.code': 'already_exists' })
    expect(JSON.stringify(spans)).not.toMatch(/stored text|a@b\.c/)
    expect([...collector.metrics()]).toContain('graph/db.client.operation.duration')
  })
})
