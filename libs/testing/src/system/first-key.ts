import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const keyShape = /^sk_live_[A-Za-z0-9_-]{43}$/

/** A new API key with 256 random bits. */
export const drawKey = (): string => `sk_live_${randomBytes(32).toString('base64url')}`

/** A secret of a data directory: drawn once, kept in a file of it, readable by its owner alone. */
const keptSecret = async (
  dataDir: string,
  { file, shape, what, draw }: { file: string; shape: RegExp; what: string; draw: () => string },
): Promise<string> => {
  const path = join(dataDir, file)
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (kept !== undefined) {
    if (!shape.test(kept.trim())) throw new Error(`${path} does not hold ${what}`)
    await chmod(path, 0o600)
    return kept.trim()
  }
  const drawn = draw()
  await mkdir(dataDir, { recursive: true })
  await writeFile(`${path}.new`, `${drawn}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return drawn
}

/**
 * The first API key of a data directory, in its file `first-key`.
 * @throws Error when the file holds something else
 */
export const firstKey = (dataDir: string): Promise<string> =>
  keptSecret(dataDir, { file: 'first-key', shape: keyShape, what: 'an API key', draw: drawKey })

/**
 * What the gateway signs and seals with, in the file `auth-secret`: beside the documents, not among them, so that who
 * has only those can open no sealed answer and make no token.
 * @throws Error when the file holds something else
 */
export const authSecret = (dataDir: string): Promise<string> =>
  keptSecret(dataDir, {
    file: 'auth-secret',
    shape: /^[A-Za-z0-9_-]{43}$/,
    what: 'a secret',
    draw: () => randomBytes(32).toString('base64url'),
  })
