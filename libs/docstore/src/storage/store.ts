import type { DatabaseSync } from 'node:sqlite'
import { CommandError } from '../errors.ts'
import { describeIndex, type IndexDefinition } from '../index/index-definition.ts'
import { idIndex, parseIndex } from '../index/parse-index.ts'
import { decode, encode } from '../wire/bson.ts'
import { Collection, type Engine, type Examined } from './collection.ts'
import { Commits } from './commits.ts'
import { IndexTable } from './index-table.ts'
import { openDatabase } from './open-database.ts'

const maxNamespaceBytes = 255

/** Databases, collections and indexes of one data directory, held in memory and kept in step with the file. */
export class Store {
  readonly commits: Commits
  readonly examined: Examined = { keys: 0, documents: 0 }
  readonly #sqlite: DatabaseSync
  readonly #databases = new Map<string, Map<string, Collection>>()
  readonly #onChange: ((namespace: string) => void)[] = []

  /** @param onFailure called when a statement or commit failed and the process must end */
  constructor(directory: string, onFailure: (error: unknown) => void) {
    this.#sqlite = openDatabase(directory)
    this.commits = new Commits(this.#sqlite, onFailure)
    this.#load()
  }

  /** Calls back when a collection, or an index of it, goes away: open cursors on it cannot continue. */
  onDrop(listener: (namespace: string) => void): void {
    this.#onChange.push(listener)
  }

  databases(): string[] {
    return [...this.#databases.keys()].sort()
  }

  collections(database: string): Collection[] {
    return [...(this.#databases.get(database)?.values() ?? [])]
  }

  find(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name)
  }

  /** The collection, made with its `_id` index when it does not exist: MongoDB makes collections on first use. */
  obtain(database: string, name: string): Collection {
    return this.find(database, name) ?? this.#create(database, name)
  }

  drop(collection: Collection): void {
    this.commits.begin()
    for (const table of collection.indexes) this.#removeIndex(table)
    this.#sqlite.exec(`DROP TABLE d${collection.id}`)
    this.#sqlite.prepare('DELETE FROM collections WHERE id = ?').run(collection.id)
    const siblings = this.#databases.get(collection.database)!
    siblings.delete(collection.name)
    if (siblings.size === 0) this.#databases.delete(collection.database)
    this.#tellDropped(collection)
  }

  /** @throws CommandError DuplicateKey or CannotIndexParallelArrays when the documents there do not fit; nothing is left */
  createIndex(collection: Collection, definition: IndexDefinition): IndexTable {
    this.commits.begin()
    const table = this.#addIndex(collection.id, definition)
    try {
      for (let record = 0; ;) {
        const page = collection.records.after(record, 256)
        for (const [at, bytes] of page) {
          collection.fillIndex(table, at, decode(bytes))
          record = at
        }
        if (page.length === 0) break
      }
    } catch (error) {
      if (error instanceof CommandError) this.#removeIndex(table)
      throw error
    }
    collection.indexes.push(table)
    return table
  }

  dropIndex(collection: Collection, table: IndexTable): void {
    this.commits.begin()
    this.#removeIndex(table)
    collection.indexes.splice(collection.indexes.indexOf(table), 1)
    this.#tellDropped(collection)
  }

  /** Commits and closes; the directory is free for another server afterwards. */
  close(): void {
    this.commits.flush()
    this.#sqlite.close()
  }

  get #engine(): Engine {
    return { sqlite: this.#sqlite, commits: this.commits, examined: this.examined }
  }

  #create(database: string, name: string): Collection {
    checkNamespace(database, name)
    this.commits.begin()
    const { lastInsertRowid } = this.#sqlite
      .prepare('INSERT INTO collections (database, name) VALUES (?, ?)')
      .run(database, name)
    const id = Number(lastInsertRowid)
    this.#sqlite.exec(`CREATE TABLE d${id} (record INTEGER PRIMARY KEY, document BLOB NOT NULL)`)
    const collection = new Collection(this.#engine, id, database, name, [this.#addIndex(id, idIndex)])
    this.#register(collection)
    return collection
  }

  #addIndex(collectionId: number, definition: IndexDefinition): IndexTable {
    const { lastInsertRowid } = this.#sqlite
      .prepare('INSERT INTO indexes (collection, definition, multikey) VALUES (?, ?, 0)')
      .run(collectionId, encode(describeIndex(definition)))
    const id = Number(lastInsertRowid)
    IndexTable.createTable(this.#sqlite, id, definition.unique)
    return new IndexTable(this.#sqlite, id, definition, false)
  }

  #removeIndex(table: IndexTable): void {
    this.#sqlite.exec(`DROP TABLE x${table.id}`)
    this.#sqlite.prepare('DELETE FROM indexes WHERE id = ?').run(table.id)
  }

  #register(collection: Collection): void {
    const siblings = this.#databases.get(collection.database) ?? new Map<string, Collection>()
    siblings.set(collection.name, collection)
    this.#databases.set(collection.database, siblings)
  }

  #tellDropped(collection: Collection): void {
    for (const listener of this.#onChange) listener(collection.namespace)
  }

  #load(): void {
    const indexRows = this.#sqlite.prepare(
      'SELECT id, definition, multikey FROM indexes WHERE collection = ? ORDER BY id',
    )
    for (const row of this.#sqlite.prepare('SELECT id, database, name FROM collections ORDER BY id').all()) {
      const { id, database, name } = row as { id: number; database: string; name: string }
      const indexes = indexRows.all(id).map((index) => {
        const stored = index as { id: number; definition: Uint8Array; multikey: number }
        const description = decode(stored.definition)
        const definition = description['name'] === idIndex.name ? idIndex : parseIndex(description)
        return new IndexTable(this.#sqlite, stored.id, definition, stored.multikey === 1)
      })
      this.#register(new Collection(this.#engine, id, database, name, indexes))
    }
  }
}

/** @throws CommandError InvalidNamespace */
export const checkNamespace = (database: string, name: string): void => {
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database))
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`)
  if (name === '' || name.startsWith('.') || name.includes('$') || name.includes('\0')) {
    throw new CommandError('InvalidNamespace', `Invalid collection name: ${name}`)
  }
  if (Buffer.byteLength(database) + Buffer.byteLength(name) + 1 > maxNamespaceBytes) {
    throw new CommandError('InvalidNamespace', `Fully qualified namespace is too long: ${database}.${name}`)
  }
}
