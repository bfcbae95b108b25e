import { CommandError } from '../errors.ts'
import { fieldOf, isDocument, type Document } from '../values/document.ts'
import { compileFilter } from './match.ts'
import { parseFilter } from './parse-filter.ts'

export type Projection = (document: Document) => Document

/** What a projection says about a path: keep or drop it, or what to make of the array there. */
type Rule = boolean | ((value: unknown) => unknown)
interface Tree {
  [name: string]: Rule | Tree
}

/**
 * A projection of `find` as a function, or undefined when there is none: inclusion or exclusion of paths, `$slice`
 * and `$elemMatch`. Computed fields and the positional operator are refused.
 * @throws CommandError Location31253, Location31254, Location31249, Location31250, BadValue
 */
export const parseProjection = (projection: Document | undefined): Projection | undefined => {
  const entries = flatten(projection ?? {})
  if (entries.length === 0) return undefined
  const tree: Tree = Object.create(null) as Tree
  let including: boolean | undefined
  for (const [path, operand] of entries) {
    const rule = parseRule(path, operand)
    if (path !== '_id') {
      const keeps = typeof rule === 'boolean' ? rule : isDocument(operand) && '$elemMatch' in operand ? true : undefined
      if (keeps !== undefined && including !== undefined && keeps !== including) {
        throw keeps
          ? new CommandError('Location31253', `Cannot do inclusion on field ${path} in exclusion projection`)
          : new CommandError('Location31254', `Cannot do exclusion on field ${path} in inclusion projection`)
      }
      including ??= keeps
    }
    plant(tree, path, rule)
  }
  const id = tree['_id']
  including ??= id === true
  if (including) tree['_id'] ??= true
  const keepMissing = !including
  if (including && id === false) delete tree['_id']
  return (document) => project(document, tree, keepMissing)
}

/** `{ a: { b: 1 } }` and `{ 'a.b': 1 }` say the same. */
const flatten = (projection: Document, prefix = ''): [path: string, operand: unknown][] =>
  Object.entries(projection).flatMap(([name, operand]): [string, unknown][] => {
    const path = prefix + name
    if (!isDocument(operand) || (Object.keys(operand)[0] ?? '').startsWith('$')) return [[path, operand]]
    if (Object.keys(operand).length === 0)
      throw new CommandError(
        'Location51270',
        `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
      )
    return flatten(operand, `${path}.`)
  })

const parseRule = (path: string, operand: unknown): Rule => {
  if (path === '' || path.split('.').includes(''))
    throw new CommandError('Location40353', 'FieldPath must not be empty or hold empty field names')
  if (path.split('.').some((segment) => segment.startsWith('$'))) {
    throw new CommandError('BadValue', `the positional projection '${path}' is not supported by this server`)
  }
  if (typeof operand === 'boolean') return operand
  if (typeof operand === 'number') return operand !== 0
  if (isDocument(operand)) {
    const [[name, argument] = ['', undefined], second] = Object.entries(operand)
    if (name === '$slice' && !second) return sliceRule(argument)
    if (name === '$elemMatch' && !second && isDocument(argument)) return elemMatchRule(path, argument)
  }
  throw new CommandError('BadValue', `computed projection of '${path}' is not supported by this server`)
}

const sliceRule = (argument: unknown): Rule => {
  const [first, second] = Array.isArray(argument) ? (argument as unknown[]) : [argument, undefined]
  if (!Number.isInteger(first) || (second !== undefined && !(Number.isInteger(second) && (second as number) > 0))) {
    throw new CommandError('Location28667', '$slice takes a whole number, or a start and a positive count')
  }
  return (value) => {
    if (!Array.isArray(value)) return value
    const at = first as number
    if (second === undefined) return at < 0 ? value.slice(at) : value.slice(0, at)
    const start = at < 0 ? Math.max(value.length + at, 0) : at
    return value.slice(start, start + (second as number))
  }
}

const elemMatchRule = (path: string, argument: Document): Rule => {
  if (path.includes('.')) throw new CommandError('Location31275', 'Cannot use $elemMatch projection on a nested field')
  const passes = compileFilter(parseFilter({ array: { $elemMatch: argument } }))
  return (value) => {
    const found = Array.isArray(value) ? value.filter((element) => passes({ array: [element] })).slice(0, 1) : []
    return found.length ? found : undefined
  }
}

const plant = (tree: Tree, path: string, rule: Rule): void => {
  const segments = path.split('.')
  let at = tree
  for (const segment of segments.slice(0, -1)) {
    const next = (at[segment] ??= Object.create(null) as Tree)
    if (typeof next !== 'object')
      throw new CommandError('Location31249', `Path collision at ${path} remaining portion ${segments.at(-1)}`)
    at = next
  }
  const last = segments.at(-1)!
  if (last in at) throw new CommandError('Location31250', `Path collision at ${path}`)
  at[last] = rule
}

const project = (document: Document, tree: Tree, keepMissing: boolean): Document => {
  const result: Document = {}
  for (const name of Object.keys(document)) {
    const rule = tree[name]
    const value = fieldOf(document, name)
    let kept: unknown
    if (rule === undefined) kept = keepMissing ? value : undefined
    else if (typeof rule === 'boolean') kept = rule ? value : undefined
    else if (typeof rule === 'function') kept = rule(value)
    else kept = projectInside(value, rule, keepMissing)
    if (kept !== undefined) result[name] = kept
  }
  return result
}

/** Below arrays the rule holds for each embedded document; scalars there are kept by exclusion only. */
const projectInside = (value: unknown, tree: Tree, keepMissing: boolean): unknown => {
  if (isDocument(value)) return project(value, tree, keepMissing)
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const kept = projectInside(element, tree, keepMissing)
      return kept === undefined ? [] : [kept]
    })
  }
  return keepMissing ? value : undefined
}
