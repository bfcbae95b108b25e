import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const keyShape = /^sk_live_[A-Za-z0-9_-]{43}$/

/** A new API key with 256 random bits. */
export const drawKey = (): string => `sk_live_${randomBytes(32).toString('base64url')}`

/**
 * The first API key of a data directory: drawn once, kept in its file `first-key`, readable by its owner alone.
 * @throws Error when the file holds something else
 */
export const firstKey = async (dataDir: string): Promise<string> => {
  const path = join(dataDir, 'first-key')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (kept !== undefined) {
    if (!keyShape.test(kept.trim())) throw new Error(`${path} does not hold an API key`)
    await chmod(path, 0o600)
    return kept.trim()
  }
  const key = drawKey()
  await mkdir(dataDir, { recursive: true })
  await writeFile(`${path}.new`, `${key}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return key
}
