import { Long } from 'bson'
import { CommandError } from '../errors.ts'
import { describeIndex } from '../index/index-definition.ts'
import { compileFilter } from '../query/match.ts'
import type { Document } from '../values/document.ts'
import { collectionName, filterArgument, flagArgument } from './arguments.ts'
import type { Command } from './command.ts'

export const create: Command = {
  fields: ['capped', 'autoIndexId'],
  run: ({ store }, command, database) => {
    if (flagArgument(command, 'capped'))
      throw new CommandError('InvalidOptions', 'capped collections are not supported by this server')
    // Since MongoDB 7.0 one that exists with the same options is as good as made, and here are no others.
    store.obtain(database, collectionName(command))
    return {}
  },
}

export const drop: Command = {
  fields: [],
  run: ({ store }, command, database) => {
    const collection = store.find(database, collectionName(command))
    if (!collection) throw new CommandError('NamespaceNotFound', 'ns not found')
    const nIndexesWas = collection.indexes.length
    store.drop(collection)
    return { nIndexesWas, ns: collection.namespace }
  },
}

export const dropDatabase: Command = {
  fields: [],
  run: ({ store }, _, database) => {
    for (const collection of store.collections(database)) store.drop(collection)
    return { dropped: database }
  },
}

export const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: ({ store }, command, database) => {
    const passes = compileFilter(filterArgument(command, 'filter'))
    const nameOnly = flagArgument(command, 'nameOnly')
    const firstBatch = store
      .collections(database)
      .map((collection): Document => ({
        name: collection.name,
        type: 'collection',
        ...(nameOnly
          ? {}
          : { options: {}, info: { readOnly: false }, idIndex: describeIndex(collection.idIndex.definition) }),
      }))
      .filter(passes)
    return { cursor: { id: Long.ZERO, ns: `${database}.$cmd.listCollections`, firstBatch } }
  },
}

export const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run: ({ store }, command) => {
    const passes = compileFilter(filterArgument(command, 'filter'))
    const databases = store
      .databases()
      .map((name) => (flagArgument(command, 'nameOnly') ? { name } : { name, sizeOnDisk: 0, empty: false }))
      .filter(passes)
    return { databases, totalSize: 0 }
  },
}
