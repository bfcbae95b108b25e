import { BSONRegExp, Long } from 'bson'
import { CommandError } from '../errors.ts'
import { typeName, type BsonType } from '../values/bson-type.ts'
import { checkValue } from '../values/check-document.ts'
import { isDocument, type Document } from '../values/document.ts'
import type { Filter } from './filter.ts'
import { compileBsonPattern, compilePattern } from './pattern.ts'

const maxNesting = 100

/**
 * Parses a filter document against the closed list of operators.
 * @throws CommandError BadValue for unknown operators and operands of the wrong type, as MongoDB answers them
 */
export const parseFilter = (filter: Document): Filter => {
  checkValue(filter)
  return parseDocument(filter, 0)
}

const and = (filters: Filter[]): Filter => (filters.length === 1 ? filters[0]! : { op: 'and', of: filters })

const parseDocument = (filter: Document, depth: number): Filter => {
  if (depth > maxNesting) throw new CommandError('BadValue', 'the filter is nested too deeply')
  const parts: Filter[] = []
  for (const [name, operand] of Object.entries(filter)) {
    if (!name.startsWith('$')) parts.push(parseField(name, operand, depth))
    else if (name === '$and' || name === '$or' || name === '$nor') {
      const of = branches(name, operand).map((branch) => parseDocument(branch, depth + 1))
      if (name === '$and') parts.push(...of)
      else parts.push({ op: name === '$or' ? 'or' : 'nor', of })
    } else if (name !== '$comment') {
      throw new CommandError(
        'BadValue',
        `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      )
    }
  }
  return and(parts)
}

const branches = (name: string, operand: unknown): Document[] => {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} must be an array`)
  if (operand.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array')
  for (const branch of operand) {
    if (!isDocument(branch)) throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects')
  }
  return operand as Document[]
}

/** True for `{ $gt: 1 }`, false for the literal `{ a: 1 }` and for `{}`. */
const holdsOperators = (value: unknown): value is Document =>
  isDocument(value) && (Object.keys(value)[0] ?? '').startsWith('$')

const parseField = (path: string, operand: unknown, depth: number): Filter => {
  if (operand instanceof BSONRegExp) return { op: 'regex', path, pattern: compileBsonPattern(operand) }
  if (!holdsOperators(operand)) return { op: 'eq', path, value: operand }
  return parseOperators(path, operand, depth)
}

const parseOperators = (path: string, operators: Document, depth: number): Filter => {
  const parts: Filter[] = []
  for (const [name, operand] of Object.entries(operators)) {
    if (name === '$options') {
      if (!('$regex' in operators)) throw new CommandError('BadValue', '$options needs a $regex')
      continue
    }
    const parse = Object.hasOwn(fieldOperators, name) ? fieldOperators[name as FieldOperator] : undefined
    if (!parse) throw new CommandError('BadValue', `unknown operator: ${name}`)
    parts.push(parse(path, operand, operators, depth))
  }
  return and(parts)
}

type ParseOperator = (path: string, operand: unknown, siblings: Document, depth: number) => Filter

const comparison =
  (op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'): ParseOperator =>
  (path, value) => {
    if (value instanceof BSONRegExp && op !== 'eq') {
      throw new CommandError('BadValue', `Can't have RegEx as arg to predicate over field '${path}'.`)
    }
    return { op, path, value }
  }

const inList =
  (name: string): ParseOperator =>
  (path, operand) => {
    if (!Array.isArray(operand)) throw new CommandError('BadValue', `${name} needs an array`)
    const values: unknown[] = []
    const patterns: RegExp[] = []
    for (const value of operand as unknown[]) {
      if (holdsOperators(value)) throw new CommandError('BadValue', `cannot nest $ under ${name}`)
      values.push(value)
      if (value instanceof BSONRegExp) patterns.push(compileBsonPattern(value))
    }
    return { op: 'in', path, values, patterns }
  }

const not =
  (parse: ParseOperator): ParseOperator =>
  (...args) => ({ op: 'not', of: parse(...args) })

const all: ParseOperator = (path, operand, siblings, depth) => {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array')
  if (operand.length === 0) return { op: 'or', of: [] }
  const elements = operand as unknown[]
  const holdsElemMatch = elements.map((value) => isDocument(value) && Object.keys(value)[0] === '$elemMatch')
  if (holdsElemMatch.some((holds) => holds !== holdsElemMatch[0])) {
    throw new CommandError('BadValue', 'no $ expressions in $all')
  }
  return and(
    elements.map((value): Filter => {
      if (holdsElemMatch[0]) return elemMatch(path, (value as Document)['$elemMatch'], siblings, depth)
      if (holdsOperators(value)) throw new CommandError('BadValue', 'no $ expressions in $all')
      if (value instanceof BSONRegExp) return { op: 'regex', path, pattern: compileBsonPattern(value) }
      return { op: 'eq', path, value }
    }),
  )
}

const elemMatch: ParseOperator = (path, operand, _, depth) => {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object')
  const first = Object.keys(operand)[0] ?? ''
  const bare = first.startsWith('$') && !['$and', '$or', '$nor'].includes(first)
  const filter = bare ? parseOperators('', operand, depth + 1) : parseDocument(operand, depth + 1)
  return { op: 'elemMatch', path, filter, bare }
}

const size: ParseOperator = (path, operand) => {
  if (typeof operand !== 'number') {
    throw new CommandError('BadValue', `Failed to parse $size. Expected a number in: $size: ${typeName(operand)}`)
  }
  if (!Number.isInteger(operand))
    throw new CommandError('BadValue', `Failed to parse $size. Expected an integer: $size: ${operand}`)
  if (operand < 0)
    throw new CommandError('BadValue', `Failed to parse $size. Expected a non-negative number in: $size: ${operand}`)
  return { op: 'size', path, size: operand }
}

const mod: ParseOperator = (path, operand) => {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', 'malformed mod, needs to be an array')
  const [divisor, remainder] = operand as unknown[]
  if (operand.length !== 2 || !Number.isSafeInteger(divisor) || !Number.isSafeInteger(remainder)) {
    throw new CommandError('BadValue', 'malformed mod, needs two whole numbers')
  }
  if (divisor === 0) throw new CommandError('BadValue', 'divisor cannot be 0')
  return { op: 'mod', path, divisor: divisor as number, remainder: remainder as number }
}

const regex: ParseOperator = (path, operand, siblings) => {
  const options = siblings['$options'] ?? ''
  if (typeof options !== 'string') throw new CommandError('BadValue', '$options has to be a string')
  if (typeof operand === 'string') return { op: 'regex', path, pattern: compilePattern(operand, options) }
  if (!(operand instanceof BSONRegExp)) throw new CommandError('BadValue', '$regex has to be a string')
  if (options && operand.options) {
    throw new CommandError('Location51075', 'options set in both $regex and $options')
  }
  return { op: 'regex', path, pattern: compilePattern(operand.pattern, operand.options || options) }
}

/** Type names and numbers; the widths of integers are not told apart, so asking for one is refused. */
const typeAliases: Record<string, BsonType> = {
  number: 'number',
  string: 'string',
  object: 'object',
  array: 'array',
  binData: 'binData',
  objectId: 'objectId',
  bool: 'bool',
  date: 'date',
  null: 'null',
  regex: 'regex',
  timestamp: 'timestamp',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  17: 'timestamp',
}

const type: ParseOperator = (path, operand) => {
  const names = (Array.isArray(operand) ? operand : [operand]) as unknown[]
  if (names.length === 0) throw new CommandError('FailedToParse', `${path} must match at least one type`)
  const types = names.map((name) => {
    if (typeof name !== 'string' && typeof name !== 'number') {
      throw new CommandError('TypeMismatch', 'type must be represented as a number or a string')
    }
    const found = Object.hasOwn(typeAliases, name) ? typeAliases[name] : undefined
    if (!found)
      throw new CommandError(
        'BadValue',
        `Unknown type name alias: ${name} (this server promotes integers; use 'number')`,
      )
    return found
  })
  return { op: 'type', path, types }
}

const exists: ParseOperator = (path, operand) => {
  const wanted = operand instanceof Long ? true : Boolean(operand)
  return wanted ? { op: 'exists', path } : { op: 'not', of: { op: 'exists', path } }
}

const negate: ParseOperator = (path, operand, _, depth) => {
  if (operand instanceof BSONRegExp)
    return { op: 'not', of: { op: 'regex', path, pattern: compileBsonPattern(operand) } }
  if (!isDocument(operand)) throw new CommandError('BadValue', '$not needs a regex or a document')
  const names = Object.keys(operand)
  if (names.length === 0) throw new CommandError('BadValue', '$not cannot be empty')
  return { op: 'not', of: parseOperators(path, operand, depth + 1) }
}

type FieldOperator = keyof typeof fieldOperators

/** The closed list. */
const fieldOperators = {
  $eq: comparison('eq'),
  $ne: ((path, operand) => {
    if (operand instanceof BSONRegExp) throw new CommandError('BadValue', "Can't have regex as arg to $ne.")
    return { op: 'not', of: { op: 'eq', path, value: operand } }
  }) as ParseOperator,
  $gt: comparison('gt'),
  $gte: comparison('gte'),
  $lt: comparison('lt'),
  $lte: comparison('lte'),
  $in: inList('$in'),
  $nin: not(inList('$nin')),
  $not: negate,
  $exists: exists,
  $type: type,
  $size: size,
  $mod: mod,
  $regex: regex,
  $all: all,
  $elemMatch: elemMatch,
}

/** Names of the field operators a filter may use. */
export const filterOperators: readonly string[] = [
  ...Object.keys(fieldOperators),
  '$and',
  '$or',
  '$nor',
  '$options',
  '$comment',
]
