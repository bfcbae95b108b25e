import { startBroker, startStore, type Broker, type RunningStore } from '@synthwright/testing'
import { drawApiKey } from './identity/api-key.ts'
import { spawnGateway, urlOf } from './testing/spawn-gateway.ts'

let broker: Broker
let store: RunningStore
beforeAll(async () => {
  ;[broker, store] = await Promise.all([startBroker(), startStore()])
})
afterAll(() => Promise.all([broker.stop(), store.stop()]))

const start = (env: Record<string, string | undefined>) => spawnGateway({ broker, store }, env)
const production = { NODE_ENV: 'production', HOST: '127.0.0.1', AUTH_SECRET: 'drawn at random, say, and long enough' }

it('starts on an empty database, lets its first key in, keeps it to itself, and stops when told', async () => {
  const key = drawApiKey()
  const gateway = await start({ FIRST_API_KEY: key, LOG_LEVEL: 'debug' })
  const url = await urlOf(gateway)
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

it('tells no password and no token in its logs', async () => {
  const gateway = await start({ FIRST_API_KEY: drawApiKey(), LOG_LEVEL: 'debug' })
  const url = await urlOf(gateway)
  const post = async (path: string, body: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const answered = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await answered.json()) as Record<string, string>
  }
  const account = { email: 'ada@example.org', password: 'hunter2-hunter2' }
  const first = await post('/api/auth/local/signup', { ...account, name: 'Ada' })
  await post('/api/auth/local/login', { ...account, password: 'hunter2-guessed' })
  const { api_key: key } = await post('/api/auth/api-keys', { name: 'k' }, first['access_token'])
  const pair = await post('/api/auth/refresh', first)
  await post('/api/auth/refresh', first)
  gateway.signal('SIGTERM')
  await gateway.exited
  expect(gateway.output()).toContain('/api/auth/refresh')
  const tokens = [first, pair].flatMap((given) => [given['access_token']!, given['refresh_token']!])
  const signatures = tokens.map((token) => token.split('.')[2]!)
  for (const secret of ['hunter2', 'ada@example.org', key!.slice(20), ...signatures])
    expect(gateway.output()).not.toContain(secret)
})

it('refuses a first key that nobody drew at random, without showing it', async () => {
  const gateway = await start({ FIRST_API_KEY: `sk_live_${'hunter2'.repeat(8)}` })
  expect((await gateway.exited).code).toBe(78)
  expect(gateway.output()).toContain('FIRST_API_KEY must be sk_live_ or sk_test_ followed by at least 32 random')
  expect(gateway.output()).not.toContain('hunter2')
})

it('does not start in production when nobody could sign in', async () => {
  const gateway = await start({ ...production, DATABASE_PREFIX: 'empty' })
  expect((await gateway.exited).code).toBe(1)
  expect(gateway.output()).toContain('FIRST_API_KEY must be set')
})

it('serves no probe in production', async () => {
  const gateway = await start({ ...production, ENGINE_PROBE: 'on' })
  expect((await gateway.exited).code).toBe(78)
  expect(gateway.output()).toContain('ENGINE_PROBE must be off in production')
})

it('needs in production a secret that lasts, and an issuer over TLS', async () => {
  const gateway = await start({ ...production, AUTH_SECRET: undefined, OIDC_ISSUER: 'http://issuer.test' })
  expect((await gateway.exited).code).toBe(78)
  for (const sentence of [
    'AUTH_SECRET must be set',
    'OIDC_AUDIENCE must be set with OIDC_ISSUER',
    'OIDC_ISSUER must use https',
  ])
    expect(gateway.output()).toContain(sentence)
  const short = await start({ ...production, AUTH_SECRET: 'hunter2' })
  expect((await short.exited).code).toBe(78)
  expect(short.output()).not.toContain('hunter2')
})
