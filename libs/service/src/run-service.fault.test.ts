import {
  startBroker,
  startFaultProxy,
  startStore,
  waitUntil,
  type Broker,
  type RunningStore,
} from '@synthwright/testing'
import { startFixture, type Fixture } from './testing/start-fixture.ts'

let broker: Broker
let store: RunningStore
const started: Fixture[] = []

beforeAll(async () => {
  ;[broker, store] = await Promise.all([startBroker(), startStore()])
})
afterEach(() => Promise.all(started.splice(0).map((service) => service.kill())))
afterAll(() => Promise.all([broker.stop(), store.stop()]))

const start = async (storeUri = store.uri): Promise<Fixture> => {
  const addresses = { NATS_URL: broker.url, MONGODB_URI: storeUri, DATABASE_PREFIX: `test_${process.pid}` }
  const service = await startFixture('./fixture-store-service.ts', addresses)
  started.push(service)
  return service
}

const readiness = (service: Fixture, status: number) =>
  waitUntil(
    async () => {
      const answer = await service.probe('ready')
      return answer.status === status ? answer.body : undefined
    },
    { timeoutMs: 10_000, what: `readiness ${status}` },
  )

const expectGone = (pid: number) => expect(() => process.kill(pid, 0)).toThrow('ESRCH')

describe('a service that loses its broker', () => {
  it('is not ready, lives on, and is ready again when it is back', async () => {
    const service = await start()
    await readiness(service, 200)
    const { pid } = broker
    await broker.kill()
    expectGone(pid)
    expect(await readiness(service, 503)).toEqual({ status: 'failing', because: 'the broker is not connected' })
    expect(await service.probe('live')).toMatchObject({ status: 200 })
    await broker.restart()
    await readiness(service, 200)
  })
})

describe('a service that loses its store, and one that starts before it', () => {
  it('are not ready, live on, and are ready when it is back', async () => {
    const service = await start()
    await readiness(service, 200)
    const { pid } = store
    await store.kill()
    expectGone(pid)
    const early = await start()
    expect(await readiness(service, 503)).toEqual({ status: 'failing', because: 'the store is not connected' })
    expect(await service.probe('live')).toMatchObject({ status: 200 })
    await early.waitForLine((line) => (line.includes('The store is not there yet') ? true : undefined))
    await store.restart()
    await readiness(service, 200)
    await service.waitForLine((line) => (line.includes('The store is back') ? true : undefined))
    await readiness(early, 200)
    expect(early.output()).toContain('"count":1')
  })
})

describe('a service whose store is lost while it makes the indexes', () => {
  it('makes them when the store is back', async () => {
    const proxy = await startFaultProxy({ target: store.uri })
    try {
      const reached = proxy.holdFrom(/createIndexes/)
      const service = await start(proxy.url)
      await reached
      proxy.cut()
      proxy.release()
      await service.waitForLine((line) => (line.includes('The store is not there yet') ? true : undefined))
      await readiness(service, 200)
      expect(proxy.hits().cut).toBeGreaterThan(0)
    } finally {
      await proxy.stop()
    }
  })
})
