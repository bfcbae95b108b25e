import { randomToken } from '@synthwright/kernel'
import { startOidcIssuer, type OidcIssuer, type TokenClaims, type TokenForm } from '@synthwright/testing'
import type { OidcOptions } from '../../identity/oidc/oidc-tokens.ts'
import { seedMember, startGateway, type Answer, type Replica, type TestGateway } from '../../testing/start-gateway.ts'

let issuer: OidcIssuer
let gateway: TestGateway
beforeAll(async () => {
  issuer = await startOidcIssuer()
  gateway = await startGateway(withOidc())
})
afterAll(async () => {
  await gateway.stop()
  await issuer.stop()
})
afterEach(() => issuer.setDown(false))

const audience = 'synthwright-api'
const withOidc = (given: Partial<OidcOptions> = {}) => ({
  identity: { oidc: { issuer: issuer.url, audience, teamClaim: null, cooldownMs: 0, ...given } },
})
const invalid = [401, 'authentication_required', 'Invalid token']
const told = ({ status, body }: Answer) => [status, body?.error, body?.message]

let drawn = 0
/** Somebody with an account of their own and an address that they have proven, signed in. */
const person = async () => {
  const email = `carol${(drawn += 1)}@example.org`
  const { identity, who } = gateway
  const seeded = await seedMember(identity)
  const { teamId, userId } = seeded
  await identity.takeAddress({ _id: email, userId, passwordHash: 'none' }, true)
  const { access_token } = await who.sessions.start((await identity.membership(teamId, userId))!)
  const { user, organization } = (await me(access_token)).body
  return { email, sub: `sub ${randomToken(8)}`, account: { user, organization, access_token }, team: organization }
}
const token = (claims: TokenClaims, form?: TokenForm) =>
  issuer.token({ aud: audience, email_verified: true, ...claims }, form)
const me = (credential: string, at: Replica = gateway) => at.ask(credential, 'GET', '/api/auth/me')
const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow

describe('a token of the issuer', () => {
  it('signs in whom it was linked to, first by a verified address, and then without', async () => {
    const { email, sub, account } = await person()
    expect(told(await me(token({ sub })))).toEqual(invalid)
    const first = await me(token({ sub, email: email.toUpperCase() }))
    expect([first.status, first.body]).toEqual([
      200,
      {
        user: account.user,
        organization: account.organization,
        org_role: 'owner',
        scopes: ['api:read', 'api:write', 'mcp'],
      },
    ])
    expect((await me(token({ sub }))).body.user).toEqual(account.user)
    expect((await me(token({ sub, aud: ['other', audience] }))).status).toBe(200)
    const linked = await gateway.audit.list(account.organization.id, { type: 'user.linked' }, 10)
    expect(linked).toMatchObject([{ targetIds: [account.user.id] }])
    // The link is to the subject: who has the address later is somebody else.
    const other = await person()
    expect((await me(token({ sub, email: other.email }))).body.user).toEqual(account.user)
  })

  it('writes, and its session cannot be logged out of', async () => {
    const { email, sub } = await person()
    const { status, body } = await gateway.ask(token({ sub, email }), 'POST', '/api/auth/api-keys', { name: 'k' })
    expect([status, (await me(body.api_key)).status]).toEqual([201, 200])
    expect(told(await gateway.ask(token({ sub }), 'POST', '/api/auth/logout'))).toEqual([
      404,
      'not_found',
      'Session not found',
    ])
  })

  it.each<[string, TokenClaims, TokenForm]>([
    ['is for another audience', { aud: 'another' }, {}],
    ['is for nobody', { aud: undefined }, {}],
    ['has expired', { exp: seconds(-3_600) }, {}],
    ['never expires', { exp: undefined }, {}],
    ['does not count yet', { nbf: seconds(3_600) }, {}],
    ['is of another issuer', { iss: 'http://127.0.0.1:1' }, {}],
    ['is of no issuer', { iss: undefined }, {}],
    ['is about nobody', { sub: undefined }, {}],
    ['was signed by somebody else', {}, { forged: true }],
    ['was not signed', {}, { unsigned: true }],
  ])('does not when it %s', async (_, claims, form) => {
    const { email, sub } = await person()
    expect((await me(token({ sub, email }))).status).toBe(200)
    expect(told(await me(token({ sub, email, ...claims }, form)))).toEqual(invalid)
  })

  it.each([[false], [undefined], ['true']])('links nobody by an address that is verified: %s', async (verified) => {
    const { email, sub } = await person()
    expect(told(await me(token({ sub, email, email_verified: verified })))).toEqual(invalid)
    expect((await me(token({ sub, email }))).status).toBe(200)
  })

  it('signs in nobody whom it does not know, nor a removed member or a deleted user', async () => {
    expect(told(await me(token({ sub: 's', email: 'nobody@example.org' })))).toEqual(invalid)
    const { email, sub, account } = await person()
    expect((await me(token({ sub, email }))).status).toBe(200)
    await gateway.identity.deleteUser(account.user.id)
    expect(told(await me(token({ sub })))).toEqual([401, 'authentication_required', 'User not found'])
    const member = await person()
    expect((await me(token(member))).status).toBe(200)
    await gateway.identity.addMember(member.team.id, account.user.id, 'owner')
    await gateway.identity.removeMember(member.team.id, member.account.user.id)
    expect((await me(token(member))).status).toBe(401)
  })
})

