import {
  artifactRoutes,
  ErrorEnvelope,
  identityRoutes,
  knowledgeRoutes,
  mcpRoutes,
  runRoutes,
  systemRoutes,
  type AnyRoute,
} from '@synthwright/contracts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../testing/start-gateway.ts'

let gateway: TestGateway
let broken: Replica
let owner: Seeded
const fault = 'ENOENT /srv/gateway/src/secret.ts while {"goal":"hush"} at Object.call (node:internal)'
beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity, { scopes: ['api:write', 'mcp'] })
  const call = () => Promise.reject(new TypeError(fault))
  broken = await gateway.replica({ watchBus: (bus) => ({ ...bus, call }) })
})
afterAll(() => gateway.stop())

const routes: AnyRoute[] = [
  ...artifactRoutes,
  ...identityRoutes,
  ...knowledgeRoutes,
  ...mcpRoutes,
  ...runRoutes,
  ...systemRoutes,
]
const named = (given: AnyRoute[]) => given.map((route) => [route.operationId, route] as const)
const closed = routes.filter(({ auth }) => auth !== 'public')
const withBody = routes.filter(({ body }) => body)

interface Sent {
  key?: string | null
  body?: unknown
  headers?: Record<string, string>
  url?: string
}

/** Asks a route, and holds what it refuses with to the envelope and to the id of the request. */
const refusal = async (
  { method, path }: Pick<AnyRoute, 'method' | 'path'>,
  { key = owner.key, body, headers = {}, url = gateway.url }: Sent,
) => {
  const response = await fetch(url + path.replace(':action', 'start').replaceAll(/:\w+/g, 'x'), {
    method,
    headers: {
      'x-request-id': 'mine:1',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const envelope = ErrorEnvelope.strict().parse(JSON.parse(text))
  const id = response.headers.get('x-request-id')
  expect([response.headers.get('content-type'), id]).toEqual(['application/json; charset=utf-8', envelope.request_id])
  return { status: response.status, id, text, ...envelope }
}

describe('acceptance 64: every error fits the envelope and names its request', () => {
  it.each(named(closed))('%s, to nobody and to a credential that does not count', async (_, route) => {
    expect(await refusal(route, { key: null })).toMatchObject({
      status: 401,
      message: 'Not authenticated',
      id: 'mine:1',
    })
    expect(await refusal(route, { key: 'sk_live_x' })).toMatchObject({ status: 401, message: 'Invalid token' })
  })

  it.each(named(withBody))('%s, for a body that is none', async (_, route) => {
    expect(await refusal(route, { body: '{' })).toMatchObject({ status: 400, message: 'malformed_json' })
    expect(await refusal(route, { body: [] })).toMatchObject({ status: 422, error: 'validation_error' })
    const headers = { 'content-type': 'text/plain' }
    expect(await refusal(route, { body: '{}', headers })).toMatchObject({
      status: 415,
      error: 'unsupported_media_type',
    })
    const huge = 'x'.repeat(route.bodyLimitBytes + 1)
    expect(await refusal(route, { body: huge })).toMatchObject({ status: 413, error: 'payload_too_large' })
  })

  it('paths and methods that nobody has', async () => {
    expect(await refusal({ method: 'GET', path: '/nowhere' }, {})).toMatchObject({ status: 404, error: 'not_found' })
    expect(await refusal({ method: 'PUT', path: '/mcp' }, {})).toMatchObject({ status: 405 })
    expect(await refusal({ method: 'GET', path: '/api/projects/%E0' }, {})).toMatchObject({ status: 422 })
  })

  it.each(['a'.repeat(128), 'A-z_0.9:'])('a request id of the accepted form is adopted: %s', async (id) => {
    const headers = { 'x-request-id': id }
    expect((await refusal({ method: 'GET', path: '/nowhere' }, { headers })).id).toBe(id)
  })

  it.each(['a'.repeat(129), 'with space', '<b>', ''])('another is replaced: %s', async (id) => {
    const headers = { 'x-request-id': id }
    expect((await refusal({ method: 'GET', path: '/nowhere' }, { headers })).id).toMatch(/^req_[0-9a-f]{12}$/)
  })
})

describe('acceptance 64: a fault inside shows no path, no query and no stack', () => {
  /** What a route takes at least. */
  const bodies: Record<string, object> = {
    planSynthesis: { goal: 'hush' },
    draftSynthesis: { goal: 'hush' },
    verifySynthesis: { source_ids: ['x'], markdown: 'hush' },
    createProject: { name: 'n' },
    addProjectMember: { user_id: 'u', role: 'project_viewer' },
    patchProjectMember: { role: 'project_viewer' },
    createEntity: { name: 'n' },
    bulkCreateEntities: { entities: [{ name: 'n' }] },
    createTask: { title: 't', project_id: 'p' },
    importDocument: { content: 'c', format: 'text', project: 'p', path: 'a.txt' },
    createImport: { project: 'p', files: [{ path: 'a.md', content: 'c' }] },
    createMemory: { raw_content: 'c' },
    recallMemories: { query: 'hush' },
    correctSource: { action: 'hide' },
    previewCorrection: { action: 'hide' },
    search: { query: 'hush' },
    createTaskNote: { content: 'hush' },
    explore: { mode: 'list' },
    expand: { entity_ids: ['e'] },
    contextPack: { goal: 'hush' },
  }
  const queries: Record<string, string> = { composeHandbook: '?project=p', documentText: '?start=0&end=1' }
  /** Answered by the gateway alone. */
  const own = ['listAuditEvents']
  const asking = [...artifactRoutes, ...knowledgeRoutes, ...runRoutes].filter(
    ({ operationId }) => !own.includes(operationId),
  )

  it.each(named(asking))('%s', async (id, { method, path, body }) => {
    const sent = { url: broken.url, ...(body ? { body: bodies[id] ?? {} } : {}) }
    const { status, error, message, text } = await refusal({ method, path: path + (queries[id] ?? '') }, sent)
    expect([status, error]).toEqual([500, 'internal_error'])
    expect(message).toMatch(
      /^(Internal error|Synthesis (planning|drafting|verification) failed|Handbook composition failed)$/,
    )
    expect(text).not.toMatch(/ENOENT|\/srv|hush|node:internal|\.ts/)
  })
})
