import { seedMember, startGateway, type Answer, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  owner = await seedMember(gateway.identity)
})

const password = 'nine-lives-9'
let drawn = 0
const address = () => `bob${(drawn += 1)}@example.org`
const path = (userId?: string, slug = owner.teamId) => `/api/orgs/${slug}/members${userId ? `/${userId}` : ''}`
const add = (body: object, key = owner.key, headers?: Record<string, string>) =>
  gateway.ask(key, 'POST', path(), { role: 'member', ...body }, headers)
const change = (userId: string, role: string, key = owner.key) => gateway.ask(key, 'PATCH', path(userId), { role })
const remove = (userId: string, key = owner.key) => gateway.ask(key, 'DELETE', path(userId))
const list = async (key = owner.key) => (await gateway.ask(key, 'GET', path())).body
const signUp = (given: object) =>
  gateway.ask(null, 'POST', '/api/auth/local/signup', { password, name: 'Bob', ...given })
const signIn = (given: object) => gateway.ask(null, 'POST', '/api/auth/local/login', { password, ...given })
const me = (key: string) => gateway.ask(key, 'GET', '/api/auth/me')
const told = ({ status, body }: Answer) => [status, body?.error, body?.message]
const lastOwner = [409, 'conflict', 'last_owner']

describe('somebody without an account', () => {
  it('is invited by a token that is shown once, joins by it, and cannot use it again', async () => {
    const email = address()
    const { status, body } = await add({ email: email.toUpperCase(), role: 'viewer' })
    expect([status, body.member]).toEqual([201, null])
    expect(body.invitation).toMatchObject({ id: expect.stringMatching(/^inv_/), email, role: 'viewer' })
    const { token, ...invitation } = body.invitation
    expect(await list()).toMatchObject({
      members: [{ user_id: owner.userId, role: 'owner' }],
      invitations: [invitation],
    })
    expect(JSON.stringify(await list())).not.toContain(token.slice(-20))

    const joined = await signUp({ email, invitation_token: token })
    expect([joined.status, joined.body.organization.id]).toEqual([201, owner.teamId])
    expect((await me(joined.body.access_token)).body.org_role).toBe('viewer')
    expect(await list()).toMatchObject({ members: [{}, { email, role: 'viewer' }], invitations: [] })
    expect(told(await signUp({ email: address(), invitation_token: token }))).toEqual([
      400,
      'invalid_request',
      'invalid_invitation',
    ])
  })

  it('may make an account first, and accept by signing in', async () => {
    const email = address()
    const { body } = await add({ email })
    const { body: own } = await signUp({ email })
    expect(own.organization.id).not.toBe(owner.teamId)
    const accepted = await signIn({ email, invitation_token: body.invitation.token })
    expect([accepted.status, accepted.body.organization.id]).toEqual([200, owner.teamId])
    expect(told(await signIn({ email, invitation_token: body.invitation.token }))).toEqual([
      400,
      'invalid_request',
      'invalid_invitation',
    ])
  })

  it('joins by the newest invitation, under the address that was invited, until it lapses or is withdrawn', async () => {
    const email = address()
    const { body: first } = await add({ email })
    const { body: second } = await add({ email, role: 'admin' })
    const tokens = [first, second].map(({ invitation }) => invitation.token)
    const refused = [400, 'invalid_request', 'invalid_invitation']
    expect(told(await signUp({ email, invitation_token: tokens[0] }))).toEqual(refused)
    expect(told(await signUp({ email: address(), invitation_token: tokens[1] }))).toEqual(refused)
    expect((await remove(second.invitation.id)).status).toBe(204)
    expect(told(await signUp({ email, invitation_token: tokens[1] }))).toEqual(refused)
    expect(await list()).toMatchObject({ invitations: [] })
  })
})

describe('an invitation', () => {
  it('counts while whoever sent it could send it again', async () => {
    const { teamId } = owner
    const admin = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const second = await seedMember(gateway.identity, { teamId, role: 'owner' })
    const sent = async (key: string, role: string) => {
      const email = address()
      return { email, invitation_token: (await add({ email, role }, key)).body.invitation.token }
    }
    const [byAdmin, byOwner] = [await sent(admin.key, 'admin'), await sent(second.key, 'owner')]
    await change(second.userId, 'admin')
    await change(admin.userId, 'member')
    const refused = [400, 'invalid_request', 'invalid_invitation']
    for (const given of [byAdmin, byOwner]) expect(told(await signUp(given))).toEqual(refused)
    await remove(admin.userId)
    expect(told(await signUp(byAdmin))).toEqual(refused)
    await change(second.userId, 'owner')
    expect((await signUp(byOwner)).status).toBe(201)
  })
})

