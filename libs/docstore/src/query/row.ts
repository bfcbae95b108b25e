import type { Document } from '../values/document.ts'
import { decode } from '../wire/bson.ts'

/** A stored document met by a query: bytes first, decoded only when somebody asks. */
export class Row {
  readonly record: number
  readonly bytes: Uint8Array
  #document: Document | undefined

  constructor(record: number, bytes: Uint8Array) {
    this.record = record
    this.bytes = bytes
  }

  get document(): Document {
    return (this.#document ??= decode(this.bytes))
  }
}
