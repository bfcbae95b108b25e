import {
  artifactRoutes,
  identityRoutes,
  knowledgeRoutes,
  mcpRoutes,
  runRoutes,
  systemRoutes,
} from '@synthwright/contracts'
import { seedMember, startGateway, type TestGateway } from '../testing/start-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

const get = (path: string) => gateway.ask(null, 'GET', path)
const routes = [...artifactRoutes, ...identityRoutes, ...knowledgeRoutes, ...mcpRoutes, ...runRoutes, ...systemRoutes]
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
const declared = routes.map(nameOf)

it('serves exactly the routes that the contracts declare', () => {
  expect(gateway.app.routes().map(nameOf).toSorted()).toEqual(declared.toSorted())
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
  for (const route of routes) {
    const { status } = await gateway.ask(null, route.method, route.path.replaceAll(/:\w+/g, 'x'))
    const open = route.body ? 400 : 200
    expect([nameOf(route), status]).toEqual([nameOf(route), route.auth === 'public' ? open : 401])
  }
})

it('takes an Idempotency-Key on every POST that somebody makes, and says so', async () => {
  const { key } = await seedMember(gateway.identity)
  const { paths } = (await get('/openapi.json')).body
  for (const { method, path, auth, keeps } of routes) {
    const described = paths[path.replaceAll(/:(\w+)/g, '{$1}')][method.toLowerCase()]
    const takesKeys = method === 'POST' && auth !== 'public'
    const names = described.parameters.map(({ name }: { name: string }) => name)
    expect([method, path, names.includes('Idempotency-Key')]).toEqual([method, path, takesKeys])
    if (!takesKeys) continue
    const refuses = described.responses['409']?.description.includes('idempotency_key_reused') ?? false
    expect([path, refuses]).toEqual([path, keeps !== 'nothing' && keeps !== 'inside'])
    const headers = { 'idempotency-key': 'k'.repeat(256) }
    const { status, body } = await gateway.ask(key, method, path.replaceAll(/:\w+/g, 'x'), '{', headers)
    expect([path, status, body.details?.field]).toEqual([path, 422, 'Idempotency-Key'])
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
