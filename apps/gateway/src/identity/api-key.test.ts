import { drawApiKey, keyMatches, parseApiKey, sealApiKey } from './api-key.ts'

it('draws keys that it reads, and never the same', () => {
  const keys = Array.from({ length: 200 }, () => drawApiKey())
  expect(new Set(keys.map((key) => parseApiKey(key)?.lookupId)).size).toBe(200)
  expect(keys[0]).toMatch(/^sk_live_[\w-]{55}$/)
  expect(drawApiKey('test')).toMatch(/^sk_test_/)
})

it('recognises a key by what it kept of it, and no other', () => {
  const key = drawApiKey()
  const sealed = sealApiKey(key)
  expect(keyMatches(key, sealed)).toBe(true)
  expect(keyMatches(drawApiKey(), sealed)).toBe(false)
  expect(keyMatches(key, { ...sealed, keyHash: '' })).toBe(false)
  expect(JSON.stringify(sealed)).not.toContain(key.slice(20))
  expect(sealApiKey(key).keyHash).not.toBe(sealed.keyHash)
})

it.each([
  'sk_live_',
  `sk_live_${'abcdefgh01234567'.repeat(2).slice(1)}`,
  `sk_live_${'a'.repeat(40)}`,
  `sk_live_${'abcdefg'.repeat(6)}`, // Seven different characters are too few.
  `sk_live_${'abcdefgh01234567'.repeat(2)} `,
  `sk_prod_${'abcdefgh01234567'.repeat(2)}`,
  `sk_live_${'abcdefgh01234567'.repeat(2)}é`,
  `sk_live_${'abcdefgh01234567'.repeat(20)}`,
])('does not take %s for a key', (text) => {
  expect(parseApiKey(text)).toBeNull()
  expect(() => sealApiKey(text)).toThrow()
})

it('takes 32 characters, eight different ones', () => {
  expect(parseApiKey(`sk_live_${'abcdefgh'.repeat(4)}`)).toEqual({ lookupId: 'abcdefghabcd' })
  expect(parseApiKey(`sk_live_${'abcdefgh01234567'.repeat(2)}`)).toEqual({ lookupId: 'abcdefgh0123' })
})
