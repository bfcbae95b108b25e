import { randomBytes } from 'node:crypto'
import { Long } from 'bson'
import { CommandError } from '../errors.ts'
import type { Document } from '../values/document.ts'
import { RawDocuments } from '../wire/reply-bytes.ts'

const maxOpenCursors = 1_000
const maxIdleMs = 10 * 60_000
const defaultFirstBatch = 101
const maxBatchBytes = 16 * 1024 * 1024

interface OpenCursor {
  readonly namespace: string
  readonly documents: Iterator<Uint8Array>
  /** A document that did not fit into the last batch. */
  waiting: Uint8Array | undefined
  usedAt: number
}

/** Results that are being read batch by batch. Bounded: the one unused for longest gives way to a new one. */
export class Cursors {
  readonly #open = new Map<bigint, OpenCursor>()

  get size(): number {
    return this.#open.size
  }

  /** The reply to a query: its first batch, and a cursor when there may be more. */
  first(namespace: string, documents: Iterator<Uint8Array>, batchSize = defaultFirstBatch, single = false): Document {
    const cursor: OpenCursor = { namespace, documents, waiting: undefined, usedAt: Date.now() }
    const { batch, finished } = nextBatch(cursor, batchSize)
    const id = finished || single ? 0n : this.#register(cursor)
    return { cursor: { firstBatch: new RawDocuments(batch), id: Long.fromBigInt(id), ns: namespace } }
  }

  /** @throws CommandError CursorNotFound */
  more(id: bigint, namespace: string, batchSize = 0): Document {
    const cursor = this.#open.get(id)
    if (!cursor || cursor.namespace !== namespace) throw new CommandError('CursorNotFound', `cursor id ${id} not found`)
    this.#open.delete(id)
    cursor.usedAt = Date.now()
    const { batch, finished } = nextBatch(cursor, batchSize || Number.POSITIVE_INFINITY)
    if (!finished) this.#open.set(id, cursor)
    return { cursor: { nextBatch: new RawDocuments(batch), id: Long.fromBigInt(finished ? 0n : id), ns: namespace } }
  }

  kill(id: bigint): boolean {
    return this.#open.delete(id)
  }

  killOn(namespace: string): void {
    for (const [id, cursor] of this.#open) if (cursor.namespace === namespace) this.#open.delete(id)
  }

  killIdle(nowMs: number): void {
    for (const [id, cursor] of this.#open) if (nowMs - cursor.usedAt > maxIdleMs) this.#open.delete(id)
  }

  #register(cursor: OpenCursor): bigint {
    // Used cursors are set anew, so the map's first is the one unused for longest.
    if (this.#open.size >= maxOpenCursors) this.#open.delete(this.#open.keys().next().value!)
    const id = randomBytes(8).readBigUInt64BE() >> 1n
    this.#open.set(id, cursor)
    return id
  }
}

const nextBatch = (cursor: OpenCursor, batchSize: number): { batch: Uint8Array[]; finished: boolean } => {
  const batch: Uint8Array[] = []
  let bytes = 0
  while (batch.length < batchSize) {
    const document = cursor.waiting ?? nextOf(cursor.documents)
    cursor.waiting = undefined
    if (!document) return { batch, finished: true }
    if (batch.length > 0 && bytes + document.length > maxBatchBytes) {
      cursor.waiting = document
      break
    }
    batch.push(document)
    bytes += document.length
  }
  return { batch, finished: false }
}

const nextOf = (documents: Iterator<Uint8Array>): Uint8Array | undefined => {
  const next = documents.next()
  return next.done ? undefined : next.value
}
