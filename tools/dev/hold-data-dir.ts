import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface HeldDataDir {
  /** Writes down for a second start where this one can be reached. */
  announce(url: string): void
  release(): void
}

const busy = 5

const readUrl = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Takes a data directory for this process. An exclusive SQLite transaction is the lock: the operating system gives it up
 * with the process, however that ends, so that it is never stale.
 * @returns undefined with the URL of the holder, if it has told it yet, when another process has it
 */
export const holdDataDir = (dataDir: string): { held: HeldDataDir } | { heldBy: string | undefined } => {
  mkdirSync(dataDir, { recursive: true })
  const urlFile = join(dataDir, 'url')
  const database = new DatabaseSync(join(dataDir, 'lock.sqlite'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== busy) throw error
    return { heldBy: readUrl(urlFile) }
  }
  rmSync(urlFile, { force: true })
  return {
    held: {
      announce: (url) => writeFileSync(urlFile, url),
      release: () => {
        rmSync(urlFile, { force: true })
        database.close()
      },
    },
  }
}
