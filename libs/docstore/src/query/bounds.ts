import { bsonTypeOf, typeOrder } from '../values/bson-type.ts'
import { encodeTuple, encodeValue, inverted, prefixEnd } from '../values/encode-key.ts'
import type { FieldFilter, Filter } from './filter.ts'

/** Keys from `start` up to, not including, `end`. */
export interface Interval {
  readonly start: Buffer
  readonly end: Buffer
}

/** Where the keys of one field lie, as encoded ascending values (or prefixes of them) on both sides. */
export interface FieldRange {
  readonly low: Buffer
  readonly lowIncluded: boolean
  readonly high: Buffer
  readonly highIncluded: boolean
}

/** What a conjunct says about one field of an index. */
export type FieldBounds =
  | { readonly kind: 'points'; readonly values: readonly unknown[]; readonly exact: boolean }
  | { readonly kind: 'range'; readonly range: FieldRange; readonly exact: boolean }

const bracket = (tag: number): Buffer => Buffer.from([tag])

/** The bounds a conjunct puts on the keys of its field, or undefined when an index cannot help with it. */
export const boundsOf = (filter: FieldFilter): FieldBounds | undefined => {
  switch (filter.op) {
    case 'eq':
      return Array.isArray(filter.value) ? undefined : { kind: 'points', values: [filter.value], exact: true }
    case 'in':
      if (filter.patterns.length > 0 || filter.values.some((value) => Array.isArray(value))) return undefined
      return { kind: 'points', values: filter.values, exact: true }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const range = rangeOf(filter.op, filter.value)
      return range && { kind: 'range', range, exact: true }
    }
    case 'regex': {
      const prefix = literalPrefix(filter.pattern)
      if (!prefix) return undefined
      const bytes = Buffer.concat([bracket(typeOrder.string), Buffer.from(prefix)])
      return { kind: 'range', range: { low: bytes, lowIncluded: true, high: bytes, highIncluded: true }, exact: false }
    }
    default:
      return undefined
  }
}

const rangeOf = (op: 'lt' | 'lte' | 'gt' | 'gte', value: unknown): FieldRange | undefined => {
  const type = bsonTypeOf(value)
  if (!type || type === 'null' || type === 'array' || Number.isNaN(value)) return undefined
  const bound = encodeValue(value)
  const included = op === 'lte' || op === 'gte'
  if (op === 'gt' || op === 'gte') {
    return { low: bound, lowIncluded: included, high: bracket(typeOrder[type]), highIncluded: true }
  }
  const lowest = type === 'number' ? encodeValue(-Infinity) : bracket(typeOrder[type])
  return { low: lowest, lowIncluded: true, high: bound, highIncluded: included }
}

/** Both ranges at once. */
export const intersect = (a: FieldRange, b: FieldRange): FieldRange => {
  const low = compareEdges(a.low, b.low, a.lowIncluded, b.lowIncluded, 1) >= 0 ? a : b
  const high = compareEdges(a.high, b.high, a.highIncluded, b.highIncluded, -1) <= 0 ? a : b
  return { low: low.low, lowIncluded: low.lowIncluded, high: high.high, highIncluded: high.highIncluded }
}

/** Order of two edges by what they admit: where one is a prefix of the other, an included prefix reaches past it. */
const compareEdges = (a: Buffer, b: Buffer, aIncluded: boolean, bIncluded: boolean, side: 1 | -1): number => {
  const edge = (bytes: Buffer, included: boolean) => (included === (side === 1) ? bytes : prefixEnd(bytes))
  return Buffer.compare(edge(a, aIncluded), edge(b, bIncluded))
}

/** The characters every match must start with, for `^abc...`; empty when the pattern promises nothing. */
const literalPrefix = (pattern: RegExp): string => {
  if (pattern.ignoreCase || pattern.multiline || !pattern.source.startsWith('^') || pattern.source.includes('|'))
    return ''
  const literal = /^[\p{L}\p{N} _:@/,;!"'#%&=<>~`-]*/u.exec(pattern.source.slice(1))![0]
  const next = pattern.source[1 + literal.length]
  return next !== undefined && '?*{'.includes(next) ? [...literal].slice(0, -1).join('') : literal
}

/**
 * Intervals of an index's keys, in key order, for points on its first fields and possibly a range on the next.
 * @param points the values of each leading field
 */
export const intervalsOf = (
  points: readonly (readonly unknown[])[],
  range: FieldRange | undefined,
  directions: readonly (1 | -1)[],
): Interval[] => {
  let prefixes: Buffer[] = [Buffer.alloc(0)]
  points.forEach((values, i) => {
    const direction = directions[i]!
    const encoded = values.map((value) => encodeTuple([value], [direction])).sort(Buffer.compare)
    const distinct = encoded.filter((key, n) => n === 0 || !key.equals(encoded[n - 1]!))
    prefixes = prefixes.flatMap((prefix) => distinct.map((key) => Buffer.concat([prefix, key])))
  })
  if (!range) return prefixes.map((prefix) => ({ start: prefix, end: prefixEnd(prefix) }))
  const ascending = directions[points.length] === 1
  const [low, lowIncluded, high, highIncluded] = ascending
    ? [range.low, range.lowIncluded, range.high, range.highIncluded]
    : [inverted(range.high), range.highIncluded, inverted(range.low), range.lowIncluded]
  return prefixes
    .map((prefix) => {
      const from = Buffer.concat([prefix, low])
      const to = Buffer.concat([prefix, high])
      return { start: lowIncluded ? from : prefixEnd(from), end: highIncluded ? prefixEnd(to) : to }
    })
    .filter(({ start, end }) => Buffer.compare(start, end) < 0)
}

/** The parts that must all hold, flat. */
export const conjunctsOf = (filter: Filter): Filter[] =>
  filter.op === 'and' ? filter.of.flatMap(conjunctsOf) : [filter]
