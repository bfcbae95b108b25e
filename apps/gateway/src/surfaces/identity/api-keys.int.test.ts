import { authorizeProject, listProjects } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { systemScope } from '@synthwright/persistence'
import { waitUntil } from '@synthwright/testing'
import { keyRecords } from '../../idempotency/key-record.schema.ts'
import { credentials } from '../../identity/credential.schema.ts'
import { seedMember, startGateway, type Answer, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
let session: string
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  gateway.services.forget()
  gateway.services.on(authorizeProject, ({ projectId, role }) => {
    if (!projectId.startsWith('proj_mine')) throw new AppError('project_access_denied', 'no')
    return { role }
  })
  owner = await seedMember(gateway.identity)
  session = await sessionOf(owner)
})

const sessionOf = async ({ teamId, userId }: Seeded): Promise<string> => {
  const membership = await gateway.identity.membership(teamId, userId)
  return (await gateway.who.sessions.start(membership!)).access_token
}
const create = (given: object = {}, key = session, headers?: Record<string, string>) =>
  gateway.ask(key, 'POST', '/api/auth/api-keys', { name: 'ci', ...given }, headers)
const list = async (key = session) => (await gateway.ask(key, 'GET', '/api/auth/api-keys')).body.api_keys
const revoke = (id: string, key = session) => gateway.ask(key, 'POST', `/api/auth/api-keys/${id}/revoke`)
const me = (key: string) => gateway.ask(key, 'GET', '/api/auth/me')
const told = ({ status, body }: Answer) => [status, body?.error, body?.message]
/** The principal that reaches a service with a key. */
const principalOf = async (key: string) => {
  gateway.services.on(listProjects, () => ({ projects: [], total: 0 }))
  expect((await gateway.ask(key, 'GET', '/api/projects')).status).toBe(200)
  return gateway.services.asked.at(-1)!.principal
}

describe('a key', () => {
  it('is shown once, acts as its creator with what it was given, and tells when it was used', async () => {
    const { status, body } = await create()
    expect(status).toBe(201)
    const { api_key, ...shown } = body
    expect(api_key).toMatch(/^sk_live_[\w-]{55}$/)
    expect(shown).toEqual({
      id: expect.stringMatching(/^cred_[0-9a-f]{16}$/),
      name: 'ci',
      prefix: api_key.slice(0, 20),
      live: true,
      user_id: owner.userId,
      scopes: ['api:read'],
      project_ids: [],
      memory_scopes: ['private', 'project'],
      created_at: expect.any(String),
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
    })
    expect(await list()).toEqual(expect.arrayContaining([shown]))
    expect((await me(api_key)).body).toMatchObject({ org_role: 'owner', scopes: ['api:read'] })
    await waitUntil(async () =>
      (await list()).some(({ id, last_used_at: at }: never) => id === shown.id && at !== null),
    )
    expect(JSON.stringify(await list())).not.toContain(api_key.slice(20))
  })

  it('is bound as it was asked to be', async () => {
    const { body: bound } = await create({ project_ids: ['proj_mine1', 'proj_mine2', 'proj_mine1'] })
    expect(bound).toMatchObject({ project_ids: ['proj_mine1', 'proj_mine2'], memory_scopes: ['project'] })
    expect(await principalOf(bound.api_key)).toMatchObject({
      projectIds: ['proj_mine1', 'proj_mine2'],
      memoryScopes: ['project'],
      scopes: ['api:read'],
      credentialId: bound.id,
      namespaces: [owner.teamId],
    })
    const scopes = ['api:write', 'mcp']
    const { body: wide } = await create({
      project_ids: ['proj_mine1'],
      memory_scopes: ['private'],
      scopes,
      live: false,
    })
    expect(wide.api_key).toMatch(/^sk_test_/)
    expect(await principalOf(wide.api_key)).toMatchObject({ memoryScopes: ['private'], scopes })
  })

  it.each([
    ['name', ' '],
    ['name', 'x'.repeat(256)],
    ['scopes', []],
    ['scopes.0', ['api:admin']],
    ['memory_scopes.0', ['team']],
    ['expires_days', 0],
    ['expires_days', 366],
  ])('holds %s to its bounds', async (field, value) => {
    const { status, body } = await create({ [field.split('.')[0]!]: value })
    expect([status, body.details.field]).toEqual([422, field])
  })

  it('expires when it was asked to', async () => {
    for (const days of [1, 365]) {
      const { body } = await create({ expires_days: days })
      const ms = Date.parse(body.expires_at) - Date.parse(body.created_at)
      expect(Math.abs(ms - days * 86_400_000)).toBeLessThan(5_000)
    }
  })

  it('acceptance 22: is made for no project that its creator cannot reach, known or not', async () => {
    for (const id of ['proj_theirs', 'proj_none']) {
      const { status, body } = await create({ project_ids: ['proj_mine1', id] })
      expect([status, body.error, body.message, body.details]).toEqual([
        403,
        'project_access_denied',
        'Project access denied',
        { field: 'project_ids' },
      ])
    }
    expect(await list()).toHaveLength(1)
  })

  it('counts no longer from the request after it was revoked, however often that is asked', async () => {
    const { body } = await create()
    expect((await me(body.api_key)).status).toBe(200)
    for (let n = 0; n < 2; n++) {
      const { status, body: answer } = await revoke(body.id)
      expect([status, answer]).toEqual([200, { success: true, id: body.id }])
    }
    const replica = await gateway.replica()
    for (const at of [gateway, replica])
      expect(told(await at.ask(body.api_key, 'GET', '/api/auth/me'))).toEqual([
        401,
        'authentication_required',
        'Invalid token',
      ])
    expect((await list()).find(({ id }: { id: string }) => id === body.id).revoked_at).not.toBeNull()
    const types = (await gateway.audit.list(owner.teamId, {}, 10)).map(({ type, targetIds }) => [type, targetIds])
    expect(types).toEqual(
      expect.arrayContaining([
        ['api_key.created', [body.id]],
        ['api_key.revoked', [body.id]],
      ]),
    )
  })
})

