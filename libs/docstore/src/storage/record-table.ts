import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** A stored document as bytes, under its record number. Record numbers rise in order of insertion. */
export type RecordRow = [record: number, bytes: Uint8Array]

/** The documents of one collection. */
export class RecordTable {
  readonly #insert: StatementSync
  readonly #update: StatementSync
  readonly #delete: StatementSync
  readonly #get: StatementSync
  readonly #page: StatementSync
  readonly #pageBack: StatementSync
  #last: number

  constructor(database: DatabaseSync, collectionId: number) {
    const prepare = (sql: string): StatementSync => {
      const statement = database.prepare(sql)
      statement.setReturnArrays(true)
      return statement
    }
    const table = `d${collectionId}`
    this.#insert = prepare(`INSERT INTO ${table} (record, document) VALUES (?, ?)`)
    this.#update = prepare(`UPDATE ${table} SET document = ? WHERE record = ?`)
    this.#delete = prepare(`DELETE FROM ${table} WHERE record = ?`)
    this.#get = prepare(`SELECT document FROM ${table} WHERE record = ?`)
    this.#page = prepare(`SELECT record, document FROM ${table} WHERE record > ? ORDER BY record LIMIT ?`)
    this.#pageBack = prepare(`SELECT record, document FROM ${table} WHERE record < ? ORDER BY record DESC LIMIT ?`)
    this.#last = (prepare(`SELECT coalesce(max(record), 0) FROM ${table}`).get() as unknown as [number])[0]
  }

  insert(bytes: Uint8Array): number {
    this.#insert.run(++this.#last, bytes)
    return this.#last
  }

  update(record: number, bytes: Uint8Array): void {
    this.#update.run(bytes, record)
  }

  delete(record: number): void {
    this.#delete.run(record)
  }

  get(record: number): Uint8Array | undefined {
    return (this.#get.get(record) as unknown as [Uint8Array] | undefined)?.[0]
  }

  after(record: number, limit: number): RecordRow[] {
    return this.#page.all(record, limit) as unknown as RecordRow[]
  }

  before(record: number, limit: number): RecordRow[] {
    return this.#pageBack.all(record, limit) as unknown as RecordRow[]
  }
}
