import type { Principal } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import type { IdentityAudit } from '../identity-audit.ts'
import type { IdentityRepository } from '../identity.repository.ts'
import type { Membership } from '../membership.schema.ts'
import { createAuthSecret } from '../secret/auth-secret.ts'
import type { User } from '../user.schema.ts'
import type { SessionRepository } from './session.repository.ts'
import type { Session } from './session.schema.ts'
import { createSessions } from './sessions.service.ts'
import { createTokens } from './tokens.ts'

const membership = { teamId: 'team_1', userId: 'user_1', term: 'term_1' }
const days = 24 * 60 * 60_000

/** Sessions of one user over a store in memory, whose state a test may change. */
const world = () => {
  const clock = fakeClock()
  const there = { user: {} as Partial<User> | undefined, membership: membership as Partial<Membership> | undefined }
  const kept = new Map<string, Session>()
  const audited: string[] = []
  const remembered: string[] = []
  const mine = ({ _id, teamId, userId }: Pick<Session, '_id' | 'teamId' | 'userId'>) => {
    const session = kept.get(_id)
    return session?.teamId === teamId && session.userId === userId && !session.revokedAt ? session : undefined
  }
  const sessions: SessionRepository = {
    add: async (session) => {
      const at = clock.date()
      kept.set(session._id, { ...session, createdAt: at, lastUsedAt: at, revokedAt: null })
    },
    find: async (teamId, id) => (kept.get(id)?.teamId === teamId ? kept.get(id) : undefined),
    list: async () => [...kept.values()],
    rotate: async (named, expiresAt) => {
      const session = mine({ ...named, userId: membership.userId })
      if (session?.generation !== named.generation) return false
      kept.set(session._id, { ...session, expiresAt, lastUsedAt: clock.date(), generation: session.generation + 1 })
      return true
    },
    revoke: async (named) => {
      const session = mine(named)
      if (session) kept.set(session._id, { ...session, revokedAt: clock.date() })
      return session !== undefined
    },
  }
  const identity = {
    user: async () => there.user,
    membership: async () => there.membership,
    rememberTeam: async (userId: string, teamId: string) => void remembered.push(`${userId} ${teamId}`),
  } as unknown as IdentityRepository
  const audit = {
    record: async ({ type, outcome, targetIds }: { type: string; outcome?: string; targetIds: string[] }) =>
      void audited.push([type, ...(outcome ? [outcome] : []), ...targetIds].join(' ')),
  } as unknown as IdentityAudit
  const tokens = createTokens(createAuthSecret('a secret that only this test knows'), clock)
  return {
    ...createSessions({ identity, sessions, tokens, audit }, clock),
    clock,
    there,
    kept,
    audited,
    remembered,
    tokens,
  }
}

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )

it('starts with a pair of tokens that name it, for thirty days', async () => {
  const { start, tokens, kept, clock, remembered } = world()
  const { sessionId, access_token, refresh_token, expires_in } = await start(membership)
  const { term, ...named } = { _id: sessionId, ...membership }
  expect(await tokens.readAccess(access_token)).toEqual(named)
  expect(await tokens.readRefresh(refresh_token)).toEqual({ ...named, generation: 1 })
  expect(expires_in).toBe(3_600)
  expect(kept.get(sessionId)).toMatchObject({ term, expiresAt: new Date(clock.now() + 30 * days) })
  expect(remembered).toEqual(['user_1 team_1'])
})

it('is exchanged for the next pair, and lasts thirty days from then', async () => {
  const { start, refresh, tokens, kept, clock } = world()
  const first = await start(membership)
  clock.advance(29 * days)
  const second = await refresh(first.refresh_token, 'req_1')
  expect(await tokens.readRefresh(second.refresh_token)).toMatchObject({ _id: first.sessionId, generation: 2 })
  expect(kept.get(first.sessionId)).toMatchObject({ expiresAt: new Date(clock.now() + 30 * days) })
  clock.advance(29 * days)
  expect(await codeOf(refresh(second.refresh_token, 'req_2'))).toBe('done')
})

it('ends whole when a token is exchanged again, which is told once', async () => {
  const { start, refresh, audited, kept } = world()
  const { refresh_token, sessionId } = await start(membership)
  const { refresh_token: next } = await refresh(refresh_token, 'req_1')
  expect(audited).toEqual([])
  expect(await codeOf(refresh(refresh_token, 'req_2'))).toBe('invalid_token')
  expect(kept.get(sessionId)?.revokedAt).not.toBeNull()
  for (const token of [next, refresh_token]) expect(await codeOf(refresh(token, 'req_3'))).toBe('invalid_token')
  expect(audited).toEqual([`session.token_reused refused ${sessionId}`])
})

it.each<[string, string, (here: ReturnType<typeof world>) => void]>([
  ['a deleted user', 'user_not_found', ({ there }) => (there.user = { deletedAt: new Date(0) })],
  ['no user', 'user_not_found', ({ there }) => (there.user = undefined)],
  ['nobody who is a member', 'no_organization', ({ there }) => (there.membership = undefined)],
  ['a member of another term', 'invalid_token', ({ there }) => (there.membership = { ...membership, term: 'term_2' })],
  ['a session that is gone', 'invalid_token', ({ kept }) => kept.clear()],
])('is not exchanged for %s: %s', async (_, code, change) => {
  const here = world()
  const { refresh_token, access_token, sessionId } = await here.start(membership)
  expect(await codeOf(here.refresh(access_token, 'req_1'))).toBe('invalid_token')
  change(here)
  expect(await codeOf(here.refresh(refresh_token, 'req_1'))).toBe(code)
  expect(here.kept.get(sessionId)?.generation ?? 1).toBe(1)
})

it('is ended by its user alone, and listed as the one that asks or as another', async () => {
  const { start, end, list, refresh, audited } = world()
  const [one, other] = [await start(membership), await start(membership)]
  const principal = { teamId: 'team_1', userId: 'user_1', credentialId: one.sessionId } as Principal
  expect((await list(principal)).map(({ id, current }) => [id, current])).toEqual([
    [one.sessionId, true],
    [other.sessionId, false],
  ])
  for (const stranger of [{ userId: 'user_2' }, { teamId: 'team_2' }])
    expect(await codeOf(end({ ...principal, ...stranger }, one.sessionId, 'req_1'))).toBe('session_not_found')
  await end(principal, other.sessionId, 'req_2')
  expect(await codeOf(end(principal, other.sessionId, 'req_3'))).toBe('session_not_found')
  expect(await codeOf(refresh(other.refresh_token, 'req_4'))).toBe('invalid_token')
  expect(await codeOf(refresh(one.refresh_token, 'req_5'))).toBe('done')
  expect(audited).toEqual([`session.ended ${other.sessionId}`])
})
