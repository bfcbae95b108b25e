import { BSONRegExp } from 'bson'
import { CommandError } from '../errors.ts'
import { sortKey } from '../index/index-keys.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { parseSort } from '../query/sort.ts'
import { typeName } from '../values/bson-type.ts'
import { compareValues, equalValues, identityOf } from '../values/compare.ts'
import { isDocument } from '../values/document.ts'
import { showValue } from '../values/show.ts'
import { unchanged, type Change, type Site } from './change.ts'

const arrayOf = (current: unknown, { path, id }: Site): unknown[] => {
  if (current === undefined) return []
  if (Array.isArray(current)) return current as unknown[]
  throw new CommandError(
    'BadValue',
    `The field '${path}' must be an array but is of type ${typeName(current)} in document {_id: ${showValue(id)}}`,
  )
}

export const push = (operand: unknown): Change => {
  if (!isDocument(operand) || !('$each' in operand)) return (current, site) => [...arrayOf(current, site), operand]
  const { $each: each, $slice: slice, $position: position, $sort: sort, ...others } = operand
  const unknown = Object.keys(others)[0]
  if (unknown) throw new CommandError('BadValue', `Unrecognized clause in $push: ${unknown}`)
  if (!Array.isArray(each)) {
    throw new CommandError(
      'BadValue',
      `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`,
    )
  }
  const whole = (name: string, value: unknown): number | undefined => {
    if (value === undefined || Number.isSafeInteger(value)) return value as number | undefined
    throw new CommandError(
      'BadValue',
      `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
    )
  }
  const at = whole('$position', position)
  const keep = whole('$slice', slice)
  const order = sort === undefined ? undefined : elementOrder(sort)
  return (current, site) => {
    const elements = [...arrayOf(current, site)]
    elements.splice(at ?? elements.length, 0, ...(each as unknown[]))
    if (order) elements.sort(order)
    if (keep === undefined) return elements
    return keep < 0 ? elements.slice(keep) : elements.slice(0, keep)
  }
}

/** `$sort: 1` orders whole elements, `$sort: { field: 1 }` orders embedded documents. */
const elementOrder = (sort: unknown): ((a: unknown, b: unknown) => number) => {
  if (sort === 1 || sort === -1) return (a, b) => compareValues(a, b) * sort
  const pattern = isDocument(sort) ? parseSort(sort) : undefined
  if (!pattern || pattern.natural)
    throw new CommandError('BadValue', 'The $sort must be 1, -1 or an object of fields and directions')
  const keyOf = (element: unknown) => sortKey(isDocument(element) ? element : {}, pattern.fields, pattern.directions)
  return (a, b) => Buffer.compare(keyOf(a), keyOf(b))
}

export const addToSet = (operand: unknown): Change => {
  let added: unknown[] = [operand]
  if (isDocument(operand) && '$each' in operand) {
    const others = Object.keys(operand).filter((name) => name !== '$each')
    if (others.length)
      throw new CommandError('BadValue', `Found unexpected fields after $each in $addToSet: ${others.join(', ')}`)
    if (!Array.isArray(operand['$each'])) {
      throw new CommandError(
        'TypeMismatch',
        `The argument to $each in $addToSet must be an array but it was of type ${typeName(operand['$each'])}`,
      )
    }
    added = operand['$each'] as unknown[]
  }
  return (current, { path }) => {
    if (current !== undefined && !Array.isArray(current)) {
      const name = path.split('.').at(-1)
      throw new CommandError(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${name}' has non-array type ${typeName(current)}`,
      )
    }
    const elements = (current ?? []) as unknown[]
    const present = new Set(elements.map(identityOf))
    const fresh = added.filter((value) => {
      const identity = identityOf(value)
      return !present.has(identity) && present.add(identity)
    })
    return fresh.length || current === undefined ? [...elements, ...fresh] : unchanged
  }
}

/** Takes out what the test names; anything but an array is refused, a missing field is left alone. */
const without =
  (name: string, drops: (element: unknown) => boolean): Change =>
  (current) => {
    if (current === undefined) return unchanged
    if (!Array.isArray(current)) throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value`)
    const kept = (current as unknown[]).filter((element) => !drops(element))
    return kept.length === current.length ? unchanged : kept
  }

export const pull = (operand: unknown): Change => {
  if (operand instanceof BSONRegExp || (isDocument(operand) && (Object.keys(operand)[0] ?? '').startsWith('$'))) {
    const passes = compileFilter(parseFilter({ element: operand }))
    return without('$pull', (element) => !Array.isArray(element) && passes({ element }))
  }
  if (isDocument(operand)) {
    const passes = compileFilter(parseFilter(operand))
    return without('$pull', (element) => isDocument(element) && passes(element))
  }
  return without('$pull', (element) => equalValues(element, operand))
}

export const pullAll = (operand: unknown): Change => {
  if (!Array.isArray(operand)) {
    throw new CommandError('BadValue', `$pullAll requires an array argument but was given a ${typeName(operand)}`)
  }
  const dropped = new Set((operand as unknown[]).map(identityOf))
  return without('$pullAll', (element) => dropped.has(identityOf(element)))
}

export const pop = (operand: unknown): Change => {
  if (operand !== 1 && operand !== -1)
    throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${showValue(operand)}`)
  return (current, { path }) => {
    if (current === undefined) return unchanged
    if (!Array.isArray(current)) {
      throw new CommandError(
        'TypeMismatch',
        `Path '${path}' contains an element of non-array type '${typeName(current)}'`,
      )
    }
    if (current.length === 0) return unchanged
    return operand === 1 ? current.slice(0, -1) : current.slice(1)
  }
}
