import { AppError } from '@synthwright/kernel'
import type { AnyCollection, CollectionIndex } from './collection.ts'
import type { RawModel } from './schema.ts'
import { storeError } from './store-error.ts'

const duplicateKey = 11_000

const failure = (thrown: unknown, { name }: AnyCollection, { keys, serves }: CollectionIndex): AppError => {
  const mapped = storeError(thrown, `${name}.createIndex`, { started: 1, told: 0, writes: false })
  if (mapped.code === 'store_unavailable') return mapped
  const why = (thrown as { code?: unknown }).code === duplicateKey ? 'documents in it are not unique' : mapped.message
  const index = Object.entries(keys).map(([field, direction]) => `${field} ${direction}`)
  return new AppError('internal', `The index on ${name} (${index.join(', ')}) for "${serves}" cannot be made: ${why}`, {
    details: { collection: name, index: index.join(', ') },
    cause: mapped.cause,
  })
}

/** Makes the declared indexes, one after the other. @throws AppError that names the index and the query it is for */
export const ensureIndexes = async (model: RawModel, declared: AnyCollection): Promise<void> => {
  for (const index of declared.indexes) {
    const { keys, serves: _serves, ...options } = index
    try {
      await model.collection.createIndex({ ...keys }, options)
    } catch (thrown) {
      throw failure(thrown, declared, index)
    }
  }
}
