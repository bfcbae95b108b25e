import { randomToken } from '@synthwright/kernel'
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const lookupLength = 12
const secretLength = 43
/** Fewer different characters than this were not drawn at random. */
const leastVariety = 8

const form = new RegExp(`^sk_(?:live|test)_([A-Za-z0-9_-]{${lookupLength}})[A-Za-z0-9_-]{20,200}$`)

/** What of a key is stored. It finds the key and recognises it, and does not give it back. */
export interface SealedKey {
  lookupId: string
  salt: string
  keyHash: string
}

/** A new key: `sk_live_` or `sk_test_`, 12 characters that find it, 43 that are secret (258 random bits). */
export const drawApiKey = (mode: 'live' | 'test' = 'live'): string =>
  `sk_${mode}_${randomToken(lookupLength + secretLength)}`

/** The part that finds a key; null for text that is no key, or one that nobody drew at random. */
export const parseApiKey = (text: string): { lookupId: string } | null => {
  const lookupId = form.exec(text)?.[1]
  return lookupId && new Set(text.slice(8)).size >= leastVariety ? { lookupId } : null
}

// One round of SHA-256 is enough: the secret is drawn, at least 120 bits of it, so that no list of guesses contains it.
// A slow hash protects what people choose; here it would only slow down every request, since nothing is cached.
const hash = (key: string, salt: string): Buffer => createHash('sha256').update(salt).update(key).digest()

/** @throws Error for text that is no key */
export const sealApiKey = (key: string): SealedKey => {
  const parsed = parseApiKey(key)
  if (!parsed) throw new Error('Not an API key')
  const salt = randomBytes(16).toString('base64url')
  return { ...parsed, salt, keyHash: hash(key, salt).toString('base64url') }
}

/** Whether this is the key that was sealed; takes the same time for every key. */
export const keyMatches = (key: string, { salt, keyHash }: SealedKey): boolean => {
  const expected = Buffer.from(keyHash, 'base64url')
  const actual = hash(key, salt)
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** How a key begins, by which its owner recognises it: the part that finds it, nothing of its secret. */
export const keyPrefix = ({ live, lookupId }: { live: boolean; lookupId: string }): string =>
  `sk_${live ? 'live' : 'test'}_${lookupId}`
