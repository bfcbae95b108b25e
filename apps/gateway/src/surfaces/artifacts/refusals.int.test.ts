import { authorizeProject, listArtifactRuns, planRun, startDraft, startVerify } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { planned } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
let viewer: Seeded
let reader: Seeded
let viewerWhoReads: Seeded
let projectOnly: Seeded
let expired: Seeded
let revoked: Seeded
let removed: Seeded

beforeAll(async () => {
  gateway = await startGateway()
  const { identity } = gateway
  owner = await seedMember(identity)
  const { teamId } = owner
  viewer = await seedMember(identity, { teamId, role: 'viewer' })
  reader = await seedMember(identity, { teamId, role: 'member', scopes: ['api:read'] })
  viewerWhoReads = await seedMember(identity, { teamId, role: 'viewer', scopes: ['api:read'] })
  projectOnly = await seedMember(identity, { teamId, role: 'member', memoryScopes: ['project'] })
  expired = await seedMember(identity, { teamId, expiresAt: new Date(Date.now() - 1) })
  revoked = await seedMember(identity, { teamId })
  await identity.revokeCredential(teamId, revoked.credentialId)
  removed = await seedMember(identity, { teamId })
  await identity.removeMember(teamId, removed.userId)
})
afterAll(() => gateway.stop())

beforeEach(() => {
  const { services } = gateway
  services.forget()
  services.on(planRun, () => planned())
  services.on(startDraft, () => ({ runId: 'synth_1' }))
  services.on(startVerify, () => ({ runId: 'synth_2' }))
  services.on(authorizeProject, ({ projectId, role }) => {
    if (projectId !== 'proj_mine') throw new AppError('project_access_denied', 'no')
    return { role }
  })
})

const plan = (body: unknown, key = owner.key) => gateway.ask(key, 'POST', '/api/synthesis/plan', body)
const draft = (body: unknown, key = owner.key) =>
  gateway.ask(key, 'POST', '/api/synthesis/draft', body, { prefer: 'respond-async' })
const verify = (body: unknown, key = owner.key) =>
  gateway.ask(key, 'POST', '/api/synthesis/verify', body, { prefer: 'respond-async' })

describe('who may ask', () => {
  it.each([
    ['nobody', () => null, 401, 'Not authenticated'],
    ['nonsense', () => 'sk_live_nonsense', 401, 'Invalid token'],
    ['an expired key', () => expired.key, 401, 'Invalid token'],
    ['a revoked key', () => revoked.key, 401, 'Invalid token'],
    ['a removed member', () => removed.key, 403, 'No organization'],
  ])('%s may not, whatever is sent', async (_, key, status, message) => {
    for (const body of ['{', { goal: 1 }, { goal: 'g' }]) {
      const answer = await gateway.ask(key(), 'POST', '/api/synthesis/plan', body)
      expect([answer.status, answer.body.message]).toEqual([status, message])
    }
    expect(gateway.services.asked).toEqual([])
  })

  it.each([
    'GET /api/synthesis/runs',
    'GET /api/projects',
    'GET /api/entities',
    'GET /runs/synth_1',
    'GET /runs/synth_1/events',
  ])('%s wants a credential too', async (operation) => {
    const [method, path] = operation.split(' ') as [string, string]
    expect((await gateway.ask(null, method, path)).status).toBe(401)
  })

  it.each(['POST /api/projects', 'POST /api/entities', 'DELETE /api/entities/note_1', 'POST /api/ingestion/documents'])(
    '%s writes: it wants the scope, then the role',
    async (operation) => {
      const [method, path] = operation.split(' ') as [string, string]
      const body = method === 'POST' ? { name: 'n', content: 'c', project: 'proj_mine' } : undefined
      const scope = await gateway.ask(viewerWhoReads.key, method, path, body)
      expect([scope.status, scope.body.error, scope.body.details]).toEqual([
        403,
        'insufficient_api_scope',
        { expected: 'api:write', actual: 'api:read' },
      ])
      const role = await gateway.ask(viewer.key, method, path, body)
      expect([role.status, role.body.message, role.body.details]).toEqual([
        403,
        'insufficient_org_role',
        { expected: 'owner,admin,member', actual: 'viewer' },
      ])
      expect(gateway.services.asked).toEqual([])
    },
  )
})

