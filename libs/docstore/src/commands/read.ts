import { CommandError } from '../errors.ts'
import { countPlan } from '../query/execute.ts'
import { planQuery } from '../query/plan.ts'
import { parseProjection, type Projection } from '../query/projection.ts'
import type { Row } from '../query/row.ts'
import { selectRows } from '../query/select.ts'
import { parseSort } from '../query/sort.ts'
import { identityOf } from '../values/compare.ts'
import { fieldOf, isArrayIndex, isDocument } from '../values/document.ts'
import { encode } from '../wire/bson.ts'
import {
  arrayArgument,
  checkCollation,
  collectionName,
  countArgument,
  cursorIdOf,
  documentArgument,
  filterArgument,
  flagArgument,
  hintArgument,
  refuseFlags,
} from './arguments.ts'
import type { Command } from './command.ts'

/** A row as the client gets it; without a projection the stored bytes go out untouched. */
export const projectRow = (row: Row, projection: Projection | undefined): Uint8Array =>
  projection ? encode(projection(row.document)) : row.bytes

function* projected(rows: Iterable<Row>, projection: Projection | undefined): Generator<Uint8Array, void> {
  for (const row of rows) yield projectRow(row, projection)
}

export const find: Command = {
  fields: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'collation',
    'noCursorTimeout',
    'allowDiskUse',
    'allowPartialResults',
    'tailable',
    'awaitData',
    'returnKey',
    'showRecordId',
    'oplogReplay',
  ],
  run: ({ store, cursors }, command, database) => {
    const name = collectionName(command)
    checkCollation(command)
    refuseFlags(command, ['tailable', 'awaitData', 'returnKey', 'showRecordId'])
    const filter = filterArgument(command, 'filter')
    const sort = parseSort(command['sort'])
    const projection = parseProjection(documentArgument(command, 'projection'))
    const skip = countArgument(command, 'skip') ?? 0
    const limit = countArgument(command, 'limit') ?? 0
    const batchSize = countArgument(command, 'batchSize')
    const collection = store.find(database, name)
    const rows = collection
      ? selectRows(collection, { filter, sort, skip, limit, hint: hintArgument(command, collection) })
      : []
    return cursors.first(
      `${database}.${name}`,
      projected(rows, projection),
      batchSize,
      flagArgument(command, 'singleBatch'),
    )
  },
}

export const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run: ({ cursors }, command, database) => {
    if (typeof command['collection'] !== 'string')
      throw new CommandError('TypeMismatch', "BSON field 'getMore.collection' must be a string")
    return cursors.more(
      cursorIdOf(command['getMore']),
      `${database}.${command['collection']}`,
      countArgument(command, 'batchSize'),
    )
  },
}

export const killCursors: Command = {
  fields: ['cursors'],
  run: ({ cursors }, command) => {
    const ids = arrayArgument(command, 'cursors')
    const killed = ids.filter((id) => cursors.kill(cursorIdOf(id)))
    return {
      cursorsKilled: killed,
      cursorsNotFound: ids.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
    }
  },
}

export const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  run: ({ store }, command, database) => {
    checkCollation(command)
    const filter = filterArgument(command, 'query')
    const skip = countArgument(command, 'skip') ?? 0
    const limit = countArgument(command, 'limit') ?? 0
    const collection = store.find(database, collectionName(command))
    if (!collection) return { n: 0 }
    const plan = planQuery(collection, filter, undefined, hintArgument(command, collection))
    return { n: Math.max(0, countPlan(collection, plan, limit && skip + limit) - skip) }
  },
}

export const distinct: Command = {
  fields: ['key', 'query', 'hint', 'collation'],
  run: ({ store }, command, database) => {
    checkCollation(command)
    const { key } = command
    if (key === undefined)
      throw new CommandError('IDLFailedToParse', "BSON field 'distinct.key' is missing but a required field")
    if (typeof key !== 'string')
      throw new CommandError('TypeMismatch', "BSON field 'distinct.key' is the wrong type, expected type 'string'")
    const filter = filterArgument(command, 'query')
    const collection = store.find(database, collectionName(command))
    if (!collection) return { values: [] }
    const values = new Map<string, unknown>()
    for (const row of selectRows(collection, { filter, hint: hintArgument(command, collection) })) {
      for (const value of valuesAt(row.document, key.split('.'))) values.set(identityOf(value), value)
    }
    return { values: [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value) }
  },
}

/** Every value at a path, arrays on the way and at its end taken apart. */
const valuesAt = (value: unknown, [segment, ...rest]: string[]): unknown[] => {
  if (segment === undefined) return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value]
  if (Array.isArray(value)) {
    const indexed = isArrayIndex(segment) ? valuesAt(value[Number(segment)], rest) : []
    return [
      ...indexed,
      ...value.flatMap((element) => (isDocument(element) ? valuesAt(element, [segment, ...rest]) : [])),
    ]
  }
  return isDocument(value) ? valuesAt(fieldOf(value, segment), rest) : []
}
