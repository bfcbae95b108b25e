import { CommandError } from '../errors.ts'
import { equalValues, identityOf } from '../values/compare.ts'
import { fieldOf, isArrayIndex, isDocument, type Document } from '../values/document.ts'
import { showValue } from '../values/show.ts'
import { removed, unchanged, type Site } from './change.ts'
import { checkConflicts, type Update, type UpdateStep } from './parse-update.ts'
import { resolvePath, type MatchedIndex } from './positional.ts'

/** The most elements MongoDB fills in when an update names an index far past an array's end. */
const maxBackfill = 1_500_000

export interface UpdateContext {
  readonly inserting: boolean
  /** Index of the element the query matched, for the positional `$`. */
  readonly matchedIndex: MatchedIndex
  readonly now: Date
}

/**
 * Applies an update to a decoded document, changing it in place.
 * @returns the document, or the new one when it was replaced
 * @throws CommandError TypeMismatch, BadValue, PathNotViable, ImmutableField, ConflictingUpdateOperators
 */
export const applyUpdate = (document: Document, update: Update, context: UpdateContext): Document => {
  const hadId = fieldOf(document, '_id')
  if (update.kind === 'replace') {
    const { _id: newId = hadId, ...fields } = update.document
    if (hadId !== undefined && !equalValues(newId, hadId)) {
      throw new CommandError(
        'ImmutableField',
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${showValue(newId)}`,
      )
    }
    return newId === undefined ? fields : { _id: newId, ...fields }
  }
  const active = update.steps.filter((step) => context.inserting || !step.onInsertOnly)
  const targets = active.map((step) =>
    step.path.includes('$') ? resolvePath(document, step, update.arrayFilters, context.matchedIndex) : [step.segments],
  )
  if (update.positional) checkConflicts(targets.flatMap((paths) => paths.map((path) => path.join('.'))))
  // Taken as a string, since a step may change an embedded _id in place.
  const idBefore = hadId === undefined || !active.some(touchesId) ? undefined : identityOf(hadId)
  active.forEach((step, i) => {
    for (const segments of targets[i]!)
      applyStep(document, step, segments, { path: segments.join('.'), id: hadId, now: context.now })
  })
  if (idBefore !== undefined && identityOf(fieldOf(document, '_id')) !== idBefore) {
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    )
  }
  return document
}

const touchesId = ({ segments, change }: UpdateStep): boolean =>
  segments[0] === '_id' || (typeof change !== 'function' && change.renameTo[0] === '_id')

const applyStep = (document: Document, step: UpdateStep, segments: readonly string[], site: Site): void => {
  if (typeof step.change !== 'function') return rename(document, segments, step.change.renameTo, site)
  const parent = parentOf(document, segments, step.creates)
  if (!parent) return
  const last = segments.at(-1)!
  const value = step.change(valueIn(parent, last, step.creates, segments), site)
  if (value === unchanged) return
  if (value === removed) remove(parent, last)
  else put(parent, last, value)
}

type Parent = Document | unknown[]

const notViable = (segments: readonly string[], at: number, value: unknown) =>
  new CommandError(
    'PathNotViable',
    `Cannot create field '${segments[at]}' in element {${segments[at - 1] ?? ''}: ${showValue(value)}}`,
  )

/** The container of a path's last segment; with `create`, missing embedded documents are made on the way. */
const parentOf = (document: Document, segments: readonly string[], create: boolean): Parent | undefined => {
  let parent: Parent = document
  for (let i = 0; i < segments.length - 1; i++) {
    let next: unknown = valueIn(parent, segments[i]!, create, segments, i)
    if (next === undefined) {
      if (!create) return undefined
      next = {}
      put(parent, segments[i]!, next)
    }
    if (!isDocument(next) && !Array.isArray(next)) {
      if (create) throw notViable(segments, i + 1, next)
      return undefined
    }
    parent = next as Parent
  }
  return parent
}

const valueIn = (
  parent: Parent,
  segment: string,
  create: boolean,
  segments: readonly string[],
  at = segments.length - 1,
): unknown => {
  if (!Array.isArray(parent)) return fieldOf(parent, segment)
  if (isArrayIndex(segment)) return parent[Number(segment)]
  if (create) throw notViable(segments, at, parent)
  return undefined
}

const put = (parent: Parent, segment: string, value: unknown): void => {
  if (!Array.isArray(parent)) {
    parent[segment] = value
    return
  }
  const index = Number(segment)
  if (index - parent.length > maxBackfill)
    throw new CommandError('BadValue', `can't backfill more than ${maxBackfill} elements`)
  while (parent.length < index) parent.push(null)
  parent[index] = value
}

/** An element of an array becomes null, so that the others keep their places. */
const remove = (parent: Parent, segment: string): void => {
  if (Array.isArray(parent)) parent[Number(segment)] = null
  else delete parent[segment]
}

const rename = (document: Document, from: readonly string[], to: readonly string[], site: Site): void => {
  const source = documentsOnly(document, from, 'source', site)
  const value = source && fieldOf(source, from.at(-1)!)
  if (value === undefined) return
  documentsOnly(document, to, 'destination', site)
  delete source![from.at(-1)!]
  put(parentOf(document, to, true)!, to.at(-1)!, value)
}

/** `$rename` never reaches into arrays. */
const documentsOnly = (
  document: Document,
  path: readonly string[],
  role: string,
  { id }: Site,
): Document | undefined => {
  let parent: unknown = document
  for (const segment of path.slice(0, -1)) {
    if (!isDocument(parent)) break
    parent = fieldOf(parent, segment)
  }
  if (Array.isArray(parent)) {
    throw new CommandError(
      'BadValue',
      `The ${role} field cannot be an array element, '${path.join('.')}' in doc with _id: ${showValue(id)} has an array field called '${path.at(-2)}'`,
    )
  }
  return isDocument(parent) ? parent : undefined
}