describe('the order of refusal of a draft', () => {
  const remember = { remember: true, memory_scope: 'project' }
  // Every row has the faults of the rows below it as well.
  it.each([
    ['broken JSON', () => viewerWhoReads, '{', 400, 'malformed_json'],
    [
      'a wrong shape',
      () => viewerWhoReads,
      { goal: ' ', depth: 'x', ...remember },
      422,
      'Request body validation failed',
    ],
    ['a blank goal', () => viewerWhoReads, { goal: ' ', ...remember }, 400, 'goal is required'],
    [
      'a missing scope',
      () => viewerWhoReads,
      { goal: 'g', ...remember },
      403,
      'API key scope does not allow this operation',
    ],
    ['a low role', () => viewer, { goal: 'g', ...remember }, 403, 'insufficient_org_role'],
    ['no scope key', () => projectOnly, { goal: 'g', ...remember, output_type: 'roadmap' }, 400, 'missing_scope_key'],
    [
      'a project out of reach',
      () => projectOnly,
      { goal: 'g', remember: true, project: 'proj_other', output_type: 'roadmap' },
      403,
      'Project access denied',
    ],
    [
      'a memory scope not granted',
      () => projectOnly,
      { goal: 'g', remember: true, project: 'proj_mine', output_type: 'roadmap' },
      403,
      'memory_scope_not_granted',
    ],
  ])('%s', async (_, who, body, status, message) => {
    const answer = await draft(body, who().key)
    expect([answer.status, answer.body.message]).toEqual([status, message])
    expect(gateway.services.asked.map(({ name }) => name)).not.toContain('start-draft')
  })

  it('asks for the right to contribute where it would be remembered', async () => {
    await draft({ goal: 'g', remember: true, memory_scope: 'project', scope_key: 'proj_mine' })
    await draft({ goal: 'g', remember: true, memory_scope: 'project', project: 'proj_mine' })
    const { asked } = gateway.services
    expect(asked.filter(({ name }) => name === 'authorize-project').map(({ request }) => request)).toEqual([
      { projectId: 'proj_mine', role: 'project_contributor' },
      { projectId: 'proj_mine', role: 'project_viewer' },
      { projectId: 'proj_mine', role: 'project_contributor' },
    ])
    const denied = await draft({ goal: 'g', remember: true, memory_scope: 'project', scope_key: 'proj_other' })
    expect([denied.status, denied.body.details]).toEqual([403, { field: 'scope_key' }])
  })

  it('lets everybody who reads plan and draft', async () => {
    for (const { key } of [owner, viewer, reader, viewerWhoReads]) {
      expect((await plan({ goal: 'g' }, key)).status).toBe(200)
      expect((await draft({ goal: 'g' }, key)).status).toBe(202)
    }
  })
})

describe('projects out of reach', () => {
  it('look the same, known or not', async () => {
    const bodies = await Promise.all(
      ['proj_other', 'proj_nowhere', 'nonsense \u0000'].map(async (project) => {
        const { status, body } = await plan({ goal: 'g', project })
        return { status, ...body, request_id: '' }
      }),
    )
    expect(bodies[0]).toMatchObject({ status: 403, error: 'project_access_denied', details: { field: 'project' } })
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
    expect(gateway.services.asked.map(({ name }) => name)).not.toContain('plan')
  })
})

