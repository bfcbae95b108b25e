import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Raised when key encoding or tables change: files of another format are refused, not misread. */
const format = 1

/**
 * Opens (or makes) the one SQLite file of a data directory.
 *
 * WAL with synchronous NORMAL: a commit is written to the operating system before it returns, so it survives the death
 * of this process at any point; the file is synced at checkpoints only, so a loss of power may cost the newest commits
 * but never the file. The exclusive lock, held until the process ends, keeps a second server out of the directory.
 *
 * Directory and files are their owner's alone.
 *
 * @throws Error with a sentence for the operator when another process holds the directory or another release wrote it
 */
export const openDatabase = (directory: string): DatabaseSync => {
  const file = join(directory, 'docstore.sqlite')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file)
  // What an earlier release or another mask left open to others is closed.
  chmodSync(directory, 0o700)
  for (const path of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(path)) chmodSync(path, 0o600)
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA cache_size = -32768;
      PRAGMA temp_store = MEMORY;
      CREATE TABLE IF NOT EXISTS collections (
        id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (database, name)
      );
      CREATE TABLE IF NOT EXISTS indexes (
        id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, definition BLOB NOT NULL, multikey INTEGER NOT NULL
      );
    `)
    const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (found !== 0 && found !== format)
      throw new Error(`The data directory ${directory} was written by another release of the docstore.`)
    database.exec(`PRAGMA user_version = ${format}`)
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === 5) {
      throw new Error(`The data directory ${directory} is in use by another docstore.`, { cause: error })
    }
    throw error
  }
  return database
}
