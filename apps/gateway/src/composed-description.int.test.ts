import { apiClient, startSystem, type System } from '@synthwright/testing'
import {
  addMemberRoute,
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  meRoute,
  signInRoute,
  signUpRoute,
  type ApiScope,
} from '@synthwright/contracts'
import { describedBy } from './testing/described.ts'

let system: System
let description: { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> }
let holds: ReturnType<typeof describedBy>
let owner: string
let viewer: string
let project: string
let decision: string
const scoped: Partial<Record<string, string>> = {}

const goal = 'Document the ferry queue'
const password = 'nine-lives-9'
const account = (name: string) => ({ email: `${name}@example.org`, password, name })

beforeAll(async () => {
  system = await startSystem()
  const anybody = apiClient(system.url)
  owner = (await anybody.expect(signUpRoute, { body: account('ada') })).access_token
  const ada = apiClient(system.url, owner)
  const { organization } = await ada.expect(meRoute)
  await anybody.expect(signUpRoute, { body: account('vic') })
  const params = { slug: organization.slug }
  const body = { email: account('vic').email, role: 'viewer' } as const
  const { invitation } = await ada.expect(addMemberRoute, { params, body })
  const signIn = { email: account('vic').email, password, invitation_token: invitation.token }
  viewer = (await anybody.expect(signInRoute, { body: signIn })).access_token
  project = (await ada.expect(createProjectRoute, { body: { name: 'Ferry', visibility: 'org' } })).id
  const row = async (entity_type: string, name: string, content: string) =>
    (await ada.expect(createEntityRoute, { body: { entity_type, name, content, metadata: { project_id: project } } }))
      .id
  decision = await row('decision', 'Use one queue', 'The ferry uses one durable queue per task since 2026-03-02.')
  await row('procedure', 'Drain the queue', 'The ferry queue is drained before every release.')
  const key = async (name: string, scopes: ApiScope[], given: object = {}) =>
    void (scoped[name] = (await ada.expect(createApiKeyRoute, { body: { name, scopes, ...given } })).api_key)
  await key('reader', ['api:read'])
  await key('projectOnly', ['api:write'], { memory_scopes: ['project'] })
  await key('tools', ['api:write', 'mcp'])
  description = (await (await fetch(`${system.url}/openapi.json`)).json()) as typeof description
  holds = describedBy(description as unknown as Record<string, unknown>)
}, 60_000)
afterAll(() => system.stop())

/** Statuses that were answered, by operation. */
const recorded = new Map<string, Set<number>>()

interface Sent {
  token?: string | null
  body?: unknown
  headers?: Record<string, string>
  /** As the description names it, where the path has parameters. */
  template?: string
}

