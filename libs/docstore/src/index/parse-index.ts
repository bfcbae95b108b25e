import { CommandError } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { isArrayIndex, isDocument, type Document } from '../values/document.ts'
import { showDocument, showValue } from '../values/show.ts'
import type { IndexDefinition } from './index-definition.ts'

/** The index every collection has. */
export const idIndex: IndexDefinition = {
  name: '_id_',
  keyPattern: { _id: 1 },
  fields: ['_id'],
  directions: [1],
  unique: true,
  sparse: false,
  expireAfterSeconds: undefined,
  partial: undefined,
}

/** The options an index may have; any other is refused rather than ignored. */
export const indexOptions: readonly string[] = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'background',
  'expireAfterSeconds',
  'partialFilterExpression',
]

/**
 * One entry of `createIndexes`.
 * @throws CommandError CannotCreateIndex, InvalidIndexSpecificationOption, FailedToParse, TypeMismatch, BadValue
 */
export const parseIndex = (spec: Document): IndexDefinition => {
  const unknown = Object.keys(spec).find((option) => !indexOptions.includes(option))
  if (unknown)
    throw new CommandError(
      'InvalidIndexSpecificationOption',
      `The index option '${unknown}' is not supported by this server. Index spec: ${showDocument(spec)}`,
    )
  const { key, name, expireAfterSeconds } = spec
  if (!isDocument(key)) throw new CommandError('FailedToParse', "The 'key' field for an index must be an object")
  if (typeof name !== 'string' || name === '')
    throw new CommandError('FailedToParse', "The 'name' field is a required property of an index specification")
  const fields = Object.keys(key)
  if (fields.length === 0) throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.')
  if (fields.length > 32) throw new CommandError('CannotCreateIndex', 'Index keys cannot have more than 32 fields')
  const directions = fields.map((path) => directionOf(path, key[path]))
  const unique = flag(spec, 'unique')
  const sparse = flag(spec, 'sparse')
  const partial = partialOf(spec['partialFilterExpression'])
  if (partial && sparse)
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options')
  if (expireAfterSeconds !== undefined) checkExpiry(expireAfterSeconds, fields)
  return {
    name,
    keyPattern: key as Record<string, 1 | -1>,
    fields,
    directions,
    unique,
    sparse,
    expireAfterSeconds: expireAfterSeconds as number | undefined,
    partial,
  }
}

const directionOf = (path: string, direction: unknown): 1 | -1 => {
  if (path === '' || path.split('.').includes(''))
    throw new CommandError('CannotCreateIndex', 'Index keys cannot contain an empty field.')
  if (path.split('.').some((segment) => segment.startsWith('$') || isArrayIndex(segment))) {
    throw new CommandError('CannotCreateIndex', `Index key '${path}' is not supported by this server`)
  }
  if (direction === 1 || direction === -1) return direction
  if (typeof direction === 'number') {
    throw new CommandError('CannotCreateIndex', `Values in the index key pattern must be 1 or -1, not ${direction}`)
  }
  throw new CommandError('CannotCreateIndex', `Unknown index plugin ${showValue(direction)}`)
}

const flag = (spec: Document, name: string): boolean => {
  const value = spec[name]
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  throw new CommandError(
    'TypeMismatch',
    `The field '${name}' has value ${name}: ${showValue(value)}, which is not convertible to bool`,
  )
}

const checkExpiry = (seconds: unknown, fields: string[]): void => {
  if (typeof seconds !== 'number')
    throw new CommandError('CannotCreateIndex', "TTL index 'expireAfterSeconds' option must be numeric")
  if (!(seconds >= 0 && seconds <= 2_147_483_647)) {
    throw new CommandError(
      'CannotCreateIndex',
      "TTL index 'expireAfterSeconds' option must be within an acceptable range",
    )
  }
  if (fields.length > 1)
    throw new CommandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    )
  if (fields[0] === '_id')
    throw new CommandError(
      'CannotCreateIndex',
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    )
}

const partialOf = (expression: unknown): IndexDefinition['partial'] => {
  if (expression === undefined) return undefined
  if (!isDocument(expression))
    throw new CommandError('TypeMismatch', "The field 'partialFilterExpression' must be an object")
  const filter = parseFilter(expression)
  checkPartial(filter)
  return { expression, filter, matches: compileFilter(filter) }
}

const checkPartial = (filter: Filter): void => {
  if (filter.op === 'and') return filter.of.forEach(checkPartial)
  if (!['eq', 'lt', 'lte', 'gt', 'gte', 'in', 'exists', 'type'].includes(filter.op)) {
    throw new CommandError('CannotCreateIndex', `Expression not supported in partial index: $${filter.op}`)
  }
}
