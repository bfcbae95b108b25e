import { isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { seedMember, startGateway, type TestGateway } from '../testing/start-gateway.ts'
import { createApiKeyRepository } from './api-keys/api-key.repository.ts'
import { createAuthenticate } from './authenticate.ts'
import { drawApiKey } from './api-key.ts'
import { credentials } from './credential.schema.ts'
import { ensureFirstAccess } from './first-access.ts'
import { createAuthSecret } from './secret/auth-secret.ts'
import { createSessionRepository } from './sessions/session.repository.ts'
import { createTokens } from './sessions/tokens.ts'
import { systemScope } from '@synthwright/persistence'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

const clock = fakeClock()
const signIn = (key?: string, scheme = 'Bearer ') =>
  createAuthenticate(
    {
      identity: gateway.identity,
      keys: createApiKeyRepository(gateway.store),
      sessions: createSessionRepository(gateway.store),
      tokens: createTokens(createAuthSecret('of tests'), clock),
      oidc: null,
      allowedOrigins: [],
    },
    clock,
  )({ authorization: key === undefined ? undefined : scheme + key, cookies: {} })
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'signed in',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )

describe('first access', () => {
  const firstKey = drawApiKey()
  const other = drawApiKey()
  const start = (key: string | null, production = false) =>
    ensureFirstAccess(gateway.identity, { firstKey: key, production })

  it('needs a key in production, on an empty database', async () => {
    await expect(start(null, true)).rejects.toThrow(/FIRST_API_KEY must be set/)
    await start(null)
    expect(await gateway.identity.isEmpty()).toBe(true)
  })

  it('is made once, by two gateways that start at once with the same key', async () => {
    await Promise.all([start(firstKey), start(firstKey)])
    expect(await signIn(firstKey)).toMatchObject({ role: 'owner', scopes: ['api:read', 'api:write', 'mcp'] })
  })

  it('stays as it is when somebody starts with another key, or none', async () => {
    await start(other, true)
    await start(null, true)
    expect(await codeOf(signIn(other))).toBe('invalid_token')
    expect(await codeOf(signIn(firstKey))).toBe('signed in')
  })

  it('keeps of the key what finds and recognises it, not the key', async () => {
    const all = gateway.store.systemRepository(credentials, systemScope('test'))
    expect(JSON.stringify(await all.find({}))).not.toContain(firstKey.slice(20))
  })
})

describe('a credential', () => {
  it('acts with the lower of its own and its user’s role, and with its own bounds', async () => {
    const { identity } = gateway
    const bound = { scopes: ['api:read' as const], projectIds: ['proj_1'], memoryScopes: ['project' as const] }
    const member = await seedMember(identity, { role: 'member', roleCap: 'admin', ...bound })
    expect(await signIn(member.key)).toEqual({
      teamId: member.teamId,
      userId: member.userId,
      credentialId: member.credentialId,
      role: 'member',
      namespaces: [member.teamId],
      ...bound,
    })
    const owner = await seedMember(identity, { role: 'owner', roleCap: 'viewer' })
    expect(await signIn(owner.key)).toMatchObject({ role: 'viewer', projectIds: null })
  })

  it('is followed by a changed role, a removed member and a deleted user from the next request', async () => {
    const { identity } = gateway
    const { teamId, userId, key } = await seedMember(identity, { role: 'admin' })
    expect(await signIn(key)).toMatchObject({ role: 'admin' })
    await identity.changeRole(teamId, userId, 'viewer')
    expect(await signIn(key)).toMatchObject({ role: 'viewer' })
    await identity.removeMember(teamId, userId)
    expect(await codeOf(signIn(key))).toBe('no_organization')
    await identity.addMember(teamId, userId, 'member')
    await identity.deleteUser(userId)
    expect(await codeOf(signIn(key))).toBe('user_not_found')
  })

  it('counts until it expires or is revoked', async () => {
    const expiresAt = new Date(clock.now() + 1_000)
    const expiring = await seedMember(gateway.identity, { expiresAt })
    expect(await codeOf(signIn(expiring.key))).toBe('signed in')
    clock.advance(1_000)
    expect(await codeOf(signIn(expiring.key))).toBe('invalid_token')

    const revoked = await seedMember(gateway.identity)
    expect(await codeOf(signIn(revoked.key))).toBe('signed in')
    await gateway.identity.revokeCredential(revoked.teamId, revoked.credentialId)
    expect(await codeOf(signIn(revoked.key))).toBe('invalid_token')
  })

  it('is missing, or does not count, and no more is said', async () => {
    const { key } = await seedMember(gateway.identity)
    expect(await codeOf(signIn())).toBe('not_authenticated')
    const close = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`
    for (const wrong of [close, `${key}x`, key.replace('live', 'test'), drawApiKey(), 'nonsense', 'sk_live_', ''])
      expect(await codeOf(signIn(wrong, 'Bearer '))).toBe('invalid_token')
    expect(await codeOf(signIn(key, 'Basic '))).toBe('invalid_token')
    expect(await codeOf(signIn(key, 'bearer  '))).toBe('signed in')
  })
})
