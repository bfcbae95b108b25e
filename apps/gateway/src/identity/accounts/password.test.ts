import { scryptSync } from 'node:crypto'
import { hashPassword, passwordMatches } from './password.ts'

it('recognises a password by what it kept of it, and no other', async () => {
  const stored = await hashPassword('nine-lives-9')
  expect(stored).toMatch(/^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/)
  expect(stored).not.toContain('nine')
  expect(await passwordMatches('nine-lives-9', stored)).toBe(true)
  for (const wrong of ['nine-lives-8', 'nine-lives-9 ', '']) expect(await passwordMatches(wrong, stored)).toBe(false)
  expect(await hashPassword('nine-lives-9')).not.toBe(stored)
})

it('costs what it says that it costs', async () => {
  const [, N, r, p, salt, hash] = (await hashPassword('nine-lives-9')).split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 ** 26 }
  const derived = scryptSync('nine-lives-9', Buffer.from(salt!, 'base64url'), 32, cost)
  expect(hash).toBe(derived.toString('base64url'))
})

it('is not matched by the beginning of its hash, nor by none', async () => {
  const stored = await hashPassword('nine-lives-9')
  for (const spoilt of [stored.slice(0, -4), stored.slice(0, stored.lastIndexOf('$') + 1)])
    expect(await passwordMatches('nine-lives-9', spoilt)).toBe(false)
})

it('takes a letter for itself, however it is put together', async () => {
  const stored = await hashPassword('cafe\u0301-cafe\u0301')
  expect(await passwordMatches('caf\u00e9-caf\u00e9', stored)).toBe(true)
})

it('costs as much for somebody who has none', async () => {
  const stored = await hashPassword('nine-lives-9')
  // Of the processor and not of the clock: what else runs on the machine does not count.
  const costOf = async (kept: string | undefined) => {
    const before = process.cpuUsage()
    for (let n = 0; n < 4; n++) expect(await passwordMatches('wrong', kept)).toBe(false)
    return process.cpuUsage(before).user
  }
  const [known, unknown] = [await costOf(stored), await costOf(undefined)]
  expect(unknown).toBeGreaterThan(known / 2)
  expect(unknown).toBeLessThan(known * 2)
})
