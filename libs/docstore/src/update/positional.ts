import { CommandError } from '../errors.ts'
import { conjunctsOf } from '../query/bounds.ts'
import type { Filter } from '../query/filter.ts'
import { compileFilter, type Predicate } from '../query/match.ts'
import { fieldOf, isArrayIndex, isDocument, type Document } from '../values/document.ts'
import { showValue } from '../values/show.ts'
import type { UpdateStep } from './parse-update.ts'

/** The index of the element of `array`, found at `path`, that made the query match. */
export type MatchedIndex = (array: readonly unknown[], path: string) => number

/**
 * The positional `$` for a query. It is accepted only where exactly one part of the query looks into the array, so
 * that the element is beyond doubt; MongoDB leaves the other cases undefined.
 */
export const matchedIndexOf =
  (filter: Filter): MatchedIndex =>
  (array, path) => {
    const parts = conjunctsOf(filter).filter(
      (part) => 'path' in part && (part.path === path || part.path.startsWith(`${path}.`)),
    )
    const [part] = parts
    if (parts.length > 1) {
      throw new CommandError(
        'BadValue',
        `The positional operator is ambiguous: several parts of the query look into '${path}'; use $elemMatch`,
      )
    }
    const index =
      part && 'path' in part
        ? array.findIndex((element) =>
            compileFilter({ ...part, path: `array${part.path.slice(path.length)}` })({ array: [element] }),
          )
        : -1
    if (index === -1)
      throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.')
    return index
  }

/** The paths a step with `$`, `$[]` or `$[id]` addresses in a document: none, one or many. */
export const resolvePath = (
  document: Document,
  { path, segments }: UpdateStep,
  arrayFilters: ReadonlyMap<string, Predicate>,
  matchedIndex: MatchedIndex,
): string[][] => {
  let targets: { path: string[]; value: unknown }[] = [{ path: [], value: document }]
  for (const segment of segments) {
    targets = targets.flatMap(({ path: prefix, value }) => {
      if (!segment.startsWith('$')) return [{ path: [...prefix, segment], value: childOf(value, segment) }]
      return elementsFor(segment, value, prefix, path, arrayFilters, matchedIndex).map((index) => ({
        path: [...prefix, String(index)],
        value: (value as unknown[])[index],
      }))
    })
  }
  return targets.map((target) => target.path)
}

const elementsFor = (
  segment: string,
  value: unknown,
  prefix: string[],
  path: string,
  arrayFilters: ReadonlyMap<string, Predicate>,
  matchedIndex: MatchedIndex,
): number[] => {
  const place = prefix.join('.')
  if (value === undefined)
    throw new CommandError(
      'BadValue',
      `The path '${place}' must exist in the document in order to apply array updates.`,
    )
  if (!Array.isArray(value)) {
    throw new CommandError(
      'BadValue',
      `Cannot apply array updates to non-array element ${prefix.at(-1)}: ${showValue(value)}`,
    )
  }
  const elements = value as unknown[]
  if (segment === '$') {
    if (path.indexOf('$') !== place.length + 1)
      throw new CommandError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`)
    return [matchedIndex(elements, place)]
  }
  if (segment === '$[]') return elements.map((_, i) => i)
  const id = segment.slice(2, -1)
  const passes = arrayFilters.get(id)!
  return elements.flatMap((element, i) => (passes({ [id]: element }) ? [i] : []))
}

const childOf = (value: unknown, segment: string): unknown => {
  if (isDocument(value)) return fieldOf(value, segment)
  return Array.isArray(value) && isArrayIndex(segment) ? value[Number(segment)] : undefined
}
