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
/** Somebody with an account of their own, signed in. */
const person = async () => {
  const email = `carol${(drawn += 1)}@example.org`
  const { identity, who } = gateway
  const seeded = await seedMember(identity)
  const { teamId, userId } = seeded
  await identity.addLogin({ _id: email, userId, passwordHash: 'none' })
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
    const { email, sub, account, team } = await person()
    expect((await me(token({ sub, email }))).status).toBe(200)
    await gateway.identity.deleteUser(account.user.id)
    expect(told(await me(token({ sub })))).toEqual([401, 'authentication_required', 'User not found'])
    const member = await person()
    await gateway.identity.addMember(team.id, member.account.user.id, 'owner')
    await gateway.identity.removeMember(member.team.id, member.account.user.id)
    expect((await me(token(member))).status).toBe(401)
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
