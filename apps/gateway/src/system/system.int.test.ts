import { artifactRoutes, knowledgeRoutes, runRoutes, systemRoutes } from '@synthwright/contracts'
import { seedMember, startGateway, type TestGateway } from '../testing/start-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

const get = (path: string) => gateway.ask(null, 'GET', path)
const declared = [...artifactRoutes, ...knowledgeRoutes, ...runRoutes, ...systemRoutes].map(
  ({ method, path }) => `${method} ${path}`,
)

it('serves exactly the routes that the contracts declare', () => {
  expect(
    gateway.app
      .routes()
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  ).toEqual(declared.toSorted())
})

it('describes every one of them', async () => {
  const { body } = await get('/openapi.json')
  const described = Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(body.openapi).toBe('3.1.0')
  expect(described.toSorted()).toEqual(declared.toSorted())
  expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(['PlanRequest', 'ErrorEnvelope', 'Gap']))
  expect(body.info.description).toContain('Idempotency-Key')
})

it('answers every one of them, so that none is declared and dead', async () => {
  for (const route of declared) {
    const [method, path] = route.split(' ') as [string, string]
    const { status } = await gateway.ask(null, method, path.replaceAll(/:\w+/g, 'x'))
    expect([route, status]).toEqual([route, systemRoutes.some((one) => one.path === path) ? 200 : 401])
  }
})

it('shows the description as a page that loads nothing', async () => {
  const { headers, text } = await get('/docs')
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(text).toContain('/api/synthesis/draft')
  expect(text).not.toMatch(/<script|src=|@import/)
})

it('says how it is, to anybody, and why it is not well, to nobody', async () => {
  expect((await get('/health/live')).body).toEqual({ status: 'ok' })
  expect((await get('/health/ready')).body).toEqual({ status: 'ready' })
  gateway.health.ready = { ok: false, because: 'the store is not connected' }
  gateway.health.live = { ok: false, because: 'a task consumer makes no progress' }
  for (const path of ['/health/live', '/health/ready']) {
    const { status, body, text } = await get(path)
    expect([status, body.error]).toEqual([503, 'unavailable'])
    expect(text).not.toMatch(/store|consumer/)
  }
})

it('answers for paths and methods that nobody has', async () => {
  expect((await get('/nowhere')).body).toMatchObject({ error: 'not_found', message: 'Route not found' })
  const { status, headers, body } = await gateway.ask(null, 'PUT', '/api/projects')
  expect([status, headers.get('allow'), body.error]).toEqual([405, 'POST, GET, HEAD', 'method_not_allowed'])
})

it('tells that a service behind it is gone', async () => {
  const { key } = await seedMember(gateway.identity)
  await gateway.bus.stop(0)
  const { status, headers, body } = await gateway.ask(key, 'GET', '/api/projects')
  expect([status, body.error, headers.get('retry-after')]).toEqual([503, 'unavailable', expect.any(String)])
})
