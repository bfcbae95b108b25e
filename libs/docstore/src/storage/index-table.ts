import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { IndexDefinition } from '../index/index-definition.ts'

/** One place in an index: the encoded key and the record it belongs to. */
export type IndexRow = [key: Uint8Array, record: number]

/** The entries of one index as an ordered SQLite table of its own. */
export class IndexTable {
  readonly id: number
  readonly definition: IndexDefinition
  /** True once any document had an array under an indexed path; it never turns back. */
  multikey: boolean
  readonly #insert: StatementSync
  readonly #delete: StatementSync
  readonly #lookup: StatementSync
  readonly #ascending: StatementSync
  readonly #descending: StatementSync
  readonly #count: StatementSync

  constructor(database: DatabaseSync, id: number, definition: IndexDefinition, multikey: boolean) {
    this.id = id
    this.definition = definition
    this.multikey = multikey
    const prepare = (sql: string): StatementSync => {
      const statement = database.prepare(sql)
      statement.setReturnArrays(true)
      return statement
    }
    const table = `x${id}`
    this.#insert = prepare(`INSERT INTO ${table} (key, record) VALUES (?, ?)`)
    this.#delete = prepare(`DELETE FROM ${table} WHERE key = ? AND record = ?`)
    this.#lookup = prepare(`SELECT record FROM ${table} WHERE key = ?`)
    this.#ascending = prepare(
      `SELECT key, record FROM ${table} WHERE (key, record) > (?, ?) AND key < ? ORDER BY key, record LIMIT ?`,
    )
    this.#descending = prepare(
      `SELECT key, record FROM ${table} WHERE (key, record) < (?, ?) AND key >= ? ORDER BY key DESC, record DESC LIMIT ?`,
    )
    this.#count = prepare(`SELECT count(*) FROM ${table} WHERE key >= ? AND key < ?`)
  }

  /** Makes the table; a unique index is unique in the file, too. */
  static createTable(database: DatabaseSync, id: number, unique: boolean): void {
    database.exec(
      `CREATE TABLE x${id} (key BLOB NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (key${unique ? '' : ', record'})) WITHOUT ROWID`,
    )
  }

  insert(key: Buffer, record: number): void {
    this.#insert.run(key, record)
  }

  delete(key: Buffer, record: number): void {
    this.#delete.run(key, record)
  }

  /** The record under a key of a unique index. */
  lookup(key: Buffer): number | undefined {
    return (this.#lookup.get(key) as unknown as [number] | undefined)?.[0]
  }

  /** At most `limit` rows with `after < row`, below the key `end`. */
  ascending(after: IndexRow, end: Uint8Array, limit: number): IndexRow[] {
    return this.#ascending.all(after[0], after[1], end, limit) as unknown as IndexRow[]
  }

  /** At most `limit` rows with `row < before`, from the key `start` on, last first. */
  descending(before: IndexRow, start: Uint8Array, limit: number): IndexRow[] {
    return this.#descending.all(before[0], before[1], start, limit) as unknown as IndexRow[]
  }

  /** Number of entries with `start <= key < end`. */
  count(start: Uint8Array, end: Uint8Array): number {
    return (this.#count.get(start, end) as unknown as [number])[0]
  }
}