describe('somebody who signed up early with the address of another', () => {
  const password = 'an early bird’s'
  const post = (path: string, body: object, key: string | null = null, at: Replica = gateway) =>
    at.ask(key, 'POST', path, body)
  const signUp = async (email: string) =>
    (await post('/api/auth/local/signup', { email, password, name: 'Early' })).body
  const signIn = (given: object) => post('/api/auth/local/login', { password, ...given })
  const byToken = (oidc_token: string, given: object = {}, at?: Replica) =>
    post('/api/auth/oidc/login', { oidc_token, ...given }, null, at)
  const stranger = () => ({ email: `early${(drawn += 1)}@example.org`, sub: `sub ${randomToken(8)}` })
  const inviteBy = async (owner: Awaited<ReturnType<typeof person>>, email: string): Promise<string> => {
    const path = `/api/orgs/${owner.team.slug}/members`
    return (await post(path, { email, role: 'member' }, owner.account.access_token)).body.invitation.token
  }

  it('is not who the issuer says has it, and has nothing of what that one joins', async () => {
    const owner = await person()
    const { email, sub } = stranger()
    const early = await signUp(email)
    const held = await post('/api/auth/api-keys', { name: 'k', scopes: ['api:write'] }, early.access_token)
    expect(told(await me(token({ sub, email })))).toEqual(invalid)

    const joined = await byToken(token({ sub, email }), { invitation_token: await inviteBy(owner, email) })
    expect([joined.status, joined.body.organization]).toEqual([200, owner.team])
    expect(joined.body.user).toMatchObject({ email, name: email.split('@')[0] })
    expect(joined.body.user.id).not.toBe(early.user.id)
    expect((await me(token({ sub, email }))).body.organization).toEqual(owner.team)
    expect((await signIn({ email })).status).toBe(401)
    for (const key of [early.access_token, held.body.api_key])
      expect((await me(key)).body).toMatchObject({ user: { email: null }, organization: early.organization })
    const { body } = await gateway.ask(owner.account.access_token, 'GET', `/api/orgs/${owner.team.slug}/members`)
    expect(body.members).toMatchObject([{}, { user_id: joined.body.user.id, email, email_verified: true }])
  })

  it('links an account of their own by signing in to it and showing both', async () => {
    const { email, sub } = stranger()
    const mine = await signUp(email)
    expect(told(await me(token({ sub, email })))).toEqual(invalid)
    const { status } = await signIn({ email, oidc_token: token({ sub, email }) })
    expect([status, (await me(token({ sub }))).body.user]).toEqual([200, mine.user])
    expect((await byToken(token({ sub }))).body.user).toEqual(mine.user)
    expect((await gateway.identity.login(email))!.provenAt).not.toBeNull()
    // Nor does it become anybody else's.
    const other = await signUp(stranger().email)
    const taken = await signIn({ email: other.user.email, oidc_token: token({ sub, email }) })
    expect(told(taken)).toEqual([409, 'conflict', 'already_exists'])
    expect((await me(token({ sub }))).body.user).toEqual(mine.user)
  })

  it('links nothing, and proves nothing, by a token that does not count', async () => {
    const { email, sub } = stranger()
    await signUp(email)
    const forged = token({ sub, email }, { forged: true })
    expect(told(await signIn({ email, oidc_token: forged }))).toEqual(invalid)
    expect(told(await byToken(forged))).toEqual(invalid)
    await signIn({ email, oidc_token: token({ sub, email, email_verified: false }) })
    expect((await gateway.identity.login(email))!.provenAt ?? null).toBeNull()
  })

  it('gets an account by the issuer where anybody may, and elsewhere by invitation alone', async () => {
    const { email, sub } = stranger()
    const closed = await gateway.replica({ identity: { ...withOidc().identity, signUp: 'invite' } })
    expect(told(await byToken(token({ sub, email }), {}, closed))).toEqual([403, 'forbidden', 'signup_closed'])
    expect(told(await byToken(token({ sub, email }), { invitation_token: 'inv_0.x' }, closed))).toEqual([
      400,
      'invalid_request',
      'invalid_invitation',
    ])
    const { body } = await byToken(token({ sub, email, name: 'Carol' }))
    expect([body.user.name, body.organization.name]).toEqual(['Carol', 'Carol’s organization'])
    expect((await byToken(token({ sub }), {}, closed)).body.user).toEqual(body.user)
    const without = await gateway.replica({ identity: { oidc: null } })
    expect(told(await byToken(token({ sub }), {}, without))).toEqual(invalid)
  })

  it('does not get the account of who had the address before, as another subject', async () => {
    const { email, sub } = await person()
    expect((await me(token({ sub, email }))).status).toBe(200)
    const next = `sub ${randomToken(8)}`
    expect(told(await me(token({ sub: next, email })))).toEqual(invalid)
    const { body } = await byToken(token({ sub: next, email }))
    expect(body.user.email).toBeNull()
    expect((await me(token({ sub: next }))).body.user).toEqual(body.user)
  })
})