describe('acceptance 63: limits', () => {
  const text = (length: number) => 'x'.repeat(length)
  const list = (length: number, item: unknown = 'id') => Array.from({ length }, () => item)
  const limits: [string, unknown, unknown, string][] = [
    ['goal', text(1_000), text(1_001), 'string (1-1000)'],
    ['audience', text(500), text(501), 'string (0-500) or null'],
    ['seed_query', text(1_000), text(1_001), 'string (0-1000) or null'],
    ['project', 'proj_mine', text(501), 'string (0-500) or null'],
    ['domain', text(200), text(201), 'string (0-200) or null'],
    ['entity_ids', list(100), list(101), 'array (0-100) or null'],
    ['decision_ids', list(100), list(101), 'array (0-100) or null'],
    ['task_ids', list(100), list(101), 'array (0-100) or null'],
    ['artifact_ids', list(100), list(101), 'array (0-100) or null'],
    ['required_sections', list(12, { title: 't' }), list(13, { title: 't' }), 'array (0-12) or null'],
    ['constraints', list(50), list(51), 'array (0-50) or null'],
    ['max_sections', 12, 13, 'integer (1-12)'],
    ['max_sections', 1, 0, 'integer (1-12)'],
    ['max_sections', 6, 1.5, 'integer (1-12)'],
    ['include_neighborhoods', false, 'false', 'boolean'],
    ['depth', 'deep', 'deeper', 'one of brief, standard, deep'],
  ]

  it.each(limits)('%s passes at its bound and is refused past it', async (field, within, beyond, expected) => {
    expect((await plan({ goal: 'g', [field]: within })).status).toBe(200)
    const answer = await plan({ goal: 'g', [field]: beyond })
    expect([answer.status, answer.body.error]).toEqual([422, 'validation_error'])
    expect(answer.body.details).toMatchObject({ field, expected })
    expect(JSON.stringify(answer.body)).not.toContain('xxx')
  })

  it.each([
    ['required_sections.0.title', { required_sections: [{}] }, 'string (1-200)', 'undefined'],
    [
      'required_sections.1.title',
      { required_sections: [{ title: 't' }, { title: text(201) }] },
      'string (1-200)',
      'string',
    ],
    [
      'required_sections.0.prompt',
      { required_sections: [{ title: 't', prompt: text(2_001) }] },
      'string (0-2000) or null',
      'string',
    ],
    [
      'required_sections.0.required_source_ids',
      { required_sections: [{ title: 't', required_source_ids: list(51) }] },
      'array (0-50) or null',
      'array',
    ],
    ['constraints.0', { constraints: [text(501)] }, 'string (1-500)', 'string'],
    ['entity_ids.1', { entity_ids: ['a', 7] }, 'string (1-200)', 'number'],
    ['output_type', { output_type: 'poem' }, expect.stringContaining('one of documentation, report'), 'string'],
  ])('%s is named with its place', async (field, more, expected, actual) => {
    const answer = await plan({ goal: 'g', ...more })
    expect([answer.status, answer.body.details]).toEqual([422, { field, expected, actual }])
  })

  it.each<[string, unknown, unknown]>([
    ['tags', list(50, 'tag'), list(51, 'tag')],
    ['tags.0', [text(100)], [text(101)]],
    ['memory_scope', 'project', 'team'],
    ['scope_key', text(500), text(501)],
    ['output_format', 'json', 'html'],
    ['judge', 'off', 'on'],
    ['remember', false, 'yes'],
    ['remember_with_gaps', true, 1],
  ])('of a draft hold: %s', async (field, within, beyond) => {
    const name = field.split('.')[0]!
    expect((await draft({ goal: 'g', [name]: within })).status).toBe(202)
    const answer = await draft({ goal: 'g', [name]: beyond })
    expect([answer.status, answer.body.details.field]).toEqual([422, field])
  })

  it.each<[string, unknown, unknown]>([
    ['markdown', text(500_000), text(500_001)],
    ['source_ids', list(200), list(201)],
    ['max_source_age_days', 3_650, 3_651],
    ['constraints', list(50), list(51)],
    ['goal', text(1_000), text(1_001)],
  ])('of a verification hold: %s', async (field, within, beyond) => {
    const body = { run_id: 'synth_1', [field]: beyond }
    const answer = await verify(body)
    expect([answer.status, answer.body.details.field]).toEqual([422, field])
    expect((await verify({ ...body, [field]: within })).status).toBe(202)
  })

  it('of a list of runs hold', async () => {
    gateway.services.on(listArtifactRuns, ({ limit }) => ({ runs: [], limit, next_cursor: null, has_more: false }))
    const list = (query: string) => gateway.ask(owner.key, 'GET', `/api/synthesis/runs?${query}`)
    expect((await list('limit=100&kind=draft&since=2026-01-01T00:00:00Z&other=1')).body.limit).toBe(100)
    for (const [query, field] of [
      ['limit=101', 'limit'],
      ['limit=0', 'limit'],
      ['limit=many', 'limit'],
      ['kind=poem', 'kind'],
      ['since=yesterday', 'since'],
      ['limit=1&limit=2', 'limit'],
      [`cursor=${text(501)}`, 'cursor'],
    ]) {
      const answer = await list(query!)
      expect([answer.status, answer.body.details.field]).toEqual([422, field])
    }
  })
})

