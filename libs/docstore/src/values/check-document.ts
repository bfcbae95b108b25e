import { CommandError } from '../errors.ts'
import { bsonTypeOf } from './bson-type.ts'
import type { Document } from './document.ts'

const maxDepth = 100

/** The largest document MongoDB stores, in bytes. */
export const maxDocumentBytes = 16 * 1024 * 1024

/**
 * Refuses what this server could store but not compare, index or give back faithfully.
 * @throws CommandError BadValue for Decimal128, Code, DBRef, MinKey and the like; Overflow below 100 levels
 */
export const checkValue = (value: unknown, depth = 0): void => {
  const type = bsonTypeOf(value)
  if (type === undefined) {
    const name = (value as { _bsontype?: string })._bsontype ?? typeof value
    throw new CommandError('BadValue', `values of BSON type ${name} are not supported by this server`)
  }
  if (type === 'date' && Number.isNaN((value as Date).getTime())) {
    throw new CommandError('BadValue', 'a date outside the years -271821 to 275760 is not supported by this server')
  }
  if (type !== 'object' && type !== 'array') return
  if (depth >= maxDepth) throw new CommandError('Overflow', `the document is nested more than ${maxDepth} levels deep`)
  if (type === 'array') for (const element of value as unknown[]) checkValue(element, depth + 1)
  else for (const name in value as Document) checkValue((value as Document)[name], depth + 1)
}

/** The checks for a whole document about to be stored: its values, its field names and its `_id`. */
export const checkStorable = (document: Document): void => {
  for (const name in document) {
    if (name.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' in '${name}' is not valid for storage.`,
      )
    }
  }
  checkValue(document)
  const type = bsonTypeOf(document['_id'])
  if (type === 'array' || type === 'regex') {
    throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${type}`)
  }
}
