import { CommandError } from '../errors.ts'
import { parseProjection } from '../query/projection.ts'
import { Row } from '../query/row.ts'
import { selectRows } from '../query/select.ts'
import { parseSort } from '../query/sort.ts'
import { parseUpdate } from '../update/parse-update.ts'
import { encode } from '../wire/bson.ts'
import { RawDocument } from '../wire/reply-bytes.ts'
import {
  checkCollation,
  collectionName,
  documentArgument,
  filterArgument,
  flagArgument,
  hintArgument,
} from './arguments.ts'
import type { Command } from './command.ts'
import { insertUpserted, modifyRow } from './modify.ts'
import { projectRow } from './read.ts'

export const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'collation',
    'bypassDocumentValidation',
  ],
  run: ({ store }, command, database) => {
    checkCollation(command)
    const name = collectionName(command)
    const collection = store.find(database, name)
    const filter = filterArgument(command, 'query')
    const projection = parseProjection(documentArgument(command, 'fields'))
    const removing = flagArgument(command, 'remove')
    const returnNew = flagArgument(command, 'new')
    const upsert = flagArgument(command, 'upsert')
    if (removing && (command['update'] !== undefined || upsert || returnNew)) {
      throw new CommandError('FailedToParse', "Cannot specify 'update', 'upsert' or 'new' together with 'remove'=true")
    }
    if (!removing && command['update'] === undefined)
      throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified')
    const change = removing ? undefined : parseUpdate(command['update'], command['arrayFilters'])
    const sort = parseSort(command['sort'])
    const [row] = collection
      ? selectRows(collection, { filter, sort, limit: 1, hint: hintArgument(command, collection) })
      : []
    const value = (found: Row) => new RawDocument(projectRow(found, projection))

    if (!change) {
      if (row) collection!.remove(row.record, row.document)
      return { lastErrorObject: { n: row ? 1 : 0 }, value: row ? value(row) : null }
    }
    const now = new Date()
    if (row) {
      const { bytes } = modifyRow(collection!, row, filter, change, now)
      const shown = new Row(row.record, returnNew ? bytes : row.bytes)
      return { lastErrorObject: { n: 1, updatedExisting: true }, value: value(shown) }
    }
    if (!upsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null }
    const inserted = insertUpserted(store.obtain(database, name), filter, change, now)
    return {
      lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted['_id'] },
      value: returnNew ? value(new Row(0, encode(inserted))) : null,
    }
  },
}
