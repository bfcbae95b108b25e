import { equalValues } from '../values/compare.ts'
import { conjunctsOf } from './bounds.ts'
import type { FieldFilter, Filter } from './filter.ts'
import { compileFilter } from './match.ts'

const isNull = (value: unknown): boolean => value === null || value === undefined

/** True when no document without the field can pass this conjunct. */
export const impliesPresence = (part: Filter, path: string): boolean => {
  if (!('path' in part) || part.path !== path) return false
  switch (part.op) {
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return !isNull(part.value)
    case 'in':
      return !part.values.some(isNull)
    case 'exists':
    case 'type':
    case 'size':
    case 'mod':
    case 'regex':
    case 'elemMatch':
      return true
  }
}

/**
 * True when every document that passes the query's conjuncts passes the partial filter too; false when in doubt.
 * A conjunct that pins a field to a value is enough if that value alone would pass.
 */
export const impliesPartialFilter = (conjuncts: readonly Filter[], partial: Filter): boolean =>
  conjunctsOf(partial).every((needed) => 'path' in needed && conjuncts.some((given) => implies(given, needed)))

const implies = (given: Filter, needed: FieldFilter): boolean => {
  if (!('path' in given) || given.path !== needed.path) return false
  if (needed.op === 'exists') return impliesPresence(given, needed.path)
  const passes = compileFilter({ ...needed, path: 'value' })
  const pins = (value: unknown) => !Array.isArray(value) && passes({ value })
  switch (given.op) {
    case 'eq':
      return pins(given.value)
    case 'in':
      return given.patterns.length === 0 && given.values.every(pins)
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return needed.op === given.op && equalValues(needed.value, given.value)
    default:
      return false
  }
}
