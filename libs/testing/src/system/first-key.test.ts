import { mkdtemp, readFile, rm, stat, writeFile, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authSecret, drawKey, firstKey } from './first-key.ts'

const keyShape = /^sk_live_[A-Za-z0-9_-]{43}$/

let dataDir: string
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'synthwright-key-'))))
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const mode = async () => (await stat(join(dataDir, 'first-key'))).mode & 0o777

it('draws keys of one shape that never repeat', () => {
  const keys = Array.from({ length: 500 }, drawKey)
  for (const key of keys) expect(key).toMatch(keyShape)
  expect(new Set(keys).size).toBe(500)
})

it('draws once, keeps the key for its owner alone, and hands out the same afterwards', async () => {
  const key = await firstKey(join(dataDir))
  expect(key).toMatch(keyShape)
  expect(await mode()).toBe(0o600)
  expect(await readFile(join(dataDir, 'first-key'), 'utf8')).toBe(`${key}\n`)
  expect(await firstKey(dataDir)).toBe(key)
})

it('makes the directory when there is none', async () =>
  expect(await firstKey(join(dataDir, 'new/one'))).toMatch(keyShape))

it('closes a key file that was opened to others', async () => {
  await firstKey(dataDir)
  await chmod(join(dataDir, 'first-key'), 0o644)
  await firstKey(dataDir)
  expect(await mode()).toBe(0o600)
})

it('refuses a file that holds something else, without showing what', async () => {
  await writeFile(join(dataDir, 'first-key'), 'hunter2')
  const refusal = firstKey(dataDir)
  await expect(refusal).rejects.toThrow('does not hold an API key')
  await expect(refusal).rejects.not.toThrow('hunter2')
})

it('keeps what the gateway signs with beside the key', async () => {
  const secret = await authSecret(dataDir)
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect([await authSecret(dataDir), (await stat(join(dataDir, 'auth-secret'))).mode & 0o777]).toEqual([secret, 0o600])
})