describe('acceptance 63: bodies', () => {
  it.each(['{', '', '{"goal":"g"} trailing', 'goal=g'])('that are not JSON are malformed: %j', async (body) => {
    const answer = await plan(body)
    expect([answer.status, answer.body.error, answer.body.message]).toEqual([400, 'invalid_request', 'malformed_json'])
  })

  it('of another media type are refused', async () => {
    const answer = await gateway.ask(owner.key, 'POST', '/api/synthesis/plan', 'goal: g', {
      'content-type': 'text/yaml',
    })
    expect([answer.status, answer.body.error]).toEqual([415, 'unsupported_media_type'])
  })

  it('may have 4 MiB, and not one byte more', async () => {
    const goal = '{"goal":"g"}'
    const exact = goal + ' '.repeat(4 * 1024 * 1024 - goal.length)
    expect((await plan(exact)).status).toBe(200)
    const answer = await plan(`${exact} `)
    expect([answer.status, answer.body.error]).toEqual([413, 'payload_too_large'])
  })

  it('of spaces for a goal are refused, of no goal too', async () => {
    for (const goal of [' ', '\t\n\u00a0']) {
      const answer = await plan({ goal })
      expect([answer.status, answer.body.message, answer.body.details]).toEqual([
        400,
        'goal is required',
        { field: 'goal' },
      ])
    }
    const expected = 'string (1-1000)'
    expect((await plan({})).body.details).toEqual({ field: 'goal', expected, actual: 'undefined' })
    const empty = await plan({ goal: '' })
    expect([empty.status, empty.body.details]).toEqual([422, { field: 'goal', expected, actual: 'string' }])
  })

  it('need something to verify and something to verify it with', async () => {
    expect((await verify({ markdown: 'text' })).body).toMatchObject({
      message: 'missing_verify_target',
      details: { field: 'run_id' },
    })
    expect((await verify({ source_ids: ['a'] })).body).toMatchObject({
      message: 'run_has_no_artifact',
      details: { field: 'markdown' },
    })
  })
})

it('refuses a handbook before anything is composed', async () => {
  const handbook = (query: string, key: string | null = owner.key) =>
    gateway.ask(key, 'GET', `/api/synthesis/handbook${query}`)
  expect((await handbook('?project=proj_mine', null)).status).toBe(401)
  expect((await handbook('')).body.details).toMatchObject({ field: 'project', actual: 'undefined' })
  expect((await handbook('?project=proj_other')).status).toBe(403)
  expect(gateway.services.asked.map(({ name }) => name)).not.toContain('compose-handbook')
})

it('adopts a request id of the accepted form and replaces any other', async () => {
  const ask = (id: string) => gateway.ask(owner.key, 'GET', '/nowhere', undefined, { 'x-request-id': id })
  expect((await ask('mine:1.a_b-C')).body.request_id).toBe('mine:1.a_b-C')
  expect((await ask('not mine')).body.request_id).toMatch(/^req_[0-9a-f]{12}$/)
})
