import { freePort, startBroker, waitUntil, type Broker } from '@synthwright/testing'
import { startFixture, type Fixture } from './testing/start-fixture.ts'

let broker: Broker
const started: Fixture[] = []

const start = async (env: Record<string, string> = {}, file = './fixture-service.ts') => {
  const fixture = await startFixture(file, { NATS_URL: broker.url, ...env })
  started.push(fixture)
  return fixture
}

beforeAll(async () => {
  broker = await startBroker()
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((fixture) => fixture.kill()))
})
afterAll(() => broker.stop())

describe('a service with unusable configuration', () => {
  it('says a sentence per mistake, without the secret, and exits 78', async () => {
    const service = await start({ PORT: 'abc', FIXTURE_SECRET: 'hunter2', LOG_LEVEL: 'loud' })
    expect(await service.exited).toMatchObject({ code: 78 })
    expect(service.output().trim().split('\n')).toEqual([
      'PORT must be a whole number from 0 to 65535, but is "abc".',
      'LOG_LEVEL must be one of debug, info, warn, error, but is "loud".',
      'FIXTURE_SECRET must have at least 20 characters.',
    ])
  })
})

describe('a service', () => {
  it('tells its parent and the log when it is ready, and answers the two probes alone', async () => {
    const service = await start()
    const port = await service.ready()
    expect(await service.waitForLine((line) => (line.includes('"Ready"') ? line : undefined))).toContain(
      `"port":${port}`,
    )
    expect(await service.probe('live')).toEqual({ status: 200, body: { status: 'ok' } })
    expect(await service.probe('ready')).toEqual({ status: 200, body: { status: 'ready' } })
    const other = await fetch(`http://127.0.0.1:${port}/metrics`)
    const post = await fetch(`http://127.0.0.1:${port}/health/live`, { method: 'POST' })
    expect([other.status, post.status]).toEqual([404, 404])
  })

  it('listens where it is told to', async () => {
    const port = await freePort()
    expect(await (await start({ PORT: `${port}` })).ready()).toBe(port)
  })

  it('is not ready while its own condition does not hold, and lives on', async () => {
    const service = await start({ FIXTURE_READY: 'false' })
    expect(await service.probe('ready')).toEqual({
      status: 503,
      body: { status: 'failing', because: 'the service is not ready' },
    })
    expect(await service.probe('live')).toMatchObject({ status: 200 })
  })

  it('is not ready from the first signal on, ends what it does and exits 0', async () => {
    const service = await start({ FIXTURE_STOP_MS: '700' })
    expect(await service.probe('ready')).toMatchObject({ status: 200 })
    service.signal('SIGTERM')
    const report = await waitUntil(async () => {
      const answer = await service.probe('ready')
      return answer.status === 503 ? answer : undefined
    })
    expect(report.body).toEqual({ status: 'failing', because: 'the service is stopping' })
    expect(service.running).toBe(true)
    expect(await service.exited).toEqual({ code: 0, signal: null })
  })

  it('exits 1 at a second signal', async () => {
    const service = await start({ FIXTURE_STOP_MS: '20000' })
    await service.ready()
    await waitUntil(() => !service.running || service.signal('SIGINT'), { everyMs: 50 })
    expect(await service.exited).toEqual({ code: 1, signal: null })
    expect(service.output()).toContain('Stopped at once')
  })

  it('takes the signals of one Ctrl-C for one', async () => {
    const service = await start({ FIXTURE_STOP_MS: '100' })
    await service.ready()
    service.signal('SIGINT')
    service.signal('SIGTERM')
    expect(await service.exited).toEqual({ code: 0, signal: null })
  })

  it('exits 1 when it does not stop in time', async () => {
    const service = await start({ FIXTURE_STOP_MS: '20000', SHUTDOWN_GRACE_MS: '200' })
    await service.ready()
    service.signal('SIGTERM')
    expect(await service.exited).toEqual({ code: 1, signal: null })
    expect(service.output()).toContain('did not stop in time')
  })

  it('stops when its parent disconnects', async () => {
    const service = await start()
    await service.ready()
    service.child.disconnect()
    expect(await service.exited).toEqual({ code: 0, signal: null })
  })

  it.each(['exception', 'rejection'])('exits 1 after an %s that nobody caught, and says why', async (fault) => {
    const service = await start({ FIXTURE_FAULT: fault })
    expect(await service.exited).toEqual({ code: 1, signal: null })
    expect(service.output()).toMatch(/thrown where nobody catches|rejected where nobody looks/)
  })

  it('exits 1 when it cannot be put together', async () => {
    const service = await start({ FIXTURE_FAULT: 'register' })
    expect(await service.exited).toEqual({ code: 1, signal: null })
    expect(service.output()).toContain('no luck')
  })

  it('can be stopped while it waits for the broker', async () => {
    const service = await start({ NATS_URL: `nats://127.0.0.1:${await freePort()}` })
    await service.waitForLine((line) => (/broker/i.test(line) ? true : undefined))
    service.signal('SIGTERM')
    expect(await service.exited).toEqual({ code: 0, signal: null })
  })
})
