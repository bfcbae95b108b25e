import { sha256 } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import type { IdentityRepository } from '../identity.repository.ts'
import { createLockout } from './lockout.ts'
import { createSendProof } from './send-proof.ts'

const clock = fakeClock()

/** Counts tries as the store does, in windows that end five minutes from now. */
const world = () => {
  const counts = new Map<string, number>()
  const windows = new Set<number>()
  const identity = {
    countTry: async (id: string, windowMs: number) => {
      windows.add(windowMs)
      counts.set(id, (counts.get(id) ?? 0) + 1)
      return { count: counts.get(id)!, until: new Date(clock.now() + 5 * 60_000) }
    },
    forgetTries: async (id: string) => void counts.delete(id),
  } as IdentityRepository
  return { identity, counts, windows }
}

const limited = (limit: number) => ({ code: 'rate_limited', retryAfterMs: 5 * 60_000, details: { limit } })

it('ten tries to sign in fail under one address, no more, until one succeeds', async () => {
  const { identity, counts, windows } = world()
  const lockout = createLockout(identity, clock)
  for (let n = 0; n < 10; n += 1) await lockout.begin('ada@example.org')
  await expect(lockout.begin('ada@example.org')).rejects.toMatchObject(limited(10))
  await lockout.begin('bob@example.org')
  expect([...counts.keys()]).toEqual(['ada@example.org', 'bob@example.org'].map(sha256))
  await lockout.succeed('ada@example.org')
  await lockout.begin('ada@example.org')
  expect([...windows]).toEqual([15 * 60_000])
})

it('three letters go to one address, however it is spelled, no more', async () => {
  const { identity, windows } = world()
  const sent: string[] = []
  const letters = { prove: async (address: string) => void sent.push(address), invite: async () => {} }
  const send = createSendProof({ identity, letters }, clock)
  for (const email of ['ada@example.org', 'Ada@Example.org', 'ADA@EXAMPLE.ORG']) await send(email)
  await expect(send('ada@example.org')).rejects.toMatchObject(limited(3))
  expect(sent).toEqual(Array(3).fill('ada@example.org'))
  expect([...windows]).toEqual([15 * 60_000])
})

it('a letter that could not be sent may be asked for again soon', async () => {
  const { identity } = world()
  const letters = { prove: () => Promise.reject(new Error('No connection')), invite: async () => {} }
  const send = createSendProof({ identity, letters }, clock)
  await expect(send('ada@example.org')).rejects.toMatchObject({ code: 'service_unavailable', retryAfterMs: 30_000 })
  const without = createSendProof({ identity, letters: null }, clock)
  await expect(without('ada@example.org')).rejects.toMatchObject({ code: 'not_implemented' })
})
