import { ObjectId } from 'bson'
import { CommandError } from '../errors.ts'
import type { Filter } from '../query/filter.ts'
import { parseFilter } from '../query/parse-filter.ts'
import type { Row } from '../query/row.ts'
import { selectRows } from '../query/select.ts'
import type { Collection } from '../storage/collection.ts'
import { parseUpdate } from '../update/parse-update.ts'
import type { Document } from '../values/document.ts'
import {
  checkCollation,
  collectionName,
  documentArgument,
  documentsArgument,
  flagArgument,
  hintArgument,
} from './arguments.ts'
import type { Command } from './command.ts'
import { insertUpserted, modifyRow } from './modify.ts'

/** The most writes one command may hold, as told in `hello`. */
export const maxWriteBatch = 100_000

export const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: ({ store }, command, database) => {
    const documents = checkedBatch(documentsArgument(command, 'documents'))
    const collection = store.obtain(database, collectionName(command))
    let n = 0
    const writeErrors = eachWrite(command, documents, (document) => {
      const { _id = new ObjectId(), ...fields } = document
      collection.insert({ _id, ...fields })
      n++
    })
    return { n, ...writeErrors }
  },
}

interface StatementShape {
  readonly name: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const deleteStatement: StatementShape = {
  name: 'delete.deletes',
  required: ['q', 'limit'],
  optional: ['hint', 'collation'],
}
const updateStatement: StatementShape = {
  name: 'update.updates',
  required: ['q', 'u'],
  optional: ['upsert', 'multi', 'arrayFilters', 'hint', 'collation'],
}

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  run: ({ store }, command, database) => {
    const statements = checkedStatements(updateStatement, documentsArgument(command, 'updates'))
    const name = collectionName(command)
    const now = new Date()
    let n = 0
    let nModified = 0
    const upserted: Document[] = []
    const writeErrors = eachWrite(command, statements, (statement, index) => {
      const filter = parseFilter(documentArgument(statement, 'q') ?? {})
      const change = parseUpdate(statement['u'], statement['arrayFilters'])
      const multi = flagArgument(statement, 'multi')
      if (multi && change.kind === 'replace')
        throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update')
      const collection = store.find(database, name)
      let matched = 0
      for (const row of collection ? rowsToUpdate(collection, statement, filter, multi) : []) {
        matched++
        if (modifyRow(collection!, row, filter, change, now).modified) nModified++
        n++
      }
      if (matched > 0 || !flagArgument(statement, 'upsert')) return
      const { _id } = insertUpserted(store.obtain(database, name), filter, change, now)
      upserted.push({ index, _id })
      n++
    })
    return { n, nModified, ...(upserted.length ? { upserted } : {}), ...writeErrors }
  },
}

/** A scan must not meet what it has just written, so the rows of a multi update are found before the first is changed. */
const rowsToUpdate = (collection: Collection, statement: Document, filter: Filter, multi: boolean): Iterable<Row> => {
  const rows = selectRows(collection, { filter, limit: multi ? 0 : 1, hint: hintArgument(statement, collection) })
  return multi ? [...rows] : rows
}

export const remove: Command = {
  fields: ['deletes', 'ordered'],
  run: ({ store }, command, database) => {
    const statements = checkedStatements(deleteStatement, documentsArgument(command, 'deletes'))
    statements.forEach(checkLimit)
    const collection = store.find(database, collectionName(command))
    let n = 0
    const writeErrors = eachWrite(command, statements, (statement) => {
      const filter = parseFilter(documentArgument(statement, 'q') ?? {})
      if (collection)
        n += removeRows(collection, {
          filter,
          limit: statement['limit'] as number,
          hint: hintArgument(statement, collection),
        })
    })
    return { n, ...writeErrors }
  },
}

const checkLimit = ({ limit }: Document): void => {
  if (limit !== 0 && limit !== 1)
    throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`)
}

const removeRows = (collection: Collection, selection: Parameters<typeof selectRows>[1]): number => {
  const rows = [...selectRows(collection, selection)]
  for (const row of rows) collection.remove(row.record, row.document)
  return rows.length
}

const checkedBatch = (batch: Document[]): Document[] => {
  if (batch.length > 0 && batch.length <= maxWriteBatch) return batch
  throw new CommandError(
    'InvalidLength',
    `Write batch sizes must be between 1 and ${maxWriteBatch}. Got ${batch.length} operations.`,
  )
}

const checkedStatements = (shape: StatementShape, statements: Document[]): Document[] => {
  const { name, required, optional } = shape
  for (const statement of statements) {
    const unknown = Object.keys(statement).find((field) => !required.includes(field) && !optional.includes(field))
    if (unknown) throw new CommandError('IDLUnknownField', `BSON field '${name}.${unknown}' is an unknown field.`)
    const missing = required.find((field) => statement[field] === undefined)
    if (missing)
      throw new CommandError('IDLFailedToParse', `BSON field '${name}.${missing}' is missing but a required field`)
    checkCollation(statement)
  }
  return checkedBatch(statements)
}

/** Runs the writes of a batch, each by itself; an ordered batch ends at its first refusal. */
const eachWrite = (
  command: Document,
  batch: Document[],
  write: (item: Document, index: number) => void,
): { writeErrors?: Document[] } => {
  const ordered = flagArgument(command, 'ordered', true)
  const writeErrors: Document[] = []
  for (const [index, item] of batch.entries()) {
    try {
      write(item, index)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra })
      if (ordered) break
    }
  }
  return writeErrors.length ? { writeErrors } : {}
}
