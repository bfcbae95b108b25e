import { CommandError } from '../errors.ts'
import { compileFilter } from '../query/match.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { parseSort, sortInMemory } from '../query/sort.ts'
import { isDocument, type Document } from '../values/document.ts'
import { showValue } from '../values/show.ts'
import { encode } from '../wire/bson.ts'
import { valueAt } from './expression.ts'
import { addFields, project, replaceRoot, unset } from './fields.ts'
import { group } from './group.ts'
import type { Stage } from './stage.ts'

const match = (spec: unknown): Stage => {
  if (!isDocument(spec)) throw new CommandError('Location15959', 'the match filter must be an expression in an object')
  const passes = compileFilter(parseFilter(spec))
  return function* (documents) {
    for (const document of documents) if (passes(document)) yield document
  }
}

const sort = (spec: unknown): Stage => {
  if (!isDocument(spec)) throw new CommandError('Location15973', 'the $sort key specification must be an object')
  const pattern = parseSort(spec)
  if (!pattern || pattern.natural)
    throw new CommandError('Location15976', '$sort stage must have at least one sort key')
  return (documents) =>
    sortInMemory(
      documents,
      pattern,
      (document) => document,
      (document) => encode(document).length,
    )
}

/** @throws CommandError Location15958 or Location5107201 for anything but a whole number in range */
export const limitOf = (spec: unknown): number => {
  if (!Number.isSafeInteger(spec) || (spec as number) < 0)
    throw new CommandError('Location5107201', `invalid argument to $limit stage: ${showValue(spec)}`)
  if (spec === 0) throw new CommandError('Location15958', 'the limit must be positive')
  return spec as number
}

export const skipOf = (spec: unknown): number => {
  if (!Number.isSafeInteger(spec) || (spec as number) < 0)
    throw new CommandError('Location5107200', `invalid argument to $skip stage: ${showValue(spec)}`)
  return spec as number
}

const limit = (spec: unknown): Stage => {
  const most = limitOf(spec)
  return function* (documents) {
    let taken = 0
    for (const document of documents) {
      yield document
      if (++taken === most) return
    }
  }
}

const skip = (spec: unknown): Stage => {
  const first = skipOf(spec)
  return function* (documents) {
    let position = 0
    for (const document of documents) if (position++ >= first) yield document
  }
}

const count = (spec: unknown): Stage => {
  if (typeof spec !== 'string') throw new CommandError('Location40156', 'the count field must be a non-empty string')
  if (spec === '') throw new CommandError('Location40157', 'the count field must be a non-empty string')
  if (spec.startsWith('$')) throw new CommandError('Location40158', 'the count field cannot be a $-prefixed path')
  if (spec.includes('.')) throw new CommandError('Location40160', "the count field cannot contain '.'")
  return function* (documents) {
    let total = 0
    for (const _ of documents) total++
    if (total > 0) yield { [spec]: total }
  }
}

const unwind = (spec: unknown): Stage => {
  if (typeof spec !== 'string' && !isDocument(spec))
    throw new CommandError('Location15981', 'expected either a string or an object as specification for $unwind stage')
  const options: Document = isDocument(spec) ? spec : { path: spec }
  const unknown = Object.keys(options).find((name) => name !== 'path' && name !== 'preserveNullAndEmptyArrays')
  if (unknown) throw new CommandError('Location28811', `unrecognized option to $unwind stage: ${unknown}`)
  const { path, preserveNullAndEmptyArrays: preserve = false } = options
  if (typeof preserve !== 'boolean')
    throw new CommandError('Location28809', 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind')
  if (path === undefined) throw new CommandError('Location28812', 'no path specified to $unwind stage')
  if (typeof path !== 'string')
    throw new CommandError('Location28808', 'expected a string as the path for $unwind stage')
  if (!path.startsWith('$') || path.length < 2)
    throw new CommandError('Location28818', `path option to $unwind stage should be prefixed with a '$': ${path}`)
  const name = path.slice(1)
  return function* (documents) {
    for (const document of documents) yield* unwound(document, name.split('.'), preserve)
  }
}

function* unwound(document: Document, path: string[], preserve: boolean): Generator<Document, void> {
  const value = pathWithoutArrays(document, path)
  if (Array.isArray(value) && value.length > 0) {
    for (const element of value as unknown[]) yield withValue(document, path, element)
  } else if (value === undefined || value === null || Array.isArray(value)) {
    if (preserve) yield Array.isArray(value) ? withValue(document, path, undefined) : document
  } else {
    yield document
  }
}

const pathWithoutArrays = (document: Document, path: string[]): unknown => {
  const parent = path.length > 1 ? valueAt(document, path.slice(0, -1)) : document
  return isDocument(parent) ? valueAt(parent, path.slice(-1)) : undefined
}

const withValue = (document: Document, [segment, ...rest]: string[], value: unknown): Document => {
  const result = { ...document }
  if (rest.length > 0) result[segment!] = withValue(document[segment!] as Document, rest, value)
  else if (value === undefined) delete result[segment!]
  else result[segment!] = value
  return result
}

/** The closed list. */
const stages: Readonly<Record<string, (spec: unknown) => Stage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $group: group,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: (spec) => {
    if (!isDocument(spec) || !('newRoot' in spec))
      throw new CommandError('Location40231', 'no newRoot specified for the $replaceRoot stage')
    return replaceRoot(spec['newRoot'])
  },
  $replaceWith: replaceRoot,
}

/** @throws CommandError TypeMismatch, Location40323 or Location40324 for what is not one stage of the list */
export const parseStage = (stage: unknown): { name: string; spec: unknown; run: Stage } => {
  if (!isDocument(stage))
    throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object")
  const entries = Object.entries(stage)
  if (entries.length !== 1)
    throw new CommandError('Location40323', 'A pipeline stage specification object must contain exactly one field.')
  const [name, spec] = entries[0]!
  if (!Object.hasOwn(stages, name))
    throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`)
  return { name, spec, run: stages[name]!(spec) }
}

/** Names of the stages a pipeline may have. */
export const stageNames: readonly string[] = Object.keys(stages)
