import { documentChecker } from './check-document.ts'
import type { AnyCollection } from './collection.ts'
import { checkFilter, checkUpdate, isEmptyUpdate, namesOne } from './guard.ts'
import { observe } from './observe.ts'
import type { SystemRepository } from './repository.ts'
import type { RawModel } from './schema.ts'

// A query that takes longer lacks an index; better it ends than that it holds a connection.
const maxTimeMS = 10_000

type AnyFilter = Record<string, unknown>

/**
 * The operations on one collection, before any team. Filters and updates are cast by mongoose; whole documents are checked
 * here and written by its driver.
 * @param reason stands on the spans; null when a team repository is made of this one
 */
export const createSystemRepository = <D extends { _id: string }>(
  model: RawModel,
  collection: AnyCollection,
  reason: string | null,
): SystemRepository<D> => {
  const checked = documentChecker(collection)
  const run = <T>(name: string, operation: () => Promise<T>, writes = false): Promise<T> =>
    observe({ collection: model.modelName, name, writes, reason }, operation)
  const write = <T>(name: string, operation: () => Promise<T>): Promise<T> => run(name, operation, true)
  const projection = (fields?: readonly PropertyKey[]) =>
    fields && Object.fromEntries(fields.map((field) => [field, 1]))
  const cast = (filter: object) => {
    const query = model.find(checkFilter(filter) as AnyFilter)
    query.cast(model)
    return query.getFilter() as never
  }
  const count = (filter: object) => model.countDocuments(checkFilter(filter) as AnyFilter, { maxTimeMS }).exec()

  const repository: SystemRepository<Record<string, unknown> & { _id: string }> = {
    find: (filter, { fields, sort, skip, limit } = {}) =>
      run('find', () =>
        model
          .find(checkFilter(filter) as AnyFilter, projection(fields), { sort, skip, limit, maxTimeMS, lean: true })
          .exec(),
      ) as Promise<never>,

    findOne: (filter, { fields, sort } = {}) =>
      run('findOne', async () => {
        const options = { sort, maxTimeMS, lean: true }
        return (await model.findOne(checkFilter(filter) as AnyFilter, projection(fields), options).exec()) ?? undefined
      }) as Promise<never>,

    count: (filter) => run('count', () => count(filter)),

    insert: (document) =>
      write('insert', async () => {
        await model.collection.insertOne(checked(document, `${collection.name}.insert`) as never)
      }),

    insertMany: (documents) =>
      write('insertMany', async () => {
        if (documents.length === 0) return
        const all = documents.map((document) => checked(document, `${collection.name}.insertMany`))
        await model.collection.insertMany(all as never[])
      }),

    replace: (filter, document) =>
      write('replace', async () => {
        const replacement = checked(document, `${collection.name}.replace`)
        const { matchedCount } = await model.collection.replaceOne(cast(filter), replacement as never, { maxTimeMS })
        return matchedCount > 0
      }),

    update: (filter, update, { upsert = false } = {}) =>
      write('update', async () => {
        checkUpdate(update)
        if (isEmptyUpdate(update)) return count(filter)
        const query = checkFilter(filter) as AnyFilter
        const options = { upsert, maxTimeMS }
        const one = namesOne(filter)
        const { matchedCount } = await (one
          ? model.updateOne(query, update as AnyFilter, options).exec()
          : model.updateMany(query, update as AnyFilter, options).exec())
        return matchedCount
      }),

    findAndUpdate: (filter, update, { upsert = false, returning = 'after', sort } = {}) =>
      write('findAndUpdate', async () => {
        const options = { upsert, sort, returnDocument: returning, lean: true, maxTimeMS } as const
        const query = checkFilter(filter) as AnyFilter
        return (await model.findOneAndUpdate(query, checkUpdate(update) as AnyFilter, options).exec()) ?? undefined
      }) as Promise<never>,

    delete: (filter) =>
      write('delete', async () => {
        const query = checkFilter(filter) as AnyFilter
        const one = namesOne(filter)
        const { deletedCount } = await (one
          ? model.deleteOne(query, { maxTimeMS }).exec()
          : model.deleteMany(query, { maxTimeMS }).exec())
        return deletedCount
      }),
  }
  return repository as unknown as SystemRepository<D>
}
