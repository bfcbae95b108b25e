import { bsonTypeOf, typeOrder } from './bson-type.ts'
import { encodeValue } from './encode-key.ts'

/** Order of UTF-8 bytes, computed on UTF-16: they differ only where a surrogate meets U+E000 to U+FFFF. */
const compareStrings = (a: string, b: string): number => {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codeOrder(x) - codeOrder(y)
  }
  return a.length - b.length
}

const codeOrder = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

const compareNumbers = (a: number, b: number): number => {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
}

/**
 * MongoDB's order of any two values, missing as null. The key encoding is the only definition of that order; strings,
 * numbers, dates and booleans merely take a shorter way to the same answer.
 */
export const compareValues = (a: unknown, b: unknown): number => {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b)
  const typeA = bsonTypeOf(a)
  const typeB = bsonTypeOf(b)
  if (typeA !== typeB && typeA && typeB) return typeOrder[typeA] - typeOrder[typeB]
  if (typeA === 'null') return 0
  if (typeA === 'date') return compareNumbers((a as Date).getTime(), (b as Date).getTime())
  if (typeA === 'bool') return Number(a) - Number(b)
  return Buffer.compare(encodeValue(a), encodeValue(b))
}

/** Equality as in filters: by value, fields of embedded documents in order, missing equal to null. */
export const equalValues = (a: unknown, b: unknown): boolean => a === b || compareValues(a, b) === 0

/** A string that is equal exactly for equal values; for sets and maps of BSON values. */
export const identityOf = (value: unknown): string => encodeValue(value).toString('latin1')