describe('a key that makes a key', () => {
  it('hands on no more than it has', async () => {
    const { body: maker } = await create({ scopes: ['api:write'], expires_days: 2 })
    const key = maker.api_key
    const { body: refused, status } = await create({ scopes: ['mcp'] }, key)
    expect([status, refused.error, refused.details]).toEqual([
      403,
      'insufficient_api_scope',
      { expected: 'mcp', actual: 'api:write' },
    ])
    for (const asked of [{ expires_days: 365 }, {}])
      expect((await create(asked, key)).body.expires_at).toBe(maker.expires_at)
    const { body: shorter } = await create({ expires_days: 1 }, key)
    expect(shorter.expires_at < maker.expires_at).toBe(true)
  })

  it.each([
    ['projects', { project_ids: ['proj_mine1'], memory_scopes: ['private', 'project'] }],
    ['memories', { memory_scopes: ['project'] }],
  ])('is bound to no %s: such a key makes none, not even a narrower one', async (_, binding) => {
    const { body: maker } = await create({ scopes: ['api:write'], ...binding })
    expect(told(await create(binding, maker.api_key))).toEqual([403, 'forbidden', 'bound_key_not_allowed'])
    expect(await list()).toHaveLength(2)
  })

  it('keeps its role at most', async () => {
    const capped = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'owner', roleCap: 'member' })
    const { body } = await create({}, capped.key)
    expect((await me(body.api_key)).body.org_role).toBe('member')
  })

  it('acceptance 57: reads and does not write with `api:read`', async () => {
    const { body } = await create()
    const { status, body: refused } = await create({}, body.api_key)
    expect([status, refused.error, refused.details]).toEqual([
      403,
      'insufficient_api_scope',
      { expected: 'api:write', actual: 'api:read' },
    ])
  })
})

describe('keys of others', () => {
  it('are seen and revoked by an admin, and by no member', async () => {
    const { teamId } = owner
    const member = await seedMember(gateway.identity, { teamId, role: 'member' })
    const admin = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const ids = async (key: string) => (await list(key)).map(({ id }: { id: string }) => id).toSorted()
    expect(await ids(member.key)).toEqual([member.credentialId])
    expect(await ids(admin.key)).toEqual([owner, member, admin].map(({ credentialId: id }) => id).toSorted())
    expect(told(await revoke(owner.credentialId, member.key))).toEqual([404, 'not_found', 'API key not found'])
    expect((await revoke(member.credentialId, admin.key)).status).toBe(200)
    expect((await me(member.key)).status).toBe(401)
  })

  it('of another team are unknown', async () => {
    const stranger = await seedMember(gateway.identity)
    for (const id of [stranger.credentialId, 'cred_none'])
      expect(told(await revoke(id))).toEqual([404, 'not_found', 'API key not found'])
    expect((await me(stranger.key)).status).toBe(200)
  })
})

describe('a repeated request', () => {
  const key = { 'idempotency-key': 'make the key' }

  it('makes one key and is told the same, of which nothing legible is kept', async () => {
    const [first, again] = [await create({}, session, key), await create({}, session, key)]
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true'])
    const stored = await Promise.all(
      [keyRecords, credentials].map((one) =>
        gateway.store.systemRepository(one as never, systemScope('test')).find({}),
      ),
    )
    const text = JSON.stringify(stored)
    expect(text).toContain(first.body.id)
    expect(text).not.toContain(first.body.api_key.slice(20))
    expect(await list()).toHaveLength(2)
    expect(told(await create({ name: 'other' }, session, key))).toEqual([409, 'conflict', 'idempotency_key_reused'])
  })

  it('finds the key that a gateway made which died before it answered', async () => {
    const { teamId, userId } = owner
    const acting = {
      principal: (await principalOf(session))!,
      requestId: 'req_1',
      commandId: 'command_1',
    }
    const given = {
      name: 'ci',
      live: true,
      scopes: ['api:read' as const],
      project_ids: [],
      expires_days: null,
    }
    const twice = await Promise.all([1, 2].map(() => gateway.who.apiKeys.create(given, acting)))
    expect(twice[0]!.api_key).toBe(twice[1]!.api_key)
    expect((await me(twice[0]!.api_key)).body.user.id).toBe(userId)
    const made = await gateway.audit.list(teamId, { type: 'api_key.created' }, 10)
    expect(made).toHaveLength(1)
  })
})