describe('somebody with an account', () => {
  it('is added at once, once', async () => {
    const email = address()
    const { body: account } = await signUp({ email })
    const { status, body } = await add({ email, role: 'admin' })
    expect(status).toBe(201)
    expect(body).toEqual({
      member: {
        user_id: account.user.id,
        email,
        name: 'Bob',
        role: 'admin',
        created_at: expect.any(String),
      },
      invitation: null,
    })
    expect(told(await add({ email, role: 'owner' }))).toEqual([409, 'conflict', 'already_exists'])
    expect((await list()).members).toMatchObject([{ role: 'owner' }, { role: 'admin' }])
  })

  it('is added once by a request that is repeated, also past a gateway that died before it answered', async () => {
    const email = address()
    await signUp({ email })
    const key = { 'idempotency-key': 'k1' }
    const [first, again] = [await add({ email }, owner.key, key), await add({ email }, owner.key, key)]
    expect([first.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true'])
    const acting = {
      principal: { ...owner, role: 'owner' as const, scopes: [], projectIds: null, memoryScopes: [], namespaces: [] },
      slug: owner.teamId,
      requestId: 'req_1',
      commandId: 'command_1',
    }
    const other = address()
    await signUp({ email: other })
    const twice = [1, 2].map(() => gateway.who.members.add({ email: other, role: 'owner' }, acting))
    for (const { member } of await Promise.all(twice)) expect(member).toMatchObject({ email: other, role: 'owner' })
  })
})

describe('roles', () => {
  it('change from the next request', async () => {
    const { teamId } = owner
    const member = await seedMember(gateway.identity, { teamId, role: 'viewer' })
    for (const role of ['member', 'admin', 'owner', 'viewer']) {
      const { status, body } = await change(member.userId, role)
      expect([status, body.user_id, body.role]).toEqual([200, member.userId, role])
      expect((await me(member.key)).body.org_role).toBe(role)
    }
    const types = (await gateway.audit.list(teamId, { type: 'member.changed' }, 10)).map(({ targetIds }) => targetIds)
    expect(types).toEqual(Array.from({ length: 4 }, () => [member.userId]))
  })

  it('of the last owner stay, who stays too', async () => {
    const { teamId } = owner
    expect(told(await change(owner.userId, 'admin'))).toEqual(lastOwner)
    expect(told(await remove(owner.userId))).toEqual(lastOwner)
    expect((await change(owner.userId, 'owner')).status).toBe(200)
    const second = await seedMember(gateway.identity, { teamId, role: 'owner' })
    expect((await change(owner.userId, 'admin')).status).toBe(200)
    expect(told(await change(second.userId, 'viewer', second.key))).toEqual(lastOwner)
    expect((await me(second.key)).body.org_role).toBe('owner')
  })

  it('leave an owner, however many of them go at once', async () => {
    const { teamId } = owner
    const owners = [owner]
    for (let n = 0; n < 4; n++) owners.push(await seedMember(gateway.identity, { teamId, role: 'owner' }))
    const answers = await Promise.all(
      owners.map(({ userId, key }, n) => (n % 2 ? remove(userId, key) : change(userId, 'viewer', key))),
    )
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
    const left = await Promise.all(owners.map(({ key }) => me(key)))
    expect(left.filter(({ body }) => body.org_role === 'owner')).toHaveLength(1)
  })

  it('of owners are made and changed by owners alone', async () => {
    const { teamId } = owner
    const admin = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const member = await seedMember(gateway.identity, { teamId, role: 'member' })
    const capped = await seedMember(gateway.identity, { teamId, role: 'owner', roleCap: 'admin' })
    for (const { key } of [admin, capped]) {
      for (const refused of [
        await add({ email: address(), role: 'owner' }, key),
        await change(member.userId, 'owner', key),
        await change(owner.userId, 'member', key),
        await remove(owner.userId, key),
      ]) {
        expect(told(refused)).toEqual([403, 'forbidden', 'insufficient_org_role'])
        expect(refused.body.details).toEqual({ expected: 'owner', actual: 'admin' })
      }
      expect((await change(member.userId, 'admin', key)).status).toBe(200)
      expect((await change(member.userId, 'member', key)).status).toBe(200)
    }
  })
})

describe('a member who is removed', () => {
  it('acceptance 62: has nothing left here, also after joining again', async () => {
    const email = address()
    const { body: account } = await signUp({ email })
    await add({ email })
    const { body: session } = await signIn({ email, organization: owner.teamId })
    const { body: key } = await gateway.ask(session.access_token, 'POST', '/api/auth/api-keys', { name: 'k' })
    const held = [session.access_token, key.api_key]
    for (const credential of held) expect((await me(credential)).status).toBe(200)
    expect((await remove(account.user.id)).status).toBe(204)
    for (const credential of held)
      expect(told(await me(credential))).toEqual([403, 'no_org_context', 'No organization'])
    await add({ email })
    for (const credential of held)
      expect(told(await me(credential))).toEqual([401, 'authentication_required', 'Invalid token'])
    const refreshed = await gateway.ask(null, 'POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
    expect(refreshed.status).toBe(401)
    expect((await me(account.access_token)).status).toBe(200)
  })

  it('is gone for good, like one who never was', async () => {
    const member = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'member' })
    expect((await remove(member.userId)).status).toBe(204)
    for (const userId of [member.userId, 'user_none', 'inv_none']) {
      expect(told(await remove(userId))).toEqual([404, 'not_found', 'Member not found'])
      expect(told(await change(userId, 'viewer'))).toEqual([404, 'not_found', 'Member not found'])
    }
  })
})

it('is about the own organisation alone: any other is one that does not exist', async () => {
  const stranger = await seedMember(gateway.identity)
  for (const slug of [stranger.teamId, 'nowhere']) {
    const answers = await Promise.all([
      gateway.ask(owner.key, 'GET', path(undefined, slug)),
      gateway.ask(owner.key, 'POST', path(undefined, slug), { email: address(), role: 'viewer' }),
      gateway.ask(owner.key, 'PATCH', path(stranger.userId, slug), { role: 'viewer' }),
      gateway.ask(owner.key, 'DELETE', path(stranger.userId, slug)),
    ])
    for (const answer of answers) expect(told(answer)).toEqual([404, 'not_found', 'Organization not found'])
  }
  // Nor does an id of another team mean anything here.
  expect((await remove(stranger.userId)).status).toBe(404)
  expect((await me(stranger.key)).body.org_role).toBe('owner')
  const theirs = await gateway.ask(stranger.key, 'GET', path(undefined, stranger.teamId))
  expect(theirs.body).toMatchObject({ members: [{ user_id: stranger.userId }], invitations: [] })
})
