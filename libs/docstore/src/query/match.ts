import { BSONRegExp, Long } from 'bson'
import { bsonTypeOf } from '../values/bson-type.ts'
import { compareValues, equalValues, identityOf } from '../values/compare.ts'
import { fieldOf, isArrayIndex, isDocument, type Document } from '../values/document.ts'
import type { FieldFilter, Filter, RangeOp } from './filter.ts'
import { isSamePattern } from './pattern.ts'

export type Predicate = (document: Document) => boolean

/** A test of one value found at a path; undefined stands for "the field is missing". */
type ValueTest = (value: unknown) => boolean

/**
 * Looks for a value at a path that passes the test, with MongoDB's rules for arrays on the way: an index addresses one
 * element, any other segment is looked up in each element that is a document.
 * @param spread whether the elements of an array at the end of the path are values as well
 */
const anyValue = (value: unknown, path: readonly string[], at: number, spread: boolean, test: ValueTest): boolean => {
  if (at === path.length) {
    if (spread && Array.isArray(value) && value.some((element) => test(element))) return true
    return test(value)
  }
  const segment = path[at]!
  if (Array.isArray(value)) {
    if (isArrayIndex(segment) && Number(segment) < value.length) {
      if (anyValue(value[Number(segment)], path, at + 1, spread, test)) return true
    }
    return value.some((element) => isDocument(element) && anyValue(element, path, at, spread, test))
  }
  return anyValue(isDocument(value) ? fieldOf(value, segment) : undefined, path, at + 1, spread, test)
}

/** A filter as a function over documents. */
export const compileFilter = (filter: Filter): Predicate => compile(filter)

const compile = (filter: Filter): ((value: unknown) => boolean) => {
  switch (filter.op) {
    case 'and': {
      const tests = filter.of.map(compile)
      return (value) => tests.every((test) => test(value))
    }
    case 'or': {
      const tests = filter.of.map(compile)
      return (value) => tests.some((test) => test(value))
    }
    case 'nor': {
      const tests = filter.of.map(compile)
      return (value) => !tests.some((test) => test(value))
    }
    case 'not': {
      const test = compile(filter.of)
      return (value) => !test(value)
    }
    default:
      return compileField(filter)
  }
}

const compileField = (filter: FieldFilter): ((value: unknown) => boolean) => {
  const test = valueTest(filter)
  if (filter.path === '') return test
  const spread = filter.op !== 'exists' && filter.op !== 'size' && filter.op !== 'elemMatch'
  if (!filter.path.includes('.')) {
    const name = filter.path
    return (document) => {
      const value = isDocument(document) ? fieldOf(document, name) : undefined
      return (spread && Array.isArray(value) && value.some((element) => test(element))) || test(value)
    }
  }
  const path = filter.path.split('.')
  return (document) => anyValue(document, path, 0, spread, test)
}

const valueTest = (filter: FieldFilter): ValueTest => {
  switch (filter.op) {
    case 'eq':
      return equality(filter.value)
    case 'in':
      return membership(filter.values, filter.patterns)
    case 'exists':
      return (value) => value !== undefined
    case 'type':
      return (value) => value !== undefined && filter.types.includes(bsonTypeOf(value)!)
    case 'size':
      return (value) => Array.isArray(value) && value.length === filter.size
    case 'mod':
      return (value) => remainderOf(value, filter.divisor) === filter.remainder
    case 'regex':
      return (value) => matchesPattern(value, filter.pattern)
    case 'elemMatch': {
      const test = compile(filter.filter)
      return (value) =>
        Array.isArray(value) && value.some((element) => (filter.bare || isDocument(element)) && test(element))
    }
    default:
      return range(filter.op, filter.value)
  }
}

const equality = (wanted: unknown): ValueTest => {
  switch (typeof wanted) {
    case 'string':
    case 'boolean':
      return (value) => value === wanted
    default:
      if (wanted === null || wanted === undefined) return (value) => value === null || value === undefined
      return (value) => value !== undefined && equalValues(value, wanted)
  }
}

const membership = (values: readonly unknown[], patterns: readonly RegExp[]): ValueTest => {
  const strings = new Set(values.filter((value) => typeof value === 'string'))
  const others = values.filter((value) => typeof value !== 'string')
  const identities = new Set(others.map(identityOf))
  return (value) => {
    if (typeof value === 'string') return strings.has(value) || patterns.some((pattern) => pattern.test(value))
    return identities.size > 0 && identities.has(identityOf(value))
  }
}

/** Ranges stay inside the type of their bound; NaN is only ever equal to NaN. */
const range = (op: RangeOp, bound: unknown): ValueTest => {
  const type = bsonTypeOf(bound)
  const equal = op === 'lte' || op === 'gte'
  if (type === 'null') return equal ? (value) => value === null || value === undefined : () => false
  if (typeof bound === 'number' && Number.isNaN(bound)) return equal ? (value) => Number.isNaN(value) : () => false
  const below = op === 'lt' || op === 'lte'
  return (value) => {
    if (value === undefined || value === null || bsonTypeOf(value) !== type) return false
    if (typeof value === 'number' && Number.isNaN(value)) return false
    const order = compareValues(value, bound)
    return order === 0 ? equal : order < 0 === below
  }
}

const remainderOf = (value: unknown, divisor: number): number | undefined => {
  if (value instanceof Long) return Number(value.toBigInt() % BigInt(divisor))
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return (Math.trunc(value) % divisor) + 0
}

const matchesPattern = (value: unknown, pattern: RegExp): boolean => {
  if (typeof value === 'string') return pattern.test(value)
  return value instanceof BSONRegExp && isSamePattern(value, pattern)
}
