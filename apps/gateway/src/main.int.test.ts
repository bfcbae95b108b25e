import {
  spawnProcess,
  startBroker,
  startStore,
  type Broker,
  type RunningStore,
  type SpawnedProcess,
} from '@synthwright/testing'
import { drawApiKey } from './identity/api-key.ts'

let broker: Broker
let store: RunningStore
beforeAll(async () => {
  ;[broker, store] = await Promise.all([startBroker(), startStore()])
})
afterAll(() => Promise.all([broker.stop(), store.stop()]))

const start = (env: Record<string, string | undefined>): Promise<SpawnedProcess> =>
  spawnProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', `${import.meta.dirname}/main.ts`],
    env: { NODE_ENV: 'test', NODE_OPTIONS: '', NATS_URL: broker.url, MONGODB_URI: store.uri, PORT: '0', ...env },
    ipc: true,
  })

const portOf = ({ child }: SpawnedProcess): Promise<number> =>
  new Promise((resolve) => child.once('message', (message) => resolve((message as { port: number }).port)))

it('starts on an empty database, lets its first key in, keeps it to itself, and stops when told', async () => {
  const key = drawApiKey()
  const gateway = await start({ FIRST_API_KEY: key, LOG_LEVEL: 'debug' })
  const url = `http://127.0.0.1:${await portOf(gateway)}`
  const asked = await fetch(`${url}/api/synthesis/plan`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"goal":" "}',
  })
  expect([asked.status, await asked.json()]).toMatchObject([400, { message: 'goal is required' }])
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  gateway.signal('SIGTERM')
  expect((await gateway.exited).code).toBe(0)
  expect(gateway.output()).not.toContain(key.slice(8))
})

it('refuses a first key that nobody drew at random, without showing it', async () => {
  const gateway = await start({ FIRST_API_KEY: `sk_live_${'hunter2'.repeat(8)}` })
  expect((await gateway.exited).code).toBe(78)
  expect(gateway.output()).toContain('FIRST_API_KEY must be sk_live_ or sk_test_ followed by at least 32 random')
  expect(gateway.output()).not.toContain('hunter2')
})

it('does not start in production when nobody could sign in', async () => {
  const gateway = await start({ NODE_ENV: 'production', HOST: '127.0.0.1', DATABASE_PREFIX: 'empty' })
  expect((await gateway.exited).code).toBe(1)
  expect(gateway.output()).toContain('FIRST_API_KEY must be set')
})
