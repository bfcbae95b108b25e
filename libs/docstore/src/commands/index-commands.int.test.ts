import type { DocstoreServer } from '../server.ts'
import { temporaryServer } from '../testing/temporary-server.ts'
import { connectWire, type WireClient } from '../testing/wire-client.ts'
import type { Document } from '../values/document.ts'

let server: DocstoreServer
let client: WireClient
beforeAll(async () => {
  server = await temporaryServer()
  client = await connectWire(server.port)
})
afterAll(async () => {
  client.close()
  await server.close()
})

let databases = 0
let database: string
beforeEach(() => void (database = `db${++databases}`))

const createIndexes = (...indexes: Document[]) => client.command(database, { createIndexes: 'c', indexes })
const insert = (...documents: Document[]) => client.command(database, { insert: 'c', documents })
const names = async () =>
  (
    (await client.command(database, { listIndexes: 'c' })) as { cursor: { firstBatch: Document[] } }
  ).cursor.firstBatch.map(({ name }) => name)

describe('createIndexes', () => {
  it('makes indexes once', async () => {
    const spec = { key: { a: 1, b: -1 }, name: 'a_1_b_-1', unique: true }
    expect(await createIndexes(spec)).toEqual({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
      ok: 1,
    })
    expect(await createIndexes(spec)).toMatchObject({
      numIndexesBefore: 2,
      numIndexesAfter: 2,
      note: 'all indexes already exist',
    })
    expect(await client.command(database, { listIndexes: 'c' })).toMatchObject({
      cursor: {
        firstBatch: [
          { v: 2, key: { _id: 1 }, name: '_id_' },
          { v: 2, ...spec },
        ],
        ns: `${database}.c`,
      },
    })
  })

  it.each<[string, Document, Document, number]>([
    ['one name for another key', { key: { a: 1 }, name: 'x' }, { key: { b: 1 }, name: 'x' }, 86],
    ['one name, now unique', { key: { a: 1 }, name: 'x' }, { key: { a: 1 }, name: 'x', unique: true }, 86],
    ['another name for one key', { key: { a: 1 }, name: 'x' }, { key: { a: 1 }, name: 'y' }, 85],
    [
      'another expiry',
      { key: { a: 1 }, name: 'x', expireAfterSeconds: 1 },
      { key: { a: 1 }, name: 'x', expireAfterSeconds: 2 },
      85,
    ],
  ])('refuses %s', async (_, first, second, code) => {
    expect(await createIndexes(first)).toMatchObject({ ok: 1 })
    expect(await createIndexes(second)).toMatchObject({ ok: 0, code })
  })

  it('leaves nothing behind when the documents do not fit', async () => {
    await insert({ a: 1, p: [1], q: [1] }, { a: 1 })
    expect(await createIndexes({ key: { b: 1 }, name: 'b' }, { key: { a: 1 }, name: 'a', unique: true })).toMatchObject(
      { code: 11000, keyValue: { a: 1 } },
    )
    expect(await createIndexes({ key: { p: 1, q: 1 }, name: 'pq' })).toMatchObject({ code: 171 })
    expect(await names()).toEqual(['_id_'])
    expect(await createIndexes({ key: { a: 1 }, name: 'a' })).toMatchObject({ ok: 1 })
  })

  it('refuses parallel arrays later as well', async () => {
    await createIndexes({ key: { p: 1, q: 1 }, name: 'pq' })
    expect(await insert({ p: [1], q: [2] })).toMatchObject({ n: 0, writeErrors: [{ code: 171 }] })
  })
})