/** Asks, and holds the answer to the description. */
const record = async (
  method: string,
  path: string,
  { token = owner, body, headers = {}, template = path }: Sent = {},
) => {
  const response = await fetch(system.url + path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const { status } = response
  const text = await response.text()
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies of every shape; the description holds them
  const answer = text === '' ? undefined : (JSON.parse(text) as any)
  const [operation] = template.split('?')
  holds(method, new URL(path, system.url).pathname, { status, body: answer })
  const name = `${method} ${operation}`
  recorded.set(name, (recorded.get(name) ?? new Set()).add(status))
  return { status, body: answer }
}

const synthesis = '/api/synthesis'

it('acceptance 63: a field that nobody knows is named, and refuses nothing', async () => {
  const unknown = { nonsense: 1, required_sections: [{ title: 'Queues', other: 1 }] }
  const { status, body } = await record('POST', `${synthesis}/plan`, { body: { goal, ...unknown } })
  expect(status).toBe(200)
  const notices = body.notices.filter(({ code }: { code: string }) => code === 'unknown_field')
  expect(JSON.stringify(notices)).toMatch(/nonsense.*required_sections\.0\.other|other.*nonsense/)
})

describe('acceptance 65: the description of the API', () => {
  it('lists every endpoint of synthesis, the tools, and those beside them', () => {
    const listed = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(listed).toEqual(
      expect.arrayContaining([
        'POST /api/synthesis/plan',
        'POST /api/synthesis/draft',
        'POST /api/synthesis/verify',
        'GET /api/synthesis/runs',
        'GET /api/synthesis/runs/{run_id}',
        'GET /api/synthesis/handbook',
        'POST /mcp',
        'POST /api/auth/local/signup',
        'POST /api/auth/api-keys',
        'POST /api/projects',
        'POST /api/entities',
        'POST /api/tasks',
        'POST /api/memory/raw',
        'POST /api/memory/raw/recall',
        'POST /api/search',
        'POST /api/search/explore',
        'POST /api/search/expand',
        'POST /api/context/pack',
        'POST /api/ingestion/documents',
        'POST /api/ingestion/imports',
      ]),
    )
  })

  it('holds for what succeeds', async () => {
    const request = { goal, project, decision_ids: [decision], nonsense: 1 }
    const plan = await record('POST', `${synthesis}/plan`, { body: request })
    const roles = [
      'documentation',
      'report',
      'briefing',
      'roadmap',
      'release_notes',
      'audit_packet',
      'custom',
      'handbook',
    ]
    for (const output_type of roles) await record('POST', `${synthesis}/plan`, { body: { goal, output_type } })
    const draft = await record('POST', `${synthesis}/draft`, { body: request })
    await record('POST', `${synthesis}/draft`, { body: { ...request, output_format: 'json', audience: 'executives' } })
    const later = await record('POST', `${synthesis}/draft`, { body: request, headers: { prefer: 'respond-async' } })
    expect([plan.status, draft.status, later.status]).toEqual([200, 200, 202])
    const { run_id, artifact } = draft.body
    const edited = artifact.markdown.replace('one durable queue', 'two durable queues')
    const verify = (body: object, headers = {}) => record('POST', `${synthesis}/verify`, { body, headers })
    const verified = await verify({ run_id, markdown: edited })
    expect([verified.status, verified.body.verification.status]).toEqual([200, 'gaps'])
    expect((await verify({ source_ids: [decision], markdown: 'The ferry uses one durable queue.' })).status).toBe(200)
    expect((await verify({ run_id }, { prefer: 'respond-async' })).status).toBe(202)
    expect((await record('GET', `${synthesis}/handbook?project=${project}`)).status).toBe(200)
    const { body } = await record('GET', `${synthesis}/runs?limit=100`)
    expect(body.runs.length).toBeGreaterThan(5)
    const template = `${synthesis}/runs/{run_id}`
    for (const run of body.runs) await record('GET', `${synthesis}/runs/${run.run_id}`, { template })
    const call = { name: 'synthesis_plan', arguments: { goal } }
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }
    for (const given of [message, { jsonrpc: '2.0', method: 'notifications/initialized' }])
      await record('POST', '/mcp', { token: scoped['tools']!, body: given })
  })

  it('holds for what is refused', async () => {
    const verbs = ['plan', 'draft', 'verify']
    for (const verb of verbs) {
      const path = `${synthesis}/${verb}`
      await record('POST', path, { token: null, body: {} })
      await record('POST', path, { token: 'sk_live_x', body: {} })
      await record('POST', path, { body: '{' })
      await record('POST', path, { body: { goal: 1, run_id: 1 } })
      await record('POST', path, { body: '{}', headers: { 'content-type': 'text/plain' } })
      await record('POST', path, { body: 'x'.repeat(4 * 1024 * 1024 + 1) })
      await record('POST', path, {
        token: scoped['tools']!,
        body: { goal, project: 'proj_none', run_id: 'synth_none' },
      })
      const headers = { 'idempotency-key': 'k' }
      await record('POST', path, { body: { goal, source_ids: [decision], markdown: 'a' }, headers })
      await record('POST', path, { body: { goal, source_ids: [decision], markdown: 'b', depth: 'deep' }, headers })
      if (verb !== 'verify') await record('POST', path, { body: { goal: ' ' } })
    }
    const remember = { goal, source_ids: [decision], markdown: 'a', remember: true }
    const refusals: [string, object][] = [
      [viewer, remember],
      [scoped['reader']!, remember],
      [scoped['projectOnly']!, remember],
      [owner, { ...remember, memory_scope: 'project' }],
      [owner, { ...remember, memory_scope: 'team' }],
      [owner, { ...remember, memory_scope: 'project', scope_key: 'proj_none' }],
    ]
    for (const verb of ['draft', 'verify'])
      for (const [token, body] of refusals) {
        const { status } = await record('POST', `${synthesis}/${verb}`, { token, body })
        expect(status).toBeGreaterThanOrEqual(400)
      }
    await record('POST', `${synthesis}/verify`, { body: {} })
    await record('POST', `${synthesis}/verify`, { body: { source_ids: [decision] } })
    const template = `${synthesis}/runs/{run_id}`
    await record('GET', `${synthesis}/runs/synth_none`, { template })
    for (const [path, described] of [
      [`${synthesis}/runs`, undefined],
      [`${synthesis}/runs/x`, template],
      [`${synthesis}/handbook?project=x`, undefined],
    ] as const)
      await record('GET', path, { token: null, ...(described ? { template: described } : {}) })
    await record('GET', `${synthesis}/runs?limit=0`)
    await record('GET', `${synthesis}/handbook`)
    await record('GET', `${synthesis}/handbook?project=proj_none`)
    await record('POST', '/mcp', { token: scoped['reader']!, body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } })
    const old = { 'mcp-protocol-version': '1999-01-01' }
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    await record('POST', '/mcp', { token: scoped['tools']!, body: list, headers: old })
    await record('POST', '/mcp', { token: scoped['tools']!, body: [] })
  })

  it('holds for a fault', async () => {
    await system.services.get('graph')!.kill()
    const { status, body } = await record('POST', `${synthesis}/plan`, { body: { goal } })
    expect([status, body.message]).toEqual([500, 'Synthesis planning failed'])
  })

  it('was held to every status that its answers are told apart by', () => {
    const seen = (operation: string) => [...(recorded.get(operation) ?? [])].toSorted((a, b) => a - b)
    expect(seen('POST /api/synthesis/plan')).toEqual([200, 400, 401, 403, 409, 413, 415, 422, 500])
    expect(seen('POST /api/synthesis/draft')).toEqual([200, 202, 400, 401, 403, 409, 413, 415, 422])
    expect(seen('POST /api/synthesis/verify')).toEqual([200, 202, 400, 401, 403, 404, 409, 413, 415, 422])
    expect(seen('GET /api/synthesis/runs')).toEqual([200, 401, 422])
    expect(seen('GET /api/synthesis/runs/{run_id}')).toEqual([200, 401, 404])
    expect(seen('GET /api/synthesis/handbook')).toEqual([200, 401, 403, 422])
    expect(seen('POST /mcp')).toEqual([200, 202, 400, 403, 422])
  })
})
