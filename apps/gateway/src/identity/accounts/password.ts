import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

// 16 MB and about a tenth of a second: what a guess costs whoever has stolen the hashes.
const cost = { N: 2 ** 14, r: 8, p: 5 }
const hashBytes = 32

type Cost = typeof cost

const derive = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, hashBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )

/** What of a password is stored: `scrypt$N$r$p$salt$hash`, so that the cost can rise without spoiling older ones. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

const nobodysSalt = randomBytes(16)

/** Whether it is the password; as slow for somebody who has none as for a wrong one. */
export const passwordMatches = async (password: string, stored: string | null | undefined): Promise<boolean> => {
  if (!stored) {
    await derive(password, nobodysSalt, cost)
    return false
  }
  const [, N, r, p, salt = '', hash = ''] = stored.split('$')
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
