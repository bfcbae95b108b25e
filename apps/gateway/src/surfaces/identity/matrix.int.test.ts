import {
  identityRoutes,
  memoryScopes,
  teamRoles,
  type ApiScope,
  type MemoryScope,
  type TeamRole,
} from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { startOidcIssuer, type OidcIssuer } from '@synthwright/testing'
import { subjectId } from '../../identity/oidc/subject.schema.ts'
import { createTokens } from '../../identity/sessions/tokens.ts'
import { seedMember, startGateway, testSecret, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

/** What a request sends, and the status of a caller who may. */
interface Asked {
  path: string
  body?: object
  status: number
}

interface Rule {
  /** As the documents of the surface say, written down here once more. */
  needs: { scope: ApiScope; roles: TeamRole[] } | 'nothing'
  /** Open to a key that is bound, too; every other operation is about the organisation or the account. */
  isForBoundKeys?: true
  ask: (target: { slug: string; member: string; kind: Kind }) => Asked
}

const kinds = [
  'session',
  'cookie',
  'oidc',
  'key that reads',
  'key that writes',
  'key for mcp',
  'key bound to a project',
  'key bound to a project, with all memories',
  'key bound to memories of projects',
  'key bound to private memories',
] as const
type Kind = (typeof kinds)[number]

const scopesOf: Record<Kind, ApiScope[]> = {
  session: ['api:read', 'api:write', 'mcp'],
  cookie: ['api:read', 'api:write', 'mcp'],
  oidc: ['api:read', 'api:write', 'mcp'],
  'key that reads': ['api:read'],
  'key that writes': ['api:write'],
  'key for mcp': ['mcp'],
  'key bound to a project': ['api:write'],
  'key bound to a project, with all memories': ['api:write'],
  'key bound to memories of projects': ['api:write'],
  'key bound to private memories': ['api:write'],
}
const bindings: Partial<Record<Kind, { projectIds?: string[]; memoryScopes: MemoryScope[] }>> = {
  'key bound to a project': { projectIds: ['proj_bound'], memoryScopes: ['project'] },
  'key bound to a project, with all memories': { projectIds: ['proj_bound'], memoryScopes: [...memoryScopes] },
  'key bound to memories of projects': { memoryScopes: ['project'] },
  'key bound to private memories': { memoryScopes: ['private'] },
}
const has = (kind: Kind, scope: ApiScope) =>
  scopesOf[kind].includes(scope) || (scope === 'api:read' && scopesOf[kind].includes('api:write'))

const everybody: TeamRole[] = ['owner', 'admin', 'member', 'viewer']
const writers: TeamRole[] = ['owner', 'admin', 'member']
const admins: TeamRole[] = ['owner', 'admin']
const isSession = (kind: Kind) => kind === 'session' || kind === 'cookie'
const membersOf = (slug: string) => `/api/orgs/${slug}/members`

/** One rule for every route: a route without one fails the first test. */
const rules: Record<string, Rule> = {
  signUp: { needs: 'nothing', ask: () => ({ path: '/api/auth/local/signup', body: {}, status: 422 }) },
  signIn: { needs: 'nothing', ask: () => ({ path: '/api/auth/local/login', body: {}, status: 422 }) },
  signInByToken: { needs: 'nothing', ask: () => ({ path: '/api/auth/oidc/login', body: {}, status: 422 }) },
  sendAddressProof: { needs: 'nothing', ask: () => ({ path: '/api/auth/address-proofs', body: {}, status: 422 }) },
  refreshSession: { needs: 'nothing', ask: () => ({ path: '/api/auth/refresh', body: {}, status: 422 }) },
  signOut: {
    needs: { scope: 'api:read', roles: everybody },
    ask: ({ kind }) => ({ path: '/api/auth/logout', status: isSession(kind) ? 204 : 404 }),
  },
  getMe: {
    needs: { scope: 'api:read', roles: everybody },
    isForBoundKeys: true,
    ask: () => ({ path: '/api/auth/me', status: 200 }),
  },
  listSessions: {
    needs: { scope: 'api:read', roles: everybody },
    ask: () => ({ path: '/api/auth/sessions', status: 200 }),
  },
  revokeSession: {
    needs: { scope: 'api:write', roles: everybody },
    ask: () => ({ path: '/api/auth/sessions/sess_none', status: 404 }),
  },
  listOrganizations: {
    needs: { scope: 'api:read', roles: everybody },
    ask: () => ({ path: '/api/orgs', status: 200 }),
  },
  getOrganization: {
    needs: { scope: 'api:read', roles: everybody },
    ask: ({ slug }) => ({ path: `/api/orgs/${slug}`, status: 200 }),
  },
  changeOrganization: {
    needs: { scope: 'api:write', roles: ['owner'] },
    ask: ({ slug }) => ({ path: `/api/orgs/${slug}`, body: { show_hidden_count: true }, status: 200 }),
  },
  listMembers: {
    needs: { scope: 'api:read', roles: admins },
    ask: ({ slug }) => ({ path: membersOf(slug), status: 200 }),
  },
  addMember: {
    needs: { scope: 'api:write', roles: admins },
    ask: ({ slug }) => ({
      path: membersOf(slug),
      body: { email: `${newId('user')}@example.org`, role: 'viewer' },
      status: 201,
    }),
  },
  acceptInvitation: {
    needs: { scope: 'api:write', roles: everybody },
    ask: () => ({ path: '/api/auth/invitations/accept', body: { invitation_token: 'inv_none.x' }, status: 400 }),
  },
  changeMember: {
    needs: { scope: 'api:write', roles: admins },
    ask: ({ slug, member }) => ({ path: `${membersOf(slug)}/${member}`, body: { role: 'viewer' }, status: 200 }),
  },
  removeMember: {
    needs: { scope: 'api:write', roles: admins },
    ask: ({ slug }) => ({ path: `${membersOf(slug)}/user_none`, status: 404 }),
  },
  createApiKey: {
    needs: { scope: 'api:write', roles: writers },
    ask: () => ({ path: '/api/auth/api-keys', body: { name: 'k' }, status: 201 }),
  },
  listApiKeys: {
    needs: { scope: 'api:read', roles: everybody },
    ask: () => ({ path: '/api/auth/api-keys', status: 200 }),
  },
  revokeApiKey: {
    needs: { scope: 'api:write', roles: writers },
    ask: () => ({ path: '/api/auth/api-keys/cred_none/revoke', status: 404 }),
  },
}

const audience = 'synthwright-api'
let issuer: OidcIssuer
let gateway: TestGateway
let team: Seeded
let target: Seeded
beforeAll(async () => {
  issuer = await startOidcIssuer()
  gateway = await startGateway({ identity: { oidc: { issuer: issuer.url, audience, teamClaim: null } } })
  team = await seedMember(gateway.identity)
  target = await seedMember(gateway.identity, { teamId: team.teamId, role: 'member' })
})
afterAll(async () => {
  await gateway.stop()
  await issuer.stop()
})

const sessionOf = async ({ teamId, userId }: Seeded) =>
  gateway.who.sessions.start((await gateway.identity.membership(teamId, userId))!)

/** The headers that a caller of this kind and role signs in with. */
const credential = async (kind: Kind, role: TeamRole): Promise<Record<string, string>> => {
  const seeded = await seedMember(gateway.identity, {
    teamId: team.teamId,
    role,
    scopes: scopesOf[kind],
    ...bindings[kind],
  })
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  if (kind === 'oidc') {
    const sub = seeded.userId
    const _id = subjectId(issuer.url, sub)
    await gateway.identity.addSubject({ _id, issuer: issuer.url, subject: sub, userId: sub })
    return bearer(issuer.token({ sub, aud: audience }))
  }
  if (!isSession(kind)) return bearer(seeded.key)
  const { access_token: token } = await sessionOf(seeded)
  return kind === 'session' ? bearer(token) : { cookie: `synthwright_access_token=${token}` }
}

const routes = identityRoutes.map((route) => [route.operationId, route] as const)
const ask = (method: string, { path, body }: Asked, headers: Record<string, string>) =>
  gateway.ask(null, method, path, body, headers)

it('acceptance 62: has a rule for every route, and none for another', () => {
  expect(Object.keys(rules).toSorted()).toEqual(routes.map(([id]) => id).toSorted())
})

describe.each(routes)('acceptance 62: %s', (id, { method }) => {
  const { needs, isForBoundKeys, ask: asking } = rules[id]!
  const sent = (kind: Kind) => asking({ slug: team.teamId, member: target.userId, kind })

  it.each(kinds.flatMap((kind) => teamRoles.map((role) => [kind, role] as const)))(
    'by a %s of %s',
    async (kind, role) => {
      const request = sent(kind)
      const { status, body } = await ask(method, request, await credential(kind, role))
      if (needs === 'nothing') return expect(status).toBe(request.status)
      if (!has(kind, needs.scope))
        return expect([status, body]).toMatchObject([
          403,
          {
            error: 'insufficient_api_scope',
            message: 'API key scope does not allow this operation',
            details: { expected: needs.scope, actual: scopesOf[kind].join(',') },
          },
        ])
      if (!needs.roles.includes(role))
        return expect([status, body]).toMatchObject([
          403,
          {
            error: 'forbidden',
            message: 'insufficient_org_role',
            details: { expected: needs.roles.join(','), actual: role },
          },
        ])
      if (bindings[kind] && !isForBoundKeys)
        return expect([status, body]).toMatchObject([403, { error: 'forbidden', message: 'bound_key_not_allowed' }])
      expect(status).toBe(request.status)
    },
  )

  it('by nobody who counts', async () => {
    if (needs === 'nothing') return
    const { teamId } = team
    const member = await seedMember(gateway.identity, { teamId })
    const { access_token, refresh_token, sessionId } = await sessionOf(member)
    const revoked = await sessionOf(member)
    await gateway.who.sessions.end({ ...member, credentialId: 'x' } as never, revoked.sessionId, 'req_1')
    const past = fakeClock()
    past.advance(Date.now() - 3_700_000 - past.now())
    const session = { _id: sessionId, teamId, userId: member.userId, generation: 1 }
    const revokedKey = await seedMember(gateway.identity, { teamId })
    await gateway.identity.revokeCredential(teamId, revokedKey.credentialId)
    const removed = await seedMember(gateway.identity, { teamId })
    const removedSession = await sessionOf(removed)
    await gateway.identity.removeMember(teamId, removed.userId)
    const refusals: [string, string | null, number, string][] = [
      ['nothing', null, 401, 'Not authenticated'],
      ['nonsense', 'x', 401, 'Invalid token'],
      ['an expired access token', await createTokens(testSecret, past).access(session), 401, 'Invalid token'],
      ['a refresh token', refresh_token, 401, 'Invalid token'],
      ['an access token that was cut', access_token.slice(0, -2), 401, 'Invalid token'],
      ['the token of a session that ended', revoked.access_token, 401, 'Invalid token'],
      ['a revoked key', revokedKey.key, 401, 'Invalid token'],
      [
        'an expired key',
        (await seedMember(gateway.identity, { teamId, expiresAt: new Date(0) })).key,
        401,
        'Invalid token',
      ],
      ['a token of the issuer for others', issuer.token({ sub: member.userId, aud: 'x' }), 401, 'Invalid token'],
      ['a key of a removed member', removed.key, 403, 'No organization'],
      ['a session of a removed member', removedSession.access_token, 403, 'No organization'],
    ]
    for (const [what, token, status, message] of refusals) {
      const { path, body } = sent('session')
      const answer = await gateway.ask(token, method, path, body)
      expect([what, answer.status, answer.body?.message]).toEqual([what, status, message])
    }
  })
})
