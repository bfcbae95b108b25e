import { CommandError } from '../errors.ts'
import { emptyArray, encodeTuple } from '../values/encode-key.ts'
import { fieldOf, isDocument, type Document } from '../values/document.ts'
import type { IndexDefinition } from './index-definition.ts'

export interface IndexEntry {
  readonly key: Buffer
  /** One value per field of the index; missing is undefined. */
  readonly values: readonly unknown[]
}

/** Where the walk along one field's path stopped: at a value, or at an array that is still to be spread. */
interface Walk {
  readonly value: unknown
  readonly array: readonly unknown[] | undefined
  readonly rest: string
}

const walkToArray = (document: Document, path: string): Walk => {
  let value: unknown = document
  let rest = path
  while (rest !== '') {
    if (Array.isArray(value)) return { value, array: value as unknown[], rest }
    if (!isDocument(value)) return { value: undefined, array: undefined, rest: '' }
    const dot = rest.indexOf('.')
    const segment = dot === -1 ? rest : rest.slice(0, dot)
    rest = dot === -1 ? '' : rest.slice(dot + 1)
    value = fieldOf(value, segment)
  }
  return { value, array: Array.isArray(value) ? (value as unknown[]) : undefined, rest: '' }
}

/**
 * The tuples a document contributes to an index on these paths: one, or one per element where a path meets an array.
 * Paths that meet the same array are spread together, element by element.
 * @throws CommandError CannotIndexParallelArrays when two paths meet different arrays
 */
export const keyTuples = (document: Document, paths: readonly string[]): unknown[][] => {
  const walks = paths.map((path) => walkToArray(document, path))
  const array = walks.find((walk) => walk.array)?.array
  if (!array) return [walks.map((walk) => walk.value)]
  if (walks.some((walk) => walk.array && walk.array !== array)) {
    const parallel = paths.filter((_, i) => walks[i]!.array).join('] [')
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays [${parallel}]`)
  }
  const fixed = walks.map((walk) => (walk.array ? undefined : walk.value))
  if (array.length === 0) return [walks.map((walk, i) => (walk.array && walk.rest === '' ? emptyArray : fixed[i]))]
  const spread = walks.flatMap((walk, i) => (walk.array && walk.rest !== '' ? [i] : []))
  return array.flatMap((element) => {
    const whole = walks.map((walk, i) => (walk.array && walk.rest === '' ? element : fixed[i]))
    if (spread.length === 0 || !isDocument(element)) return [whole]
    const inner = keyTuples(
      element,
      spread.map((i) => walks[i]!.rest),
    )
    return inner.map((tuple) => {
      const values = [...whole]
      spread.forEach((i, n) => (values[i] = tuple[n]))
      return values
    })
  })
}

/** The entries of a document in an index, without duplicates; none when the index leaves the document out. */
export const indexEntries = (document: Document, index: IndexDefinition): IndexEntry[] => {
  if (index.partial && !index.partial.matches(document)) return []
  const tuples = keyTuples(document, index.fields)
  const entries: IndexEntry[] = []
  for (const values of tuples) {
    if (index.sparse && values.every((value) => value === undefined)) continue
    const key = encodeTuple(values, index.directions)
    if (tuples.length === 1 || !entries.some((entry) => entry.key.equals(key))) entries.push({ key, values })
  }
  return entries
}

/** True when an index over these fields of this document needs the rules for arrays. */
export const meetsArray = (document: Document, index: IndexDefinition): boolean =>
  index.fields.some((path) => walkToArray(document, path).array !== undefined)

/** The least key of a document under a sort pattern; sorting by it is MongoDB's order, arrays included. */
export const sortKey = (document: Document, fields: readonly string[], directions: readonly (1 | -1)[]): Buffer => {
  let least: Buffer | undefined
  for (const tuple of keyTuples(document, fields)) {
    const key = encodeTuple(tuple, directions)
    if (!least || Buffer.compare(key, least) < 0) least = key
  }
  return least!
}
