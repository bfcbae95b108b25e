import type { TeamRole } from '@synthwright/contracts'
import type { SentCredentials } from '@synthwright/http'
import { isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { UnsecuredJWT } from 'jose'
import { drawApiKey, sealApiKey } from './api-key.ts'
import { accessCookie, createAuthenticate, type AuthenticateParts } from './authenticate.ts'
import type { Credential } from './credential.schema.ts'
import { membershipId, type Membership } from './membership.schema.ts'
import { createAuthSecret } from './secret/auth-secret.ts'
import type { Session } from './sessions/session.schema.ts'
import { createTokens } from './sessions/tokens.ts'
import type { Team } from './team.schema.ts'
import type { User } from './user.schema.ts'

const [teamId, userId] = ['team_1', 'user_1']
const issuer = 'https://issuer.test'

/** One user in one team with a key, a session and a subject of an issuer; what is given is so instead. */
const world = (
  given: {
    key?: Partial<Credential>
    session?: Partial<Session> | null
    user?: Partial<User> | null
    team?: Partial<Team> | null
    membership?: Partial<Membership> | null
    hasIssuer?: boolean
    subject?: Awaited<ReturnType<NonNullable<AuthenticateParts['oidc']>['find']>>
    used?: () => Promise<void>
  } = {},
) => {
  const clock = fakeClock()
  const key = drawApiKey()
  const createdAt = clock.date()
  const unless = <T>(changed: Partial<T> | null | undefined, usual: T): T | undefined =>
    changed === null ? undefined : { ...usual, ...changed }
  const credential: Credential = {
    ...{ _id: 'cred_1', teamId, userId, term: 'term_1', live: true, name: 'Key', roleCap: 'owner' },
    ...{ scopes: ['api:read'], projectIds: ['proj_1'], memoryScopes: ['project'] },
    ...{ createdAt, expiresAt: null, lastUsedAt: null, revokedAt: null, ...sealApiKey(key) },
    ...given.key,
  }
  const session = unless(given.session, {
    ...{ _id: 'sess_1', teamId, userId, term: 'term_1', generation: 1 },
    ...{ createdAt, lastUsedAt: createdAt, expiresAt: createdAt, revokedAt: null },
  })
  const user = unless(given.user, {
    _id: userId,
    name: 'Ada',
    email: null,
    lastTeamId: null,
    createdAt,
    deletedAt: null,
  })
  const team = unless(given.team, {
    ...{ _id: teamId, name: 'Ferry', slug: 'ferry', namespaces: ['ferry'], ownerIds: [userId] },
    ...{ hidesCounts: false, createdAt },
  })
  const membership = unless(given.membership, {
    ...{ _id: membershipId(teamId, userId), teamId, userId, role: 'member' as const, term: 'term_1', createdAt },
  })
  const tokens = createTokens(createAuthSecret('a secret that only this test knows'), clock)
  const uses: string[] = []
  const same = <T>(asked: string, id: string, found: T): T | undefined => (asked === id ? found : undefined)
  const authenticate = createAuthenticate(
    {
      identity: {
        credentialByLookup: async (id: string) => same(id, credential.lookupId, credential),
        user: async (id: string) => same(id, userId, user),
        team: async (id: string) => same(id, teamId, team),
        membership: async (inTeam: string, id: string) => same(`${inTeam} ${id}`, `${teamId} ${userId}`, membership),
      },
      keys: {
        used: async ({ _id }: { _id: string }) => {
          uses.push(_id)
          await given.used?.()
        },
      },
      sessions: { find: async (inTeam: string, id: string) => same(`${inTeam} ${id}`, `${teamId} sess_1`, session) },
      tokens,
      oidc:
        given.hasIssuer === false
          ? null
          : {
              tokens: { issuer, read: async () => ({ issuer, subject: 's', email: null, name: null, team: null }) },
              find: async () => ('subject' in given ? given.subject : { id: 'oidc_1', userId, teamId }),
            },
      allowedOrigins: ['https://console.test'],
    } as unknown as AuthenticateParts,
    clock,
  )
  const access = (named: Partial<Pick<Session, '_id' | 'teamId' | 'userId'>> = {}) =>
    tokens.access({ _id: 'sess_1', teamId, userId, ...named })
  const signIn = (token: string, sent: Partial<SentCredentials> = {}) =>
    authenticate({ authorization: `Bearer ${token}`, cookies: {}, ...sent })
  return { clock, key, credential, access, signIn, authenticate, uses }
}

/** What an attempt comes to: `signed in`, or the code, with the credential that is told to the audit log. */
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'signed in',
    (error: unknown) => {
      if (!isAppError(error)) throw error
      const { credentialId } = (error.details ?? {}) as { credentialId?: string }
      return [error.code, ...(credentialId ? [credentialId] : [])].join(' ')
    },
  )

