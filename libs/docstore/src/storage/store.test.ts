import { CommandError } from '../errors.ts'
import { expireDocuments } from '../expire-documents.ts'
import { parseIndex } from '../index/parse-index.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { planQuery } from '../query/plan.ts'
import { selectRows } from '../query/select.ts'
import { temporaryDirectory } from '../testing/temporary-server.ts'
import type { Document } from '../values/document.ts'
import type { Collection } from './collection.ts'
import { Store } from './store.ts'

let directory: ReturnType<typeof temporaryDirectory>
let store: Store
const open = () =>
  new Store(directory.path, (error) => {
    throw error
  })
const reopen = () => {
  store.close()
  store = open()
}
beforeEach(() => {
  directory = temporaryDirectory()
  store = open()
})
afterEach(() => {
  store.close()
  directory.remove()
})

const index = (collection: Collection, key: Document, options: Document = {}) =>
  store.createIndex(collection, parseIndex({ key, name: Object.keys(key).join('_'), ...options }))
const ids = (collection: Collection, filter: Document) =>
  [...selectRows(collection, { filter: parseFilter(filter) })].map(({ document }) => document['_id'])

describe('Store', () => {
  it('finds everything again after it was closed', () => {
    const collection = store.obtain('db', 'c')
    index(collection, { tags: 1 }, { unique: true, sparse: true })
    index(collection, { n: -1 }, { partialFilterExpression: { n: { $gt: 1 } } })
    collection.insert({ _id: 1, tags: ['a', 'b'], n: 1 })
    collection.insert({ _id: 2, n: 2 })
    reopen()
    const again = store.find('db', 'c')!
    expect(again.count).toBe(2)
    expect(
      again.indexes.map(({ definition, multikey }) => [
        definition.name,
        definition.unique,
        definition.sparse,
        multikey,
      ]),
    ).toEqual([
      ['_id_', true, false, false],
      ['tags', true, true, true],
      ['n', false, false, false],
    ])
    expect(ids(again, { tags: 'b' })).toEqual([1])
    expect(planQuery(again, parseFilter({ n: { $gt: 1 } }), undefined)).toMatchObject({ kind: 'index' })
    expect(() => again.insert({ _id: 3, tags: ['b'] })).toThrow(expect.objectContaining({ codeName: 'DuplicateKey' }))
    again.insert({ _id: 3 })
    expect(ids(again, {})).toEqual([1, 2, 3])
  })

  it('keeps a second server out of its directory until it is closed', () => {
    expect(open).toThrow(`The data directory ${directory.path} is in use by another docstore.`)
    reopen()
  })

  it('forgets what was dropped', () => {
    const collection = store.obtain('db', 'c')
    collection.insert({ _id: 1 })
    index(collection, { a: 1 })
    store.dropIndex(collection, collection.indexes[1]!)
    store.obtain('db', 'other')
    store.drop(collection)
    reopen()
    expect(store.collections('db').map(({ name }) => name)).toEqual(['other'])
    expect(store.obtain('db', 'c').count).toBe(0)
  })

  it.each(['', 'a.b', 'a b', 'a/b', '$x', 'x'.repeat(64)])('refuses the database name %j', (name) => {
    expect(() => store.obtain(name, 'c')).toThrow(CommandError)
  })
})

describe('expireDocuments', () => {
  it('removes what is older than its index allows, and nothing else', () => {
    const collection = store.obtain('db', 'c')
    index(collection, { at: 1 }, { expireAfterSeconds: 60 })
    const now = Date.UTC(2026, 0, 1)
    const ages = [59_000, 60_000, 61_000, 3_600_000]
    ages.forEach((ageMs, _id) => collection.insert({ _id, at: new Date(now - ageMs) }))
    collection.insert({ _id: 'text', at: '2020-01-01' })
    collection.insert({ _id: 'none' })
    collection.insert({ _id: 'many', at: [new Date(now), new Date(now - 61_000)] })
    expect(expireDocuments(store, now)).toBe(4)
    expect(ids(collection, {})).toEqual([0, 'text', 'none'])
  })
})
