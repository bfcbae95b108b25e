import { Long } from 'bson'
import { CommandError } from '../errors.ts'
import { describeIndex, type IndexDefinition } from '../index/index-definition.ts'
import { idIndex, parseIndex } from '../index/parse-index.ts'
import type { Collection } from '../storage/collection.ts'
import type { IndexTable } from '../storage/index-table.ts'
import { equalValues } from '../values/compare.ts'
import { isDocument, type Document } from '../values/document.ts'
import { showDocument, showValue } from '../values/show.ts'
import { collectionName, countArgument, documentArgument, documentsArgument } from './arguments.ts'
import type { Command } from './command.ts'

const maxIndexes = 64

export const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum'],
  run: ({ store }, command, database) => {
    const name = collectionName(command)
    const specs = documentsArgument(command, 'indexes')
    if (specs.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create')
    const definitions = specs.map((spec) => parseIndex(spec))
    const created = !store.find(database, name)
    const collection = store.obtain(database, name)
    const numIndexesBefore = collection.indexes.length
    const added: IndexTable[] = []
    try {
      for (const definition of definitions) {
        if (existsAlready(collection, definition)) continue
        if (collection.indexes.length >= maxIndexes)
          throw new CommandError('CannotCreateIndex', `add index fails, too many indexes for ${collection.namespace}`)
        added.push(store.createIndex(collection, definition))
      }
    } catch (error) {
      for (const table of added) store.dropIndex(collection, table)
      throw error
    }
    return {
      numIndexesBefore,
      numIndexesAfter: collection.indexes.length,
      ...(added.length === 0 ? { note: 'all indexes already exist' } : { createdCollectionAutomatically: created }),
    }
  },
}

/** Two indexes are the same by key, uniqueness, sparseness and partial filter; name and expiry must then agree. */
const existsAlready = (collection: Collection, wanted: IndexDefinition): boolean => {
  if (equalValues(wanted.keyPattern, idIndex.keyPattern)) return true
  const same = (existing: IndexDefinition) =>
    equalValues(existing.keyPattern, wanted.keyPattern) &&
    existing.unique === wanted.unique &&
    existing.sparse === wanted.sparse &&
    equalValues(existing.partial?.expression, wanted.partial?.expression)
  const show = (definition: IndexDefinition) => showDocument(describeIndex(definition))
  for (const { definition: existing } of collection.indexes) {
    if (existing.name === wanted.name && !same(existing)) {
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${show(wanted)}, existing index: ${show(existing)}`,
      )
    }
    if (!same(existing)) continue
    if (existing.name !== wanted.name)
      throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${existing.name}`)
    if (existing.expireAfterSeconds !== wanted.expireAfterSeconds) {
      throw new CommandError(
        'IndexOptionsConflict',
        `An equivalent index already exists with the same name but different options. Requested index: ${show(wanted)}, existing index: ${show(existing)}`,
      )
    }
    return true
  }
  return false
}

export const listIndexes: Command = {
  fields: ['cursor'],
  run: ({ store }, command, database) => {
    const name = collectionName(command)
    const collection = store.find(database, name)
    if (!collection) throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`)
    countArgument(documentArgument(command, 'cursor') ?? {}, 'batchSize')
    const firstBatch = collection.indexes.map(({ definition }) => describeIndex(definition))
    return { cursor: { id: Long.ZERO, ns: collection.namespace, firstBatch } }
  },
}

export const dropIndexes: Command = {
  fields: ['index'],
  run: ({ store }, command, database) => {
    const name = collectionName(command)
    const collection = store.find(database, name)
    if (!collection) throw new CommandError('NamespaceNotFound', `ns not found ${database}.${name}`)
    const nIndexesWas = collection.indexes.length
    for (const table of namedIndexes(collection, command['index'])) store.dropIndex(collection, table)
    return { nIndexesWas }
  },
}

const namedIndexes = (collection: Collection, index: unknown): IndexTable[] => {
  if (index === '*') return collection.indexes.slice(1)
  const names = Array.isArray(index) ? (index as unknown[]) : [index]
  return names.map((wanted) => {
    const found = collection.indexes.find(({ definition }) => matches(definition, wanted))
    if (!found) {
      throw new CommandError(
        'IndexNotFound',
        typeof wanted === 'string'
          ? `index not found with name [${wanted}]`
          : `can't find index with key: ${showValue(wanted)}`,
      )
    }
    if (found === collection.idIndex) throw new CommandError('InvalidOptions', 'cannot drop _id index')
    return found
  })
}

const matches = (definition: IndexDefinition, wanted: unknown): boolean => {
  if (typeof wanted === 'string') return definition.name === wanted
  if (isDocument(wanted)) return equalValues(definition.keyPattern, wanted as Document)
  throw new CommandError(
    'TypeMismatch',
    "BSON field 'dropIndexes.index' must be a string, an object or an array of strings",
  )
}
