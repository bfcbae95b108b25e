import { Long } from 'bson'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/parse-filter.ts'
import type { Filter } from '../query/filter.ts'
import type { Collection } from '../storage/collection.ts'
import type { IndexTable } from '../storage/index-table.ts'
import { typeName } from '../values/bson-type.ts'
import { equalValues } from '../values/compare.ts'
import { isDocument, type Document } from '../values/document.ts'

const mismatch = (name: string, value: unknown, expected: string) =>
  new CommandError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
  )

/** The collection's name, which is the value of the command's own field. */
export const collectionName = (command: Document): string => {
  const [commandName, name] = Object.entries(command)[0]!
  if (typeof name !== 'string')
    throw new CommandError('InvalidNamespace', `collection name has invalid type ${typeName(name)}`)
  if (name === '') throw new CommandError('InvalidNamespace', `Invalid namespace specified for ${commandName}`)
  return name
}

export const documentArgument = (command: Document, name: string): Document | undefined => {
  const value = command[name]
  if (value === undefined || value === null) return undefined
  if (!isDocument(value)) throw mismatch(name, value, 'object')
  return value
}

export const arrayArgument = (command: Document, name: string): unknown[] => {
  const value = command[name]
  if (value === undefined)
    throw new CommandError('IDLFailedToParse', `BSON field '${name}' is missing but a required field`)
  if (!Array.isArray(value)) throw mismatch(name, value, 'array')
  return value as unknown[]
}

export const documentsArgument = (command: Document, name: string): Document[] =>
  arrayArgument(command, name).map((value) => {
    if (!isDocument(value)) throw mismatch(name, value, 'object')
    return value
  })

export const flagArgument = (command: Document, name: string, otherwise = false): boolean => {
  const value = command[name]
  if (value === undefined || value === null) return otherwise
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  throw mismatch(name, value, 'bool')
}

export const countArgument = (command: Document, name: string): number | undefined => {
  const value = command[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(name, value, 'long')
  if (value < 0)
    throw new CommandError('Location51024', `BSON field '${name}' value must be >= 0, actual value '${value}'`)
  return value
}

export const filterArgument = (command: Document, name: string): Filter =>
  parseFilter(documentArgument(command, name) ?? {})

/** Everything but the simple collation would change what equal means, so it is refused. */
export const checkCollation = (command: Document): void => {
  const collation = documentArgument(command, 'collation')
  if (collation && (collation['locale'] !== 'simple' || Object.keys(collation).length > 1)) {
    throw new CommandError('InvalidOptions', 'collation is not supported by this server')
  }
}

/** Options that are harmless only while switched off. */
export const refuseFlags = (command: Document, names: readonly string[]): void => {
  for (const name of names) {
    if (flagArgument(command, name))
      throw new CommandError('InvalidOptions', `the option '${name}' is not supported by this server`)
  }
}

/** An index named by name or key pattern; 'records' for `{ $natural: 1 }`. */
export const hintArgument = (command: Document, collection: Collection): IndexTable | 'records' | undefined => {
  const { hint } = command
  if (hint === undefined || hint === null) return undefined
  if (isDocument(hint)) {
    const keys = Object.keys(hint)
    if (keys.length === 0) return undefined
    if (keys[0] === '$natural') return 'records'
  } else if (typeof hint !== 'string') {
    throw new CommandError('FailedToParse', 'Hint must be a string or an object')
  }
  const found = collection.indexes.find(({ definition }) =>
    typeof hint === 'string' ? definition.name === hint : equalValues(definition.keyPattern, hint),
  )
  if (!found)
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error: hint provided does not correspond to an existing index',
    )
  return found
}

/** A cursor id, whether the 64-bit integer was promoted or not. */
export const cursorIdOf = (value: unknown): bigint => {
  if (value instanceof Long) return value.toBigInt()
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw new CommandError('TypeMismatch', `a cursor id must be a 64-bit integer, not ${typeName(value)}`)
}
