import type { Document } from '../values/document.ts'
import { encode } from './bson.ts'

/** One document of a reply that is already bytes. */
export class RawDocument {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** An array of such documents. */
export class RawDocuments {
  readonly items: readonly Uint8Array[]
  constructor(items: readonly Uint8Array[]) {
    this.items = items
  }
}

const documentType = 3
const arrayType = 4

/** A reply as bytes; stored documents go in as they are, without being decoded and encoded again. */
export const encodeReply = (reply: Document): Uint8Array => {
  if (!holdsRaw(reply)) return encode(reply)
  const plain: Document = {}
  const elements: Uint8Array[] = []
  for (const [name, value] of Object.entries(reply)) {
    if (value instanceof RawDocument) elements.push(head(documentType, name), value.bytes)
    else if (value instanceof RawDocuments) elements.push(head(arrayType, name), ...arrayParts(value.items))
    else if (isNested(value)) elements.push(head(documentType, name), encodeReply(value))
    else plain[name] = value
  }
  const rest = encode(plain)
  return framed([...elements, rest.subarray(4, rest.length - 1)])
}

const isNested = (value: unknown): value is Document =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  holdsRaw(value as Document)

const holdsRaw = (reply: Document): boolean =>
  Object.values(reply).some((value) => value instanceof RawDocument || value instanceof RawDocuments || isNested(value))

const head = (type: number, name: string): Buffer => Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'utf8')

const arrayParts = (items: readonly Uint8Array[]): Uint8Array[] => {
  let length = 5
  const parts: Uint8Array[] = [Buffer.allocUnsafe(4)]
  items.forEach((bytes, i) => {
    const start = head(documentType, String(i))
    parts.push(start, bytes)
    length += start.length + bytes.length
  })
  ;(parts[0] as Buffer).writeInt32LE(length)
  parts.push(Buffer.from([0]))
  return parts
}

const framed = (elements: readonly Uint8Array[]): Buffer => {
  const length = elements.reduce((sum, part) => sum + part.length, 5)
  const size = Buffer.allocUnsafe(4)
  size.writeInt32LE(length)
  return Buffer.concat([size, ...elements, Buffer.from([0])], length)
}
