import type { AuditEntry } from '@synthwright/contracts'
import { sha256 } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { systemScope, type AnyCollection } from '@synthwright/persistence'
import { waitUntil } from '@synthwright/testing'
import { tries } from '../../identity/accounts/tries.schema.ts'
import { identityCollections } from '../../identity/identity.repository.ts'
import { createTokens } from '../../identity/sessions/tokens.ts'
import { startGateway, testSecret, type Answer, type Replica, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let closed: Replica
beforeAll(async () => {
  gateway = await startGateway()
  closed = await gateway.replica({ identity: { signUp: 'invite', secureCookies: false } })
})
afterAll(() => gateway.stop())

const password = 'nine-lives-9'
let drawn = 0
const address = () => `ada${(drawn += 1)}@example.org`
const post = (path: string, body: unknown, headers?: Record<string, string>, at: Replica = gateway) =>
  at.ask(null, 'POST', path, body, headers)
const signUp = (given: object = {}, at?: Replica) =>
  post('/api/auth/local/signup', { email: address(), password, name: 'Ada', ...given }, {}, at)
const signIn = (email: string, given: object = {}, headers = {}) =>
  post('/api/auth/local/login', { email, password, ...given }, headers)
const refresh = (token: string) => post('/api/auth/refresh', { refresh_token: token })
const me = (key: string | null, headers?: Record<string, string>) =>
  gateway.ask(key, 'GET', '/api/auth/me', undefined, headers)
const told = ({ status, body }: Answer) => [status, body?.error, body?.message]
const unauthenticated = (message: string) => [401, 'authentication_required', message]
const auditOf = (teamId: string): Promise<AuditEntry[]> => gateway.audit.list(teamId, {}, 200)

describe('sign-up', () => {
  it('makes an account and its organisation, whose owner it signs in', async () => {
    const email = address()
    const { status, body, headers } = await signUp({ email: email.toUpperCase() })
    expect(status).toBe(201)
    expect(body).toEqual({
      user: { id: expect.stringMatching(/^user_/), email, name: 'Ada' },
      organization: {
        id: expect.stringMatching(/^team_/),
        name: 'Ada’s organization',
        slug: expect.stringMatching(/^ada/),
      },
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3_600,
    })
    expect(headers.get('set-cookie')).toBe(
      `synthwright_access_token=${body.access_token}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure`,
    )
    const { body: mine } = await me(body.access_token)
    expect(mine).toEqual({
      user: body.user,
      organization: body.organization,
      org_role: 'owner',
      scopes: ['api:read', 'api:write', 'mcp'],
    })
  })

  it('gives each organisation a slug of its own', async () => {
    const slugs = await Promise.all([1, 2, 3].map(async () => (await signUp()).body.organization.slug))
    expect(new Set(slugs).size).toBe(3)
  })

  it('has one account per address, also for two who come at once, and leaves nothing of the second', async () => {
    const email = address()
    const counts = () =>
      Promise.all(
        identityCollections.map((one) =>
          gateway.store.systemRepository(one as AnyCollection, systemScope('test')).count({}),
        ),
      )
    const before = await counts()
    const answers = await Promise.all([signUp({ email }), signUp({ email: email.toUpperCase() })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const added = (await counts()).map((count, n) => count - before[n]!)
    const names = identityCollections.map(({ name }) => name)
    for (const name of ['users', 'teams', 'memberships', 'logins', 'sessions'])
      expect([name, added[names.indexOf(name)]]).toEqual([name, 1])
    expect(told(await signUp({ email }))).toEqual([409, 'conflict', 'already_exists'])
  })

  it.each([
    ['password', 'x'.repeat(9), 'x'.repeat(10)],
    ['password', 'x'.repeat(201), 'x'.repeat(200)],
    ['name', ' ', 'x'],
    ['name', 'x'.repeat(201), 'x'.repeat(200)],
    ['email', 'not-an-address', 'an@address.example'],
  ])('holds %s to its bounds', async (field, beyond, within) => {
    const refused = await signUp({ [field]: beyond })
    expect([refused.status, refused.body.details.field]).toEqual([422, field])
    expect((await signUp({ [field]: within })).status).toBe(201)
  })

  it('is by invitation alone where it is so set', async () => {
    expect(told(await signUp({}, closed))).toEqual([403, 'forbidden', 'signup_closed'])
    const unknown = await signUp({ invitation_token: 'inv_0.x' }, closed)
    expect(told(unknown)).toEqual([400, 'invalid_request', 'invalid_invitation'])
    expect(unknown.body.details).toEqual({ field: 'invitation_token' })
  })
})

describe('sign-in', () => {
  it('answers as sign-up does, in the organisation used last', async () => {
    const email = address()
    const { body: first } = await signUp({ email })
    const { status, body, headers } = await signIn(` ${email} `.toUpperCase())
    expect([status, body.user, body.organization]).toEqual([200, first.user, first.organization])
    expect(headers.get('set-cookie')).toContain(body.access_token)
    expect(headers.get('cache-control')).toBe('no-store')

    const { body: other } = await signUp()
    const members = `/api/orgs/${other.organization.slug}/members`
    const { body: invited } = await gateway.ask(other.access_token, 'POST', members, { email, role: 'viewer' })
    await gateway.ask(first.access_token, 'POST', '/api/auth/invitations/accept', {
      invitation_token: invited.invitation.token,
    })
    expect((await signIn(email)).body.organization).toEqual(first.organization)
    const there = await signIn(email, { organization: other.organization.slug })
    expect((await me(there.body.access_token)).body).toMatchObject({
      organization: other.organization,
      org_role: 'viewer',
    })
    expect((await signIn(email)).body.organization).toEqual(other.organization)
    for (const organization of [(await signUp()).body.organization.slug, 'of-nobody'])
      expect(told(await signIn(email, { organization }))).toEqual([404, 'not_found', 'Organization not found'])
  })

  it('tells an unknown address and a wrong password alike', async () => {
    const email = address()
    await signUp({ email })
    const same = { 'x-request-id': 'same' }
    const wrong = await signIn(email, { password: 'x' }, same)
    const unknown = await signIn(address(), {}, same)
    expect(told(wrong)).toEqual(unauthenticated('Not authenticated'))
    expect(unknown.text).toBe(wrong.text)
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()])
  })

  it('takes up to 200 characters', async () => {
    expect((await signIn(address(), { password: 'x'.repeat(200) })).status).toBe(401)
    expect((await signIn(address(), { password: 'x'.repeat(201) })).status).toBe(422)
  })

  const fail = async (email: string, times: number) => {
    for (let n = 0; n < times; n++) await gateway.identity.countTry(sha256(email), 15 * 60_000)
  }

  it('is locked after ten failures, whoever has the address and whatever is sent then', async () => {
    const known = address()
    await signUp({ email: known })
    for (const email of [known, address()]) {
      await fail(email, 8)
      const failures = await Promise.all([1, 2].map(() => signIn(email, { password: 'x' })))
      expect(failures.map(({ status }) => status)).toEqual([401, 401])
      const locked = await signIn(email.toUpperCase())
      expect(told(locked)).toEqual([429, 'rate_limited', 'Too many requests'])
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(14 * 60)
      expect(locked.headers.get('x-ratelimit-limit')).toBe('10')
      expect(locked.headers.get('x-ratelimit-remaining')).toBe('0')
    }
    // It passes by itself.
    const all = gateway.store.systemRepository(tries, systemScope('test'))
    await all.update({ _id: sha256(known) }, { $set: { until: new Date(0) } })
    expect((await signIn(known)).status).toBe(200)
  })

  it('that succeeds forgets the failures before', async () => {
    const email = address()
    await signUp({ email })
    for (let round = 0; round < 2; round++) {
      await fail(email, 9)
      expect((await signIn(email)).status).toBe(200)
    }
  })

  it('of a deleted account is one of nobody', async () => {
    const email = address()
    const { body } = await signUp({ email })
    await gateway.identity.deleteUser(body.user.id)
    expect(told(await signIn(email))).toEqual(unauthenticated('Not authenticated'))
    expect(told(await me(body.access_token))).toEqual(unauthenticated('User not found'))
    expect(told(await refresh(body.refresh_token))).toEqual(unauthenticated('User not found'))
  })

  it('of somebody who is in no organisation any more says so', async () => {
    const email = address()
    const { body } = await signUp({ email })
    const { body: other } = await signUp()
    await gateway.identity.addMember(body.organization.id, other.user.id, 'owner')
    await gateway.identity.removeMember(body.organization.id, body.user.id)
    const none = [403, 'no_org_context', 'No organization']
    expect(told(await signIn(email))).toEqual(none)
    expect(told(await me(body.access_token))).toEqual(none)
    expect(told(await refresh(body.refresh_token))).toEqual(none)
  })
})

describe('a refresh token', () => {
  it('is exchanged for a new pair', async () => {
    const { body: first } = await signUp()
    const { status, body, headers } = await refresh(first.refresh_token)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3_600,
    })
    expect(headers.get('set-cookie')).toContain(body.access_token)
    expect((await me(body.access_token)).status).toBe(200)
    expect((await refresh(body.refresh_token)).status).toBe(200)
  })

  it('ends its whole session when it is used again, and that alone', async () => {
    const email = address()
    const { body: first } = await signUp({ email })
    const { body: beside } = await signIn(email)
    const { body: second } = await refresh(first.refresh_token)
    expect(told(await refresh(first.refresh_token))).toEqual(unauthenticated('Invalid token'))
    for (const { access_token } of [first, second])
      expect(told(await me(access_token))).toEqual(unauthenticated('Invalid token'))
    expect(told(await refresh(second.refresh_token))).toEqual(unauthenticated('Invalid token'))
    expect((await me(beside.access_token)).status).toBe(200)
    const entries = await auditOf(first.organization.id)
    expect(entries.filter(({ type }) => type === 'session.token_reused')).toHaveLength(1)
  })

  it('of two that are exchanged at once is spent by one', async () => {
    const { body } = await signUp()
    const answers = await Promise.all([refresh(body.refresh_token), refresh(body.refresh_token)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
  })

  it('acceptance 62: is no access token, nor is an access token one to refresh, nor is an expired one either', async () => {
    const { body } = await signUp()
    const past = fakeClock()
    past.advance(Date.now() - 3_700_000 - past.now())
    const session = { _id: 'sess_1', teamId: body.organization.id, userId: body.user.id, generation: 1 }
    const expired = await createTokens(testSecret, past).access(session)
    for (const token of [body.refresh_token, expired, `${body.access_token}x`, 'x.y.z', 'x'])
      expect(told(await me(token))).toEqual(unauthenticated('Invalid token'))
    for (const token of [body.access_token, expired, 'x'])
      expect(told(await refresh(token))).toEqual(unauthenticated('Invalid token'))
    expect((await me(body.access_token)).status).toBe(200)
  })
})

describe('sessions', () => {
  it('are listed, and end from the next request', async () => {
    const email = address()
    const { body: first } = await signUp({ email })
    const { body: second } = await signIn(email)
    const list = async (token: string) => (await gateway.ask(token, 'GET', '/api/auth/sessions')).body.sessions
    const sessions = await list(second.access_token)
    expect(sessions).toHaveLength(2)
    expect(sessions.filter(({ current }: { current: boolean }) => current)).toHaveLength(1)
    const other = sessions.find(({ current }: { current: boolean }) => !current)
    const end = (token: string, id: string) => gateway.ask(token, 'DELETE', `/api/auth/sessions/${id}`)
    expect((await end(second.access_token, other.id)).status).toBe(204)
    expect(told(await me(first.access_token))).toEqual(unauthenticated('Invalid token'))
    expect(told(await refresh(first.refresh_token))).toEqual(unauthenticated('Invalid token'))
    expect(await list(second.access_token)).toHaveLength(1)
    for (const id of [other.id, 'sess_none'])
      expect(told(await end(second.access_token, id))).toEqual([404, 'not_found', 'Session not found'])
  })

  it('of others cannot be ended', async () => {
    const { body: mine } = await signUp()
    const { body: theirs } = await signUp()
    const [{ id }] = (await gateway.ask(theirs.access_token, 'GET', '/api/auth/sessions')).body.sessions
    expect((await gateway.ask(mine.access_token, 'DELETE', `/api/auth/sessions/${id}`)).status).toBe(404)
    expect((await me(theirs.access_token)).status).toBe(200)
  })

  it('end by logging out, which takes the cookie back', async () => {
    const { body } = await signUp()
    const { status, headers } = await gateway.ask(body.access_token, 'POST', '/api/auth/logout')
    expect([status, headers.get('set-cookie')]).toEqual([
      204,
      'synthwright_access_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ])
    expect(told(await me(body.access_token))).toEqual(unauthenticated('Invalid token'))
    expect(told(await refresh(body.refresh_token))).toEqual(unauthenticated('Invalid token'))
  })
})

describe('the cookie', () => {
  const cookieOf = (token: string) => ({ cookie: `synthwright_access_token=${token}` })
  const write = (token: string, headers: Record<string, string>, at: Replica = gateway) =>
    at.ask(null, 'POST', '/api/auth/api-keys', { name: 'k' }, { ...cookieOf(token), ...headers })

  it('signs in like the header, which counts before it', async () => {
    const { body } = await signUp()
    expect((await me(null, cookieOf(body.access_token))).status).toBe(200)
    expect(told(await me('x', cookieOf(body.access_token)))).toEqual(unauthenticated('Invalid token'))
    expect(told(await me(null, cookieOf('x')))).toEqual(unauthenticated('Invalid token'))
  })

  it('writes for no page of another origin', async () => {
    const { body } = await signUp()
    const token = body.access_token
    for (const origin of ['https://evil.test', 'null', `${gateway.url}0`])
      expect(told(await write(token, { origin }))).toEqual([403, 'forbidden', 'origin_not_allowed'])
    expect((await write(token, {})).status).toBe(201)
    expect((await write(token, { origin: gateway.url })).status).toBe(201)
    const allowing = await gateway.replica({ identity: { allowedOrigins: ['https://console.test'] } })
    expect((await write(token, { origin: 'https://console.test' }, allowing)).status).toBe(201)
    const evil = { origin: 'https://evil.test' }
    expect((await me(null, { ...cookieOf(token), ...evil })).status).toBe(200)
    expect((await gateway.ask(token, 'POST', '/api/auth/api-keys', { name: 'k' }, evil)).status).toBe(201)
  })
})

it('keeps and tells no password and no token', async () => {
  const email = address()
  const { body: first } = await signUp({ email, password: 'hunter2-hunter2' })
  const { body: second } = await refresh(first.refresh_token)
  await signIn(email, { password: 'hunter2-guessed' })
  await waitUntil(async () => (await auditOf(first.organization.id)).some(({ type }) => type === 'user.sign_in_failed'))
  const stored = await Promise.all(
    identityCollections.map((one) =>
      gateway.store.systemRepository(one as AnyCollection, systemScope('test')).find({}),
    ),
  )
  const entries = await auditOf(first.organization.id)
  expect(entries.map(({ type }) => type).toSorted()).toEqual(['user.sign_in_failed', 'user.signed_up'])
  const signatures = [first, second].flatMap(({ access_token, refresh_token }) =>
    [access_token, refresh_token].map((token: string) => token.split('.')[2]!),
  )
  const everything = JSON.stringify([stored, entries])
  for (const secret of ['hunter2', ...signatures]) expect(everything).not.toContain(secret)
  expect(JSON.stringify(entries)).not.toContain(email)
})
