import { CommandError } from '../errors.ts'
import { parseProjection } from '../query/projection.ts'
import { fieldOf, isDocument, type Document } from '../values/document.ts'
import { compileExpression, type Expression } from './expression.ts'
import type { Stage } from './stage.ts'

interface Computed {
  readonly path: readonly string[]
  readonly expression: Expression
}

/** `{ a: { b: 1 } }` and `{ 'a.b': 1 }` say the same. */
const flatten = (spec: Document, prefix: string[] = []): [path: string[], operand: unknown][] =>
  Object.entries(spec).flatMap(([name, operand]) => {
    const path = [...prefix, ...name.split('.')]
    if (path.some((segment) => segment === '' || segment.startsWith('$') || segment === '__proto__')) {
      throw new CommandError('Location16410', `'${path.join('.')}' is not a valid name for a field here`)
    }
    const nested = isDocument(operand) && Object.keys(operand).length > 0 && !Object.keys(operand)[0]!.startsWith('$')
    return nested ? flatten(operand, path) : [[path, operand] as [string[], unknown]]
  })

const checkSpec = (name: string, spec: unknown): Document => {
  if (!isDocument(spec)) throw new CommandError('Location40272', `${name} specification stage must be an object`)
  if (Object.keys(spec).length === 0) throw new CommandError('Location40177', `${name} must have at least one field`)
  return spec
}

/** `$addFields` and `$set`. */
export const addFields = (spec: unknown): Stage => {
  const computed = flatten(checkSpec('$addFields', spec)).map(([path, operand]) => ({
    path,
    expression: compileExpression(operand),
  }))
  return function* (documents, now) {
    for (const root of documents) yield computeInto(root, root, computed, now)
  }
}

/** In a projection an operator nobody knows has a code of its own. */
const compileProjected = (operand: unknown): Expression => {
  try {
    return compileExpression(operand)
  } catch (error) {
    if (!(error instanceof CommandError) || error.codeName !== 'InvalidPipelineOperator') throw error
    throw new CommandError('Location31325', `Invalid $project :: caused by :: ${error.message}`)
  }
}

/** `$project`: paths kept or dropped, and computed fields. */
export const project = (spec: unknown): Stage => {
  if (!isDocument(spec)) throw new CommandError('Location15969', '$project specification must be an object')
  if (Object.keys(spec).length === 0)
    throw new CommandError(
      'Location51272',
      'Invalid $project :: caused by :: projection specification must have at least one field',
    )
  const entries = flatten(spec)
  const isPlain = (operand: unknown) => typeof operand === 'boolean' || typeof operand === 'number'
  const plain = entries.filter(([, operand]) => isPlain(operand))
  const computed = entries
    .filter(([, operand]) => !isPlain(operand))
    .map(([path, operand]) => ({ path, expression: compileProjected(operand) }))
  const chosen: Document = Object.fromEntries(plain.map(([path, operand]) => [path.join('.'), operand]))
  if (computed.length > 0) {
    const dropped = Object.entries(chosen).find(([path, operand]) => path !== '_id' && !operand)
    if (dropped)
      throw new CommandError('Location31254', `Cannot do exclusion on field ${dropped[0]} in inclusion projection`)
    const keepsId = chosen['_id'] === undefined || Boolean(chosen['_id'])
    chosen['_id'] = keepsId ? 1 : 0
    // A projection that only drops _id would keep everything else.
    if (!keepsId && Object.keys(chosen).length === 1) delete chosen['_id']
  }
  const choose = parseProjection(chosen) ?? (() => ({}))
  return function* (documents, now) {
    for (const root of documents) yield computeInto(choose(root), root, computed, now)
  }
}

/** `$unset`: one path or several. */
export const unset = (spec: unknown): Stage => {
  const paths = (Array.isArray(spec) ? spec : [spec]) as unknown[]
  if (paths.length === 0 || paths.some((path) => typeof path !== 'string')) {
    throw new CommandError('Location31002', '$unset specification must be a string or an array of strings')
  }
  return project(Object.fromEntries(paths.map((path) => [path as string, 0])))
}

/** `$replaceRoot` and `$replaceWith`. */
export const replaceRoot = (newRoot: unknown): Stage => {
  const expression = compileExpression(newRoot)
  return function* (documents, now) {
    for (const root of documents) {
      const replaced = expression({ root, now })
      if (!isDocument(replaced))
        throw new CommandError('Location40228', "'newRoot' expression must evaluate to an object")
      yield replaced
    }
  }
}

const computeInto = (target: Document, root: Document, computed: readonly Computed[], now: Date): Document =>
  computed.reduce((result, { path, expression }) => place(result, path, expression({ root, now })), target)

/** The document with a value at a path; a missing value takes the field away, documents in arrays each get their own. */
const place = (document: Document, [segment, ...rest]: readonly string[], value: unknown): Document => {
  const result = { ...document }
  if (rest.length === 0) {
    if (value === undefined) delete result[segment!]
    else result[segment!] = value
    return result
  }
  const current = fieldOf(document, segment!)
  const into = (inner: unknown) => place(isDocument(inner) ? inner : {}, rest, value)
  result[segment!] = Array.isArray(current) ? current.map(into) : into(current)
  return result
}
