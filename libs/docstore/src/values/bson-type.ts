import { Binary, BSONRegExp, Long, ObjectId, Timestamp } from 'bson'
import { isDocument } from './document.ts'

/**
 * MongoDB's order of types for comparison and indexes. Values of one number share a bracket: a range never reaches
 * from one into another. `emptyArray` exists in index keys only, where an empty array sorts below null.
 */
export const typeOrder = {
  emptyArray: 1,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
} as const

export type BsonType = Exclude<keyof typeof typeOrder, 'emptyArray'>

/** The type of a decoded value, or undefined for one this server does not keep (Decimal128, Code, DBRef, MinKey, ...). */
export const bsonTypeOf = (value: unknown): BsonType | undefined => {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'bool'
    case 'undefined':
      return 'null'
    case 'object':
      break
    default:
      return undefined
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (isDocument(value)) return 'object'
  if (value instanceof ObjectId) return 'objectId'
  if (value instanceof Timestamp) return 'timestamp'
  if (value instanceof Long) return 'number'
  if (value instanceof Binary) return 'binData'
  if (value instanceof BSONRegExp) return 'regex'
  return undefined
}

/** The name MongoDB uses in messages; numbers are not told apart because integers are promoted. */
export const typeName = (value: unknown): string => {
  if (value === undefined) return 'missing'
  const type = bsonTypeOf(value)
  if (type === 'number') return value instanceof Long ? 'long' : Number.isInteger(value) ? 'int' : 'double'
  return type ?? 'unknown'
}
