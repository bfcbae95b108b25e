import { CommandError } from '../errors.ts'
import { sortKey } from '../index/index-keys.ts'
import { isDocument, type Document } from '../values/document.ts'
import { showValue } from '../values/show.ts'

export interface SortPattern {
  readonly fields: readonly string[]
  readonly directions: readonly (1 | -1)[]
  /** Set for `{ $natural: 1 | -1 }`: the order of insertion. */
  readonly natural?: 1 | -1
}

const maxSortBytes = 100 * 1024 * 1024

/** @throws CommandError Location15974, Location15975 or BadValue for anything but fields with 1 or -1 */
export const parseSort = (sort: unknown): SortPattern | undefined => {
  if (sort === undefined || sort === null) return undefined
  if (!isDocument(sort)) throw new CommandError('TypeMismatch', "Expected field 'sort' to be of type object")
  const entries = Object.entries(sort)
  if (entries.length === 0) return undefined
  const directions = entries.map(([path, direction]) => {
    if (isDocument(direction))
      throw new CommandError('BadValue', `$meta sort on '${path}' is not supported by this server`)
    if (typeof direction !== 'number') {
      throw new CommandError('Location15974', `Illegal key in $sort specification: ${path}: ${showValue(direction)}`)
    }
    if (direction !== 1 && direction !== -1) {
      throw new CommandError('Location15975', '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    }
    if (path === '') throw new CommandError('BadValue', 'FieldPath cannot be constructed with empty string')
    return direction
  })
  const fields = entries.map(([path]) => path)
  if (fields.includes('$natural')) {
    if (fields.length > 1) throw new CommandError('BadValue', 'Cannot include $natural in a compound sort')
    return { fields: [], directions: [], natural: directions[0]! }
  }
  if (fields.some((path) => path.startsWith('$')))
    throw new CommandError('BadValue', "FieldPath field names may not start with '$'.")
  return { fields, directions }
}

/**
 * Sorts in memory, keeping the given order among equals.
 * @param sizeOf bytes an item holds; more than 100 MiB in all is refused, as MongoDB does
 * @param limit  keep only this many; 0 keeps all
 */
export const sortInMemory = <T>(
  items: Iterable<T>,
  pattern: SortPattern,
  documentOf: (item: T) => Document,
  sizeOf: (item: T) => number,
  limit = 0,
): T[] => {
  let keyed: { item: T; key: Buffer }[] = []
  let bytes = 0
  const order = () => keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  for (const item of items) {
    keyed.push({ item, key: sortKey(documentOf(item), pattern.fields, pattern.directions) })
    bytes += sizeOf(item)
    if (limit > 0 && keyed.length >= 2 * limit + 1_000) {
      keyed = order().slice(0, limit)
      bytes = keyed.reduce((sum, { item: kept }) => sum + sizeOf(kept), 0)
    }
    if (bytes > maxSortBytes) {
      throw new CommandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        'Sort exceeded memory limit of 104857600 bytes; add an index or specify a smaller limit.',
      )
    }
  }
  const sorted = order().map(({ item }) => item)
  return limit > 0 ? sorted.slice(0, limit) : sorted
}
