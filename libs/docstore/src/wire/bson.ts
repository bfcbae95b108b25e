import { deserialize, serialize } from 'bson'
import type { Document } from '../values/document.ts'

/** Bytes to values: integers of any width are promoted to numbers where a number holds them exactly. */
export const decode = (bytes: Uint8Array): Document => deserialize(bytes, { promoteBuffers: false, bsonRegExp: true })

/** Values to bytes; undefined becomes null, as MongoDB's deprecated type would. */
export const encode = (document: Document): Uint8Array => serialize(document, { ignoreUndefined: false })