describe('its team', () => {
  it('has to be the only one, where no claim names it', async () => {
    const [one, two] = [await person(), await person()]
    const sent = { sub: one.sub, email: one.email }
    expect((await me(token(sent))).body.organization).toEqual(one.team)
    await gateway.identity.addMember(two.team.id, one.account.user.id, 'viewer')
    expect(told(await me(token(sent)))).toEqual(invalid)
  })

  it('is the one that the claim names, of those that the user is in', async () => {
    const claiming = await gateway.replica(withOidc({ teamClaim: 'org' }))
    const [one, two, other] = [await person(), await person(), await person()]
    await gateway.identity.addMember(two.team.id, one.account.user.id, 'viewer')
    const sent = { sub: one.sub, email: one.email }
    const asked = await me(token({ ...sent, org: two.team.slug }), claiming)
    expect(asked.body).toMatchObject({ organization: two.team, org_role: 'viewer' })
    expect((await me(token({ ...sent, org: one.team.slug }), claiming)).body.organization).toEqual(one.team)
    for (const org of [other.team.slug, 'nowhere', undefined])
      expect(told(await me(token({ ...sent, org }), claiming))).toEqual(invalid)
    const sole = { sub: two.sub, email: two.email }
    expect((await me(token(sole), claiming)).body.organization).toEqual(two.team)
  })
})

describe('keys of the issuer', () => {
  it('are asked for once, and again for one that is not known', async () => {
    const at = await gateway.replica(withOidc())
    const { email, sub } = await person()
    const before = issuer.keyRequests
    for (let n = 0; n < 3; n++) expect((await me(token({ sub, email }), at)).status).toBe(200)
    expect(issuer.keyRequests).toBe(before + 1)
    const old = token({ sub })
    issuer.rotate()
    expect((await me(old, at)).status).toBe(200)
    expect((await me(token({ sub }), at)).status).toBe(200)
    expect(issuer.keyRequests).toBe(before + 2)
    expect(told(await me(old, at))).toEqual(invalid)
  })

  it('are asked for only so often, whatever unknown keys are named', async () => {
    const at = await gateway.replica(withOidc({ cooldownMs: 60_000 }))
    const { email, sub } = await person()
    expect((await me(token({ sub, email }), at)).status).toBe(200)
    const before = issuer.keyRequests
    issuer.rotate()
    for (let n = 0; n < 5; n++) expect(told(await me(token({ sub }), at))).toEqual(invalid)
    expect(issuer.keyRequests).toBe(before)
  })

  it('that cannot be had say nothing about the token, and everybody else signs in', async () => {
    const { email, sub, account } = await person()
    const at = await gateway.replica(withOidc())
    issuer.setDown(true)
    const unavailable = [503, 'unavailable', 'A required service is unavailable']
    expect(told(await me(token({ sub, email }), at))).toEqual(unavailable)
    expect((await me(account.access_token, at)).status).toBe(200)
    issuer.setDown(false)
    expect((await me(token({ sub, email }), at)).status).toBe(200)
    issuer.setDown(true)
    expect((await me(token({ sub }), at)).status).toBe(200)
  })

  it('are not taken from somebody who calls himself otherwise', async () => {
    const { email, sub } = await person()
    const at = await gateway.replica(withOidc())
    issuer.callItself('http://another.test')
    expect((await me(token({ sub, email }), at)).status).toBe(503)
    issuer.callItself(issuer.url)
    expect((await me(token({ sub, email }), at)).status).toBe(200)
  })
})

it('means nothing where no issuer is configured', async () => {
  const { email, sub } = await person()
  const without = await gateway.replica({ identity: { oidc: null } })
  expect(told(await me(token({ sub, email }), without))).toEqual(invalid)
})
