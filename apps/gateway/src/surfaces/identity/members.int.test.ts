import { invitations } from '../../identity/members/invitation.schema.ts'
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

/** Somebody with an account of their own, signed in. */
const account = async (email = address()) => {
  const { body } = await signUp({ email })
  return { email, token: body.access_token, userId: body.user.id, teamId: body.organization.id }
}
const invite = async (given: object = {}, key = owner.key): Promise<string> =>
  (await add({ email: address(), ...given }, key)).body.invitation.token
const accept = (token: string, key: string, headers?: Record<string, string>) =>
  gateway.ask(key, 'POST', '/api/auth/invitations/accept', { invitation_token: token }, headers)
const refused = [400, 'invalid_request', 'invalid_invitation']
const alreadyThere = [409, 'conflict', 'already_exists']

describe('an invitation', () => {
  it('has a token that is shown once, and lets somebody join who has no account yet', async () => {
    const email = address()
    const { status, body } = await add({ email: email.toUpperCase(), role: 'viewer' })
    expect(status).toBe(201)
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
    expect(await list()).toMatchObject({
      members: [{}, { email, email_verified: false, role: 'viewer' }],
      invitations: [],
    })
    expect(await gateway.audit.list(owner.teamId, { type: 'member.added' }, 10)).toMatchObject([
      { targetIds: [joined.body.user.id] },
    ])
  })

  it('is accepted by whoever is signed in and has its token, under whatever address', async () => {
    const bob = await account()
    const { status, body } = await accept(await invite({ role: 'admin' }), bob.token)
    expect([status, body]).toEqual([
      200,
      { organization: { id: owner.teamId, name: 'Some team', slug: owner.teamId }, role: 'admin' },
    ])
    const there = await signIn({ email: bob.email, organization: owner.teamId })
    expect((await me(there.body.access_token)).body.org_role).toBe('admin')
    const byPassword = await account()
    const entered = await signIn({ email: byPassword.email, invitation_token: await invite() })
    expect([entered.status, entered.body.organization.id]).toEqual([200, owner.teamId])
  })

  it('works once, for one of those who come at once', async () => {
    const [bob, eve] = [await account(), await account()]
    const token = await invite()
    const answers = await Promise.all([bob, eve].map((one) => accept(token, one.token)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
    expect((await list()).members).toHaveLength(2)
    const late = await account()
    expect(told(await accept(token, late.token))).toEqual(refused)
    expect(told(await signIn({ email: late.email, invitation_token: token }))).toEqual(refused)
    const before = await gateway.identity.login(address())
    const email = address()
    expect(told(await signUp({ email, invitation_token: token }))).toEqual(refused)
    expect([before, await gateway.identity.login(email)]).toEqual([undefined, undefined])
  })

  it('lets in one of those who sign up with it at once, and leaves nothing of the other', async () => {
    const invitation_token = await invite()
    const emails = [address(), address()]
    const answers = await Promise.all(emails.map((email) => signUp({ email, invitation_token })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400])
    const logins = await Promise.all(emails.map((email) => gateway.identity.login(email)))
    expect(logins.map((login) => login !== undefined)).toEqual(answers.map(({ status }) => status === 201))
    expect((await list()).members).toHaveLength(2)
  })

  it('whose gateway died while it was accepted is left to that user alone, while they are not removed', async () => {
    const all = gateway.store.teamRepository(invitations)
    const [bob, eve] = [await account(), await account()]
    const { invitation } = (await add({ email: address() })).body
    const died = (usedAt: Date | null) =>
      all.update(owner.teamId, { _id: invitation.id }, { $set: { acceptedBy: bob.userId, usedAt } })
    await died(null)
    expect(told(await accept(invitation.token, eve.token))).toEqual(refused)
    expect((await accept(invitation.token, bob.token)).status).toBe(200)
    // They are a member, and that it was used had not been noted yet.
    await died(null)
    expect((await remove(bob.userId)).status).toBe(204)
    expect(told(await accept(invitation.token, bob.token))).toEqual(refused)
  })

  it('that was used makes nobody a member again', async () => {
    const bob = await account()
    const token = await invite()
    await accept(token, bob.token)
    await gateway.identity.removeMember(owner.teamId, bob.userId)
    expect(told(await accept(token, bob.token))).toEqual(refused)
  })

  it('is accepted once by a request that is repeated, also past a gateway that died before it answered', async () => {
    const bob = await account()
    const token = await invite()
    const key = { 'idempotency-key': 'join' }
    const [first, again] = [await accept(token, bob.token, key), await accept(token, bob.token, key)]
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true'])
    expect((await accept(token, bob.token)).status).toBe(200)
    expect(await gateway.audit.list(owner.teamId, { type: 'member.added' }, 10)).toHaveLength(1)
  })

  it('is shown again, where the request is repeated, only to who could still send it', async () => {
    const inviter = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'owner' })
    const invited = { email: address(), role: 'owner' }
    const ask = () => add(invited, inviter.key, { 'idempotency-key': 'invite' })
    const { token } = (await ask()).body.invitation
    expect((await ask()).body.invitation.token).toBe(token)
    expect((await change(inviter.userId, 'admin')).status).toBe(200)
    const { status, body, text } = await ask()
    expect([status, body.message, text.includes(token)]).toEqual([403, 'insufficient_org_role', false])
  })

  it('goes to an address that a member has never proven: it may be somebody else’s', async () => {
    const bob = await account()
    await accept(await invite(), bob.token)
    const { status, body } = await add({ email: bob.email })
    expect([status, (await accept(body.invitation.token, (await account()).token)).status]).toEqual([201, 200])
  })

  it('does not change what a member is', async () => {
    const member = await seedMember(gateway.identity, { teamId: owner.teamId, role: 'member' })
    const token = await invite({ role: 'admin' })
    expect(told(await accept(token, member.key))).toEqual(alreadyThere)
    expect((await me(member.key)).body.org_role).toBe('member')
    expect((await accept(token, (await account()).token)).status).toBe(200)
  })

  it('counts while it is the newest for its address, and has neither lapsed nor been withdrawn', async () => {
    const email = address()
    const { body: first } = await add({ email })
    const { body: second } = await add({ email, role: 'admin' })
    const { token } = await account()
    expect(told(await accept(first.invitation.token, token))).toEqual(refused)
    expect((await remove(second.invitation.id)).status).toBe(204)
    expect(told(await accept(second.invitation.token, token))).toEqual(refused)
    const lapsed = await add({ email: address() })
    const all = gateway.store.teamRepository(invitations)
    await all.update(
      owner.teamId,
      { _id: lapsed.body.invitation.id },
      { $set: { expiresAt: new Date(Date.now() - 1) } },
    )
    expect(told(await accept(lapsed.body.invitation.token, token))).toEqual(refused)
    expect(await list()).toMatchObject({ invitations: [] })
    for (const nonsense of ['inv_none.x', 'x', `${lapsed.body.invitation.id}.x`])
      expect(told(await accept(nonsense, token))).toEqual(refused)
  })

  it('is made again by a request that is repeated, and not renewed by it once it was used', async () => {
    const { teamId, userId } = owner
    const acting = {
      principal: { ...owner, role: 'owner' as const, scopes: [], projectIds: null, memoryScopes: [], namespaces: [] },
      slug: teamId,
      requestId: 'req_1',
      commandId: 'command_1',
    }
    const again = async () =>
      (await gateway.who.members.invite({ email: 'again@example.org', role: 'owner' }, acting)).invitation.token!
    const token = await again()
    expect(await again()).toBe(token)
    expect((await accept(token, (await account()).token)).status).toBe(200)
    expect(await again()).toBe(token)
    expect(told(await accept(token, (await account()).token))).toEqual(refused)
    expect(await gateway.audit.list(teamId, { type: 'member.invited' }, 10)).toMatchObject([{ principal: { userId } }])
  })

  it('counts while whoever sent it could send it again', async () => {
    const { teamId } = owner
    const admin = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const second = await seedMember(gateway.identity, { teamId, role: 'owner' })
    const [byAdmin, byOwner] = [await invite({ role: 'admin' }, admin.key), await invite({ role: 'owner' }, second.key)]
    expect((await accept(await invite({ role: 'admin' }, admin.key), (await account()).token)).status).toBe(200)
    await change(second.userId, 'admin')
    await change(admin.userId, 'member')
    const { token } = await account()
    for (const sent of [byAdmin, byOwner]) expect(told(await accept(sent, token))).toEqual(refused)
    await change(second.userId, 'owner')
    expect((await accept(byOwner, token)).status).toBe(200)
  })

  it('of somebody who was removed stays worthless, also when they come back, and so does that of a deleted user', async () => {
    const { teamId } = owner
    const admin = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const sent = await invite({}, admin.key)
    await remove(admin.userId)
    const { token } = await account()
    expect(told(await accept(sent, token))).toEqual(refused)
    await gateway.identity.addMember(teamId, admin.userId, 'admin')
    expect(told(await accept(sent, token))).toEqual(refused)
    const gone = await seedMember(gateway.identity, { teamId, role: 'admin' })
    const left = await invite({}, gone.key)
    await gateway.identity.deleteUser(gone.userId)
    expect(told(await accept(left, token))).toEqual(refused)
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
    const bob = await account()
    const { email } = bob
    const joined = await invite()
    await accept(joined, bob.token)
    const { body: session } = await signIn({ email, organization: owner.teamId })
    const { body: key } = await gateway.ask(session.access_token, 'POST', '/api/auth/api-keys', { name: 'k' })
    const held = [session.access_token, key.api_key]
    for (const credential of held) expect((await me(credential)).status).toBe(200)
    expect((await remove(bob.userId)).status).toBe(204)
    for (const credential of held)
      expect(told(await me(credential))).toEqual([403, 'no_org_context', 'No organization'])
    expect(told(await accept(joined, bob.token))).toEqual(refused)
    await accept(await invite(), bob.token)
    for (const credential of held)
      expect(told(await me(credential))).toEqual([401, 'authentication_required', 'Invalid token'])
    const refreshed = await gateway.ask(null, 'POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
    expect(refreshed.status).toBe(401)
    expect((await me(bob.token)).status).toBe(200)
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
