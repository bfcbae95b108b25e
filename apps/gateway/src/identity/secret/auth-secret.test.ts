import type { IdentityRepository } from '../identity.repository.ts'
import { createAuthSecret, loadAuthSecret } from './auth-secret.ts'

it('has a key and tokens for each use, the same whoever has it, and others for anybody else', () => {
  const made = (value: string) => {
    const { keyFor, tokenFor } = createAuthSecret(value)
    return [keyFor('a'), keyFor('b'), tokenFor('a', '1'), tokenFor('a', '2'), tokenFor('b', '1')].map(String)
  }
  expect(made('one')).toEqual(made('one'))
  expect(new Set([...made('one'), ...made('other')]).size).toBe(10)
  const { keyFor, tokenFor } = createAuthSecret('one')
  expect([keyFor('a').length, tokenFor('a', '1').length, tokenFor('a', '1', 55).length]).toEqual([32, 43, 55])
  expect(tokenFor('a', '1')).toMatch(/^[\w-]+$/)
})

it('is the configured one, else what the database keeps: the first that was drawn', async () => {
  const kept = new Map<string, string>()
  const keepSecret = async (id: string, value: string) => kept.get(id) ?? (kept.set(id, value), value)
  const load = async (configured: string | null) =>
    String((await loadAuthSecret({ keepSecret } as IdentityRepository, configured)).keyFor('a'))
  expect(await load('configured')).toBe(String(createAuthSecret('configured').keyFor('a')))
  expect(kept.size).toBe(0)
  expect(await load(null)).toBe(await load(null))
  expect(kept.get('auth')).toMatch(/^[\w-]{43}$/)
})