const subjectToken = new UnsecuredJWT({ iss: issuer }).encode()

describe('what a request shows', () => {
  const cookieOf = async ({ access }: ReturnType<typeof world>) => ({ [accessCookie]: await access() })

  it('is the header where there is one, else the cookie; nothing else counts', async () => {
    const here = world()
    const cookies = await cookieOf(here)
    expect(await outcome(here.authenticate({ cookies: {} }))).toBe('not_authenticated')
    expect(await outcome(here.authenticate({ cookies: { other: 'x' } }))).toBe('not_authenticated')
    expect(await outcome(here.authenticate({ cookies }))).toBe('signed in')
    for (const authorization of [
      'Bearer nonsense',
      'Basic x',
      'Bearer',
      `Bearer ${here.key} x`,
      `x Bearer ${here.key}`,
    ])
      expect([authorization, await outcome(here.authenticate({ authorization, cookies }))]).toEqual([
        authorization,
        'invalid_token',
      ])
  })

  it.each([
    ['GET', 'https://evil.test', 'signed in'],
    ['HEAD', 'https://evil.test', 'signed in'],
    ['POST', 'https://evil.test', 'origin_not_allowed'],
    ['DELETE', 'https://evil.test', 'origin_not_allowed'],
    ['POST', 'https://console.test', 'signed in'],
    ['POST', 'https://synthwright.test', 'signed in'],
    ['POST', undefined, 'signed in'],
  ])('a cookie sent with %s from %s: %s', async (method, origin, expected) => {
    const here = world()
    const sent = { method, origin, host: 'synthwright.test' }
    expect(await outcome(here.authenticate({ cookies: await cookieOf(here), ...sent }))).toBe(expected)
    expect(await outcome(here.signIn(here.key, sent))).toBe('signed in')
  })
})

describe('a key', () => {
  it('acts within its own bounds', async () => {
    const here = world()
    expect(await here.signIn(here.key)).toEqual({
      ...{ teamId, userId, role: 'owner', credentialId: 'cred_1', namespaces: ['ferry'] },
      ...{ scopes: ['api:read'], projectIds: ['proj_1'], memoryScopes: ['project'] },
    })
  })

  it.each<[string, Partial<Credential>, string]>([
    ['that is revoked', { revokedAt: new Date(0) }, 'invalid_token cred_1'],
    ['that has expired', { expiresAt: new Date(0) }, 'invalid_token cred_1'],
    ['of an earlier term', { term: 'term_0' }, 'invalid_token cred_1'],
    ['whose secret is another', { keyHash: sealApiKey(drawApiKey()).keyHash }, 'invalid_token'],
  ])('%s does not count: %s', async (_, key, expected) => {
    const here = world({ key })
    expect(await outcome(here.signIn(here.key))).toBe(expected)
  })

  it('that nobody has, or that is none, does not count, and no more is said', async () => {
    const { signIn } = world()
    for (const key of [drawApiKey(), 'sk_', 'sk_live_short']) expect(await outcome(signIn(key))).toBe('invalid_token')
  })

  it('does not count in the moment that it expires in, and does before', async () => {
    const { clock } = world()
    const ends = (inMs: number) => world({ key: { expiresAt: new Date(clock.now() + inMs) } })
    const [now, soon] = [ends(0), ends(1)]
    expect(await outcome(now.signIn(now.key))).toBe('invalid_token cred_1')
    expect(await outcome(soon.signIn(soon.key))).toBe('signed in')
  })

  it('has its use noted once a minute, and counts when that fails', async () => {
    const { clock } = world()
    const usedAgo = (ms: number) => world({ key: { lastUsedAt: new Date(clock.now() - ms) } })
    for (const [here, noted] of [
      [world(), ['cred_1']],
      [usedAgo(59_999), []],
      [usedAgo(60_000), ['cred_1']],
      [world({ used: () => Promise.reject(new Error('The store is away')) }), ['cred_1']],
    ] as const) {
      expect(await outcome(here.signIn(here.key))).toBe('signed in')
      expect(here.uses).toEqual(noted)
    }
  })
})