describe('a unique index', () => {
  it('sees each element of an array, and an empty one as a value of its own', async () => {
    await createIndexes({ key: { locks: 1 }, name: 'locks', unique: true, sparse: true })
    expect(await insert({ _id: 1, locks: ['a', 'b'] }, { _id: 2, locks: ['c'] }, { _id: 3 }, { _id: 4 })).toMatchObject(
      { n: 4 },
    )
    expect(await insert({ locks: ['x', 'b'] })).toMatchObject({
      writeErrors: [{ code: 11000, keyPattern: { locks: 1 }, keyValue: { locks: 'b' } }],
    })
    expect(await insert({ locks: ['y', 'y'] })).toMatchObject({ n: 1 })
    expect(await insert({ locks: [] })).toMatchObject({ n: 1 })
    expect(await insert({ locks: [] })).toMatchObject({ writeErrors: [{ code: 11000 }] })
    await client.command(database, { update: 'c', updates: [{ q: { _id: 1 }, u: { $unset: { locks: 1 } } }] })
    expect(await insert({ locks: ['x', 'b'] })).toMatchObject({ n: 1 })
  })

  it('takes missing for null unless sparse, and holds within a partial filter only', async () => {
    await createIndexes(
      { key: { k: 1 }, name: 'k', unique: true },
      { key: { p: 1 }, name: 'p', unique: true, partialFilterExpression: { live: true } },
    )
    expect(await insert({ k: 1 }, { p: 1 }, { k: null })).toMatchObject({
      n: 2,
      writeErrors: [{ index: 2, code: 11000, keyValue: { k: null } }],
    })
    expect(await insert({ _id: 'x', k: 2, p: 7, live: true }, { k: 3, p: 7 })).toMatchObject({ n: 2 })
    expect(await insert({ k: 4, p: 7, live: true })).toMatchObject({
      writeErrors: [{ code: 11000, keyValue: { p: 7 } }],
    })
    await client.command(database, { update: 'c', updates: [{ q: { _id: 'x' }, u: { $set: { live: false } } }] })
    expect(await insert({ k: 4, p: 7, live: true })).toMatchObject({ n: 1 })
  })

  it('tells values of different types apart', async () => {
    await createIndexes({ key: { k: 1 }, name: 'k', unique: true })
    expect(await insert({ k: 1 }, { k: '1' }, { k: true }, { k: [2] }, { k: new Date(1) })).toMatchObject({ n: 5 })
    expect(await insert({ k: 1.0 })).toMatchObject({ writeErrors: [{ code: 11000 }] })
  })
})

describe('dropIndexes', () => {
  it('drops by name, by key and all but _id', async () => {
    const spec = (field: string) => ({ key: { [field]: 1 }, name: field })
    await createIndexes(spec('a'), spec('b'), spec('c'), spec('d'))
    expect(await client.command(database, { dropIndexes: 'c', index: 'a' })).toEqual({ nIndexesWas: 5, ok: 1 })
    await client.command(database, { dropIndexes: 'c', index: { b: 1 } })
    expect(await names()).toEqual(['_id_', 'c', 'd'])
    expect(await client.command(database, { dropIndexes: 'c', index: 'nothing' })).toMatchObject({ code: 27 })
    expect(await client.command(database, { dropIndexes: 'c', index: '_id_' })).toMatchObject({ code: 72 })
    await client.command(database, { dropIndexes: 'c', index: '*' })
    expect(await names()).toEqual(['_id_'])
  })
})

describe('a hint', () => {
  it('names an index that exists', async () => {
    await createIndexes({ key: { a: 1 }, name: 'a' })
    await insert({ a: 1 })
    expect(await client.command(database, { count: 'c', query: { a: 1 }, hint: 'a' })).toMatchObject({ n: 1 })
    expect(await client.command(database, { find: 'c', hint: { a: 1 } })).toMatchObject({ ok: 1 })
    expect(await client.command(database, { find: 'c', hint: 'b' })).toMatchObject({
      code: 2,
      errmsg: expect.stringContaining('hint provided does not correspond'),
    })
  })
})

describe('collections', () => {
  it('are listed, made once and dropped', async () => {
    expect(await client.command(database, { create: 'c' })).toEqual({ ok: 1 })
    expect(await client.command(database, { create: 'c' })).toEqual({ ok: 1 })
    expect(await client.command(database, { listCollections: 1, filter: { name: 'c' }, nameOnly: true })).toMatchObject(
      { cursor: { firstBatch: [{ name: 'c', type: 'collection' }] } },
    )
    expect(await client.command('admin', { listDatabases: 1, filter: { name: database } })).toMatchObject({
      databases: [{ name: database }],
    })
    expect(await client.command(database, { drop: 'c' })).toMatchObject({ ok: 1, ns: `${database}.c` })
    expect(await client.command(database, { drop: 'c' })).toMatchObject({ code: 26 })
    await insert({ a: 1 })
    await client.command(database, { dropDatabase: 1 })
    expect(await client.command(database, { count: 'c' })).toMatchObject({ n: 0 })
    expect(await client.command('admin', { listDatabases: 1, filter: { name: database } })).toMatchObject({
      databases: [],
    })
  })
})
