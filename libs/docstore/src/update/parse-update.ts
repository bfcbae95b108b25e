import { CommandError } from '../errors.ts'
import { compileFilter, type Predicate } from '../query/match.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { typeName } from '../values/bson-type.ts'
import { checkValue } from '../values/check-document.ts'
import { isDocument, type Document } from '../values/document.ts'
import { showDocument, showValue } from '../values/show.ts'
import type { Change } from './change.ts'
import { updateOperators } from './operators.ts'

/** One operator at one path. Segments may be `$`, `$[]` and `$[id]` until they meet a document. */
export interface UpdateStep {
  readonly name: string
  readonly path: string
  readonly segments: readonly string[]
  readonly creates: boolean
  readonly onInsertOnly: boolean
  readonly change: Change | { readonly renameTo: readonly string[] }
}

export type Update =
  | { readonly kind: 'replace'; readonly document: Document }
  | {
      readonly kind: 'modify'
      readonly steps: readonly UpdateStep[]
      readonly positional: boolean
      readonly arrayFilters: ReadonlyMap<string, Predicate>
    }

/**
 * Parses the `u` of an update: a replacement document or update operators of the closed list.
 * @throws CommandError FailedToParse, ConflictingUpdateOperators, BadValue, and the operators' own codes
 */
export const parseUpdate = (update: unknown, arrayFilters: unknown): Update => {
  if (Array.isArray(update))
    throw new CommandError('FailedToParse', 'Update pipelines are not supported by this server')
  if (!isDocument(update))
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array')
  checkValue(update)
  const filters = parseArrayFilters(arrayFilters)
  if (!(Object.keys(update)[0] ?? '').startsWith('$')) {
    if (filters.size) throw new CommandError('FailedToParse', 'Cannot specify arrayFilters and a replacement document')
    return { kind: 'replace', document: update }
  }
  const steps = Object.entries(update).flatMap(([name, fields]) => parseOperator(name, fields))
  steps.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  checkConflicts(steps.flatMap(targetPaths))
  checkIdentifiers(steps, filters, arrayFilters)
  return { kind: 'modify', steps, positional: steps.some(({ path }) => path.includes('$')), arrayFilters: filters }
}

const parseOperator = (name: string, fields: unknown): UpdateStep[] => {
  const operator = Object.hasOwn(updateOperators, name) ? updateOperators[name] : undefined
  if (!operator && name !== '$rename') {
    throw new CommandError(
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  }
  if (!isDocument(fields)) {
    throw new CommandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${showValue(fields)}}`,
    )
  }
  return Object.entries(fields).map(([path, operand]) => {
    const segments = checkedSegments(path)
    const base = {
      name,
      path,
      segments,
      creates: operator?.creates ?? false,
      onInsertOnly: operator?.onInsertOnly ?? false,
    }
    return { ...base, change: operator ? operator.prepare(operand, path) : renameTo(path, operand) }
  })
}

const renameTo = (path: string, operand: unknown): { renameTo: string[] } => {
  if (typeof operand !== 'string')
    throw new CommandError('BadValue', `The 'to' field for $rename must be a string: ${path}: ${showValue(operand)}`)
  if (path.includes('$')) throw new CommandError('BadValue', `The source field for $rename may not be dynamic: ${path}`)
  if (operand.includes('$'))
    throw new CommandError('BadValue', `The destination field for $rename may not be dynamic: ${operand}`)
  if (operand === path)
    throw new CommandError('BadValue', `The source and target field for $rename must differ: ${path}: "${operand}"`)
  return { renameTo: checkedSegments(operand) }
}

const checkedSegments = (path: string): string[] => {
  const segments = path.split('.')
  if (segments.includes('')) {
    throw new CommandError(
      'EmptyFieldName',
      path === ''
        ? 'An empty update path is not valid.'
        : `The update path '${path}' contains an empty field name, which is not allowed.`,
    )
  }
  if (segments.includes('__proto__'))
    throw new CommandError('BadValue', `The field name '__proto__' is not supported by this server`)
  for (const [i, segment] of segments.entries()) {
    if (!segment.startsWith('$')) continue
    if (i === 0 || !/^\$(\[([a-z][a-zA-Z0-9]*)?\])?$/.test(segment)) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${segment}' in '${path}' is not allowed in the context of an update`,
      )
    }
  }
  return segments
}

const targetPaths = (step: UpdateStep): string[] =>
  typeof step.change === 'function' ? [step.path] : [step.path, step.change.renameTo.join('.')]

/** @throws CommandError ConflictingUpdateOperators when one path is another, or lies inside it */
export const checkConflicts = (paths: readonly string[]): void => {
  const seen = new Set<string>()
  const parents = new Set<string>()
  const conflict = (path: string, at: string) =>
    new CommandError('ConflictingUpdateOperators', `Updating the path '${path}' would create a conflict at '${at}'`)
  for (const path of paths) {
    if (seen.has(path) || parents.has(path)) throw conflict(path, path)
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
      const parent = path.slice(0, dot)
      if (seen.has(parent)) throw conflict(path, parent)
      parents.add(parent)
    }
    seen.add(path)
  }
}

/** Each filter names one identifier: `{ 'x.a': 1, 'x.b': 2 }` tests elements called x. */
const parseArrayFilters = (arrayFilters: unknown): Map<string, Predicate> => {
  const filters = new Map<string, Predicate>()
  if (arrayFilters === undefined) return filters
  if (!Array.isArray(arrayFilters)) throw new CommandError('TypeMismatch', 'arrayFilters must be an array')
  for (const filter of arrayFilters as unknown[]) {
    if (!isDocument(filter)) throw new CommandError('TypeMismatch', 'entries of arrayFilters must be objects')
    const names = new Set(rootsOf(filter))
    const [name] = names
    if (name === undefined)
      throw new CommandError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters')
    if (names.size > 1) {
      throw new CommandError(
        'FailedToParse',
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${[...names].join("' and '")}'`,
      )
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw new CommandError(
        'BadValue',
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      )
    }
    if (filters.has(name))
      throw new CommandError('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`)
    filters.set(name, compileFilter(parseFilter(filter)))
  }
  return filters
}

const rootsOf = (filter: Document): string[] =>
  Object.entries(filter).flatMap(([name, operand]) =>
    name.startsWith('$')
      ? Array.isArray(operand)
        ? operand.filter(isDocument).flatMap(rootsOf)
        : []
      : [name.split('.', 1)[0]!],
  )

const checkIdentifiers = (
  steps: readonly UpdateStep[],
  filters: ReadonlyMap<string, Predicate>,
  given: unknown,
): void => {
  const used = new Set<string>()
  for (const { path, segments } of steps) {
    for (const segment of segments) {
      const id = /^\$\[(.+)\]$/.exec(segment)?.[1]
      if (id === undefined) continue
      if (!filters.has(id))
        throw new CommandError('BadValue', `No array filter found for identifier '${id}' in path '${path}'`)
      used.add(id)
    }
  }
  const unused = [...filters.keys()].find((id) => !used.has(id))
  if (unused) {
    throw new CommandError(
      'FailedToParse',
      `The array filter for identifier '${unused}' was not used in the update ${showDocument({ arrayFilters: given })}`,
    )
  }
}
