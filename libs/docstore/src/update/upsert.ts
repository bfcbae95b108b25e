import { ObjectId } from 'bson'
import { CommandError } from '../errors.ts'
import { conjunctsOf } from '../query/bounds.ts'
import type { Filter } from '../query/filter.ts'
import type { Document } from '../values/document.ts'
import { applyUpdate } from './apply-update.ts'
import { checkConflicts, type Update } from './parse-update.ts'

/**
 * The document an upsert inserts: what the query pins by equality, then the update with `$setOnInsert`.
 * @throws CommandError as the update's operators do, and NotSingleValueField when the query pins one path twice
 */
export const upsertedDocument = (filter: Filter, update: Update, now: Date): Document => {
  const pinned = equalitiesOf(filter)
  const base: Document = {}
  if (update.kind === 'replace') {
    const id = pinned.find(([path]) => path === '_id')
    if (id) base['_id'] = id[1]
  } else {
    for (const [path, value] of pinned) pin(base, path.split('.'), value)
  }
  const matchedIndex = () => {
    throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.')
  }
  const { _id = new ObjectId(), ...fields } = applyUpdate(base, update, { inserting: true, matchedIndex, now })
  return { _id, ...fields }
}

const equalitiesOf = (filter: Filter): [path: string, value: unknown][] => {
  const found = conjunctsOf(filter).flatMap((part): [string, unknown][] => {
    if (part.op === 'or' && part.of.length === 1) return equalitiesOf(part.of[0]!)
    return part.op === 'eq' ? [[part.path, part.value]] : []
  })
  try {
    checkConflicts(found.map(([path]) => path))
  } catch {
    throw new CommandError('NotSingleValueField', 'cannot infer query fields to set, a path is matched twice')
  }
  return found
}

const pin = (document: Document, [segment, ...rest]: string[], value: unknown): void => {
  if (segment === '__proto__')
    throw new CommandError('BadValue', "The field name '__proto__' is not supported by this server")
  if (rest.length === 0) document[segment!] = value
  else pin((document[segment!] ??= {}) as Document, rest, value)
}
