import type { Document } from '../values/document.ts'
import type { WireClient } from './wire-client.ts'

const database = 'load'

/** What one writer was told is stored. Its writes go on from there in the next round. */
export interface Acknowledged {
  readonly writer: number
  /** Rows `<writer>-0` up to, not including, `<writer>-<inserted>`. */
  inserted: number
  /** The last state of the writer's own document. */
  state: number
  /** How often its counter was raised. */
  counted: number
}

const padding = (n: number) => `${n} `.repeat(100)

/** A document whose parts agree with one another, so that half of one would show. */
const stateOf = (writer: number, n: number): Document => ({
  _id: `state-${writer}`,
  writer,
  n,
  copy: n,
  parity: n % 2,
  text: padding(n),
})

/** Indexes of every kind that the load keeps in motion. */
export const prepareLoad = async (client: WireClient): Promise<void> => {
  const index = (key: Document, options: Document = {}) => ({ key, name: Object.keys(key).join('_'), ...options })
  const created = await client.command(database, {
    createIndexes: 'rows',
    indexes: [index({ writer: 1, n: -1 }), index({ tags: 1 }), index({ slug: 1 }, { unique: true, sparse: true })],
  })
  const states = await client.command(database, {
    createIndexes: 'states',
    indexes: [index({ parity: 1, writer: 1 }), index({ writer: 1 }, { unique: true })],
  })
  if (created['ok'] !== 1 || states['ok'] !== 1) throw new Error('the indexes could not be made')
}

/**
 * Inserts, replaces and counts until it fails, and keeps book of what was acknowledged.
 * @returns why it failed
 */
export const writeUntilKilled = async (client: WireClient, book: Acknowledged, onAck: () => void): Promise<string> => {
  const { writer } = book
  try {
    for (;;) {
      const from = book.inserted
      const documents = [0, 1, 2].map((i) => {
        const n = from + i
        return { _id: `${writer}-${n}`, writer, n, tags: [n % 3, 'any'], slug: `${writer}/${n}`, text: padding(n) }
      })
      const { n: inserted } = await client.command(database, { insert: 'rows', documents })
      if (inserted === 3) book.inserted += 3
      onAck()
      const next = book.state + 1
      const u = stateOf(writer, next)
      await client.command(database, { update: 'states', updates: [{ q: { _id: u['_id'] }, u, upsert: true }] })
      book.state = next
      onAck()
      const { value } = await client.command(database, {
        findAndModify: 'counters',
        query: { _id: writer },
        update: { $inc: { count: 1 } },
        upsert: true,
        new: true,
      })
      book.counted = (value as { count: number }).count
      onAck()
    }
  } catch (error) {
    return (error as Error).message
  }
}

/** Every document, by the order of insertion. */
const all = async (client: WireClient, collection: string, hint: unknown = { $natural: 1 }): Promise<Document[]> => {
  const { cursor } = (await client.command(database, { find: collection, hint, batchSize: 1_000_000 })) as {
    cursor: { firstBatch: Document[] }
  }
  return cursor.firstBatch
}

const sortedIds = (documents: readonly Document[]) => documents.map(({ _id }) => String(_id)).sort()

/**
 * What is wrong after a crash, in words; nothing when every acknowledged write is there, every other is whole or absent,
 * and all indexes hold what the records hold. What was under way and did happen is then booked as well.
 */
export const faultsAfter = async (client: WireClient, books: readonly Acknowledged[]): Promise<string[]> => {
  const faults: string[] = []
  const check = (holds: boolean, fault: string) => void (holds || faults.push(fault))
  const rows = await all(client, 'rows')
  const states = await all(client, 'states')
  const counters = await all(client, 'counters')
  for (const { _id, n, text } of rows) check(text === padding(n as number), `row ${String(_id)} is not whole`)
  for (const state of states) {
    const { writer, n } = state as { writer: number; n: number }
    check(JSON.stringify(state) === JSON.stringify(stateOf(writer, n)), `the state of ${writer} is not whole`)
  }
  for (const book of books) {
    const { writer, inserted } = book
    const found = new Set(rows.filter((row) => row['writer'] === writer).map(({ n }) => n as number))
    for (let n = 0; n < inserted; n++) check(found.has(n), `row ${writer}-${n} is lost`)
    check(found.size <= inserted + 3, `there are rows of ${writer} that nobody wrote`)
    book.inserted = found.size
    const state = (states.find((one) => one['writer'] === writer)?.['n'] ?? 0) as number
    check(state === book.state || state === book.state + 1, `the state of ${writer} is ${state}, not ${book.state}`)
    book.state = state
    const count = (counters.find(({ _id }) => _id === writer)?.['count'] ?? 0) as number
    check(count === book.counted || count === book.counted + 1, `${writer} counted ${count}, not ${book.counted}`)
    book.counted = count
  }
  const indexes: [string, readonly Document[], readonly string[]][] = [
    ['rows', rows, ['_id_', 'writer_n', 'tags', 'slug']],
    ['states', states, ['_id_', 'parity_writer', 'writer']],
  ]
  for (const [collection, documents, names] of indexes) {
    const records = sortedIds(documents).join()
    for (const name of names)
      check(sortedIds(await all(client, collection, name)).join() === records, `${collection}.${name} misses documents`)
  }
  return faults
}