describe('a session', () => {
  it('acts with all that its user has', async () => {
    const { signIn, access } = world()
    expect(await signIn(await access())).toEqual({
      ...{ teamId, userId, role: 'owner', credentialId: 'sess_1', namespaces: ['ferry'], projectIds: null },
      ...{ scopes: ['api:read', 'api:write', 'mcp'], memoryScopes: ['private', 'project'] },
    })
  })

  it.each<[string, Parameters<typeof world>[0], string]>([
    ['that is gone', { session: null }, 'invalid_token sess_1'],
    ['that has ended', { session: { revokedAt: new Date(0) } }, 'invalid_token sess_1'],
    ['of somebody else', { session: { userId: 'user_2' } }, 'invalid_token sess_1'],
    ['of an earlier term', { session: { term: 'term_0' } }, 'invalid_token sess_1'],
  ])('%s does not count', async (_, given, expected) => {
    const { signIn, access } = world(given)
    expect(await outcome(signIn(await access()))).toBe(expected)
  })
})

describe('a token of an issuer', () => {
  it('acts with all that its user has, under the name of its subject', async () => {
    const { signIn } = world()
    const principal = await signIn(subjectToken)
    expect(principal).toMatchObject({ teamId, userId, role: 'owner', credentialId: 'oidc_1', projectIds: null })
    expect(principal.scopes).toEqual(['api:read', 'api:write', 'mcp'])
  })

  it('does not count for a subject that is nobody, from another issuer, or where none is configured', async () => {
    expect(await outcome(world({ subject: undefined }).signIn(subjectToken))).toBe('invalid_token')
    expect(await outcome(world({ hasIssuer: false }).signIn(subjectToken))).toBe('invalid_token')
    const others = new UnsecuredJWT({ iss: 'https://other.test' }).encode()
    expect(await outcome(world().signIn(others))).toBe('invalid_token')
    expect(await outcome(world().signIn(new UnsecuredJWT({}).encode()))).toBe('invalid_token')
  })
})

describe('whoever it is', () => {
  it.each<[string, Parameters<typeof world>[0], string]>([
    ['a deleted user', { user: { deletedAt: new Date(0) } }, 'user_not_found'],
    ['no user', { user: null }, 'user_not_found'],
    ['no member', { membership: null }, 'no_organization'],
    ['of no team', { team: null }, 'no_organization'],
  ])('%s does not sign in', async (_, given, code) => {
    const here = world(given)
    expect(await outcome(here.signIn(here.key))).toBe(`${code} cred_1`)
    expect(await outcome(here.signIn(await here.access()))).toBe(`${code} sess_1`)
    expect(await outcome(here.signIn(subjectToken))).toBe(`${code} oidc_1`)
  })

  it.each<[TeamRole, TeamRole, TeamRole]>([
    ['owner', 'owner', 'owner'],
    ['owner', 'member', 'member'],
    ['owner', 'viewer', 'viewer'],
    ['admin', 'owner', 'admin'],
    ['member', 'admin', 'member'],
    ['viewer', 'member', 'viewer'],
  ])('a %s with a key up to %s is %s', async (own, roleCap, role) => {
    const team = { ownerIds: own === 'owner' ? [userId] : ['user_2'] }
    const here = world({ key: { roleCap }, team, membership: own === 'owner' ? {} : { role: own } })
    expect(await here.signIn(here.key)).toMatchObject({ role })
  })

  it('is told nothing of withheld rows where the team has chosen so', async () => {
    const here = world({ team: { hidesCounts: true } })
    expect(await here.signIn(here.key)).toMatchObject({ hidesCounts: true })
    const usual = world()
    expect(await usual.signIn(usual.key)).not.toHaveProperty('hidesCounts')
  })
})
