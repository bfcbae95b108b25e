import { isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { createAuthSecret } from '../secret/auth-secret.ts'
import { createTokens } from './tokens.ts'

const clock = fakeClock()
const secret = createAuthSecret('a secret that only this test knows')
const tokens = createTokens(secret, clock)
const session = { _id: 'sess_1', teamId: 'team_1', userId: 'user_1', generation: 3 }
const { generation: _, ...named } = session

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'read',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  )

it('names a session for an hour, and exchanges for thirty days', async () => {
  const access = await tokens.access(session)
  const refresh = await tokens.refresh(session)
  expect(decodeProtectedHeader(access)).toEqual({ alg: 'HS256', typ: 'at+jwt' })
  expect(await tokens.readAccess(access)).toEqual(named)
  expect(await tokens.readRefresh(refresh)).toEqual(session)
  clock.advance(3_599_000)
  expect(await codeOf(tokens.readAccess(access))).toBe('read')
  clock.advance(2_000)
  expect(await codeOf(tokens.readAccess(access))).toBe('invalid_token')
  clock.advance(29 * 24 * 3_600_000)
  expect(await codeOf(tokens.readRefresh(refresh))).toBe('read')
  clock.advance(24 * 3_600_000)
  expect(await codeOf(tokens.readRefresh(refresh))).toBe('invalid_token')
})

it('takes neither for the other, and nothing that somebody else made', async () => {
  const access = await tokens.access(session)
  const refresh = await tokens.refresh(session)
  expect(await codeOf(tokens.readAccess(refresh))).toBe('invalid_token')
  expect(await codeOf(tokens.readRefresh(access))).toBe('invalid_token')
  const others = createTokens(createAuthSecret('a secret that somebody else knows'), clock)
  const claims = decodeJwt(access)
  const signed = (alg: string, key: Uint8Array, typ = 'at+jwt', changed = {}) =>
    new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg, typ }).sign(key)
  const key = secret.keyFor('access token')
  const [header, payload, signature] = access.split('.')
  for (const wrong of [
    await others.access(session),
    new UnsecuredJWT(claims).encode(),
    await signed('HS512', new Uint8Array(64)),
    await signed('HS256', secret.keyFor('refresh token')),
    await signed('HS256', key, 'JWT'),
    await signed('HS256', key, 'at+jwt', { iss: 'another' }),
    await signed('HS256', key, 'at+jwt', { aud: 'another' }),
    await signed('HS256', key, 'at+jwt', { exp: undefined }),
    await signed('HS256', key, 'at+jwt', { sid: undefined }),
    `${header}.${payload}.`,
    `${header}.${payload}.${signature!.slice(1)}`,
    `${header}.${payload}`,
    '',
    'x',
  ])
    expect(await codeOf(tokens.readAccess(wrong))).toBe('invalid_token')
  expect(await codeOf(tokens.readAccess(await signed('HS256', key)))).toBe('read')
})
