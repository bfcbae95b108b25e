import type { DatabaseSync } from 'node:sqlite'
import { CommandError } from '../errors.ts'
import { indexEntries, meetsArray, type IndexEntry } from '../index/index-keys.ts'
import { checkStorable, maxDocumentBytes } from '../values/check-document.ts'
import type { Document } from '../values/document.ts'
import { endOfKeys } from '../values/encode-key.ts'
import { showDocument } from '../values/show.ts'
import { encode } from '../wire/bson.ts'
import type { Commits } from './commits.ts'
import type { IndexTable } from './index-table.ts'
import { RecordTable } from './record-table.ts'

/** What queries have looked at since the start; `serverStatus` shows it, tests prove by it that indexes are used. */
export interface Examined {
  keys: number
  documents: number
}

/** What every collection of a store shares. */
export interface Engine {
  readonly sqlite: DatabaseSync
  readonly commits: Commits
  readonly examined: Examined
}

/** The entries of one document in some of a collection's indexes, taken before the document is changed. */
export type EntriesBefore = readonly { readonly table: IndexTable; readonly entries: readonly IndexEntry[] }[]

/**
 * One collection: records, and index tables kept in step with them. Every write is checked whole (storable, size,
 * unique keys) before its first statement, so a refused write leaves nothing behind in the open transaction.
 */
export class Collection {
  readonly id: number
  readonly database: string
  readonly name: string
  readonly records: RecordTable
  /** The index on `_id` comes first. */
  readonly indexes: IndexTable[]
  readonly examined: Examined
  readonly #sqlite: DatabaseSync
  readonly #commits: Commits
  #count: number

  constructor(
    { sqlite, commits, examined }: Engine,
    id: number,
    database: string,
    name: string,
    indexes: IndexTable[],
  ) {
    this.#sqlite = sqlite
    this.#commits = commits
    this.examined = examined
    this.id = id
    this.database = database
    this.name = name
    this.indexes = indexes
    this.records = new RecordTable(sqlite, id)
    this.#count = this.idIndex.count(Buffer.alloc(0), endOfKeys)
  }

  get namespace(): string {
    return `${this.database}.${this.name}`
  }

  get count(): number {
    return this.#count
  }

  get idIndex(): IndexTable {
    return this.indexes[0]!
  }

  /** @throws CommandError DuplicateKey, BSONObjectTooLarge, and what `checkStorable` refuses */
  insert(document: Document): void {
    const bytes = this.#storableBytes(document)
    const added = this.indexes.map((table) => ({ table, entries: indexEntries(document, table.definition) }))
    for (const { table, entries } of added) this.#checkUnique(table, entries, undefined)
    this.#commits.begin()
    const record = this.records.insert(bytes)
    for (const { table, entries } of added) {
      this.#noteArrays(table, document, entries)
      for (const { key } of entries) table.insert(key, record)
    }
    this.#count++
  }

  /**
   * The index entries of a document that is about to be changed in place.
   * @param touches tells which top-level fields may change
   */
  entriesBefore(document: Document, touches: (field: string) => boolean): EntriesBefore {
    const affected = this.indexes.filter(
      ({ definition }) => definition.partial || definition.fields.some((path) => touches(path.split('.', 1)[0]!)),
    )
    return affected.map((table) => ({ table, entries: indexEntries(document, table.definition) }))
  }

  /**
   * Stores a changed document.
   * @returns the stored bytes, or undefined when they are what was stored before
   * @throws as `insert`
   */
  replace(record: number, bytesBefore: Uint8Array, before: EntriesBefore, document: Document): Uint8Array | undefined {
    const bytes = this.#storableBytes(document)
    if (Buffer.compare(bytes, bytesBefore) === 0) return undefined
    const changes = before.map(({ table, entries: old }) => {
      const entries = indexEntries(document, table.definition)
      const added = entries.filter(({ key }) => !old.some((entry) => entry.key.equals(key)))
      const removed = old.filter(({ key }) => !entries.some((entry) => entry.key.equals(key)))
      this.#checkUnique(table, added, record)
      return { table, added, removed }
    })
    this.#commits.begin()
    for (const { table, added, removed } of changes) {
      this.#noteArrays(table, document, added)
      for (const { key } of removed) table.delete(key, record)
      for (const { key } of added) table.insert(key, record)
    }
    this.records.update(record, bytes)
    return bytes
  }

  remove(record: number, document: Document): void {
    this.#commits.begin()
    for (const table of this.indexes) {
      for (const { key } of indexEntries(document, table.definition)) table.delete(key, record)
    }
    this.records.delete(record)
    this.#count--
  }

  /** Adds one record's entries to an index under construction. */
  fillIndex(table: IndexTable, record: number, document: Document): void {
    const entries = indexEntries(document, table.definition)
    this.#checkUnique(table, entries, undefined)
    this.#noteArrays(table, document, entries)
    for (const { key } of entries) table.insert(key, record)
  }

  #storableBytes(document: Document): Uint8Array {
    checkStorable(document)
    const bytes = encode(document)
    if (bytes.length > maxDocumentBytes) {
      throw new CommandError(
        'BSONObjectTooLarge',
        `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${maxDocumentBytes}(16MB)`,
      )
    }
    return bytes
  }

  #checkUnique(table: IndexTable, entries: readonly IndexEntry[], self: number | undefined): void {
    const { definition } = table
    if (!definition.unique) return
    for (const { key, values } of entries) {
      const holder = table.lookup(key)
      if (holder === undefined || holder === self) continue
      const keyValue = Object.fromEntries(
        definition.fields.map((path, i) => [path, typeof values[i] === 'symbol' ? [] : (values[i] ?? null)]),
      )
      throw new CommandError(
        'DuplicateKey',
        `E11000 duplicate key error collection: ${this.namespace} index: ${definition.name} dup key: ${showDocument(keyValue)}`,
        { keyPattern: definition.keyPattern, keyValue },
      )
    }
  }

  #noteArrays(table: IndexTable, document: Document, entries: readonly IndexEntry[]): void {
    if (table.multikey || entries.length === 0 || !meetsArray(document, table.definition)) return
    table.multikey = true
    this.#sqlite.prepare('UPDATE indexes SET multikey = 1 WHERE id = ?').run(table.id)
  }
}
