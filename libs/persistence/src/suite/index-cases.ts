import { connectSuite, refusal, type SuiteConnection, type Update } from './connect-suite.ts'

export const indexCases = (uri: string): void => {
  let suite: SuiteConnection
  beforeAll(async () => void (suite = await connectSuite(uri)))
  afterAll(() => suite.close())

  it('lists what was made, and makes it once', async () => {
    const rows = await suite.freshRows()
    for (let i = 0; i < 2; i++) {
      expect(await rows.createIndex({ a: 1, b: -1 }, { unique: true })).toBe('a_1_b_-1')
      await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60, name: 'age' })
      await rows.createIndex({ c: 1 }, { partialFilterExpression: { live: true } })
    }
    expect(await rows.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1', unique: true },
      { v: 2, key: { at: 1 }, name: 'age', expireAfterSeconds: 60 },
      { v: 2, key: { c: 1 }, name: 'c_1', partialFilterExpression: { live: true } },
    ])
    await rows.dropIndex('age')
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1_b_-1', 'c_1'])
    expect(await refusal(rows.dropIndex('age'))).toMatchObject({ code: 27 })
  })

  it('refuses an index that contradicts another, or does not fit the documents', async () => {
    const rows = await suite.freshRows([
      { _id: 1, a: 1 },
      { _id: 2, a: 1, p: [1], q: [1] },
    ])
    await rows.createIndex({ a: 1 })
    expect(await refusal(rows.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 86 })
    expect(await refusal(rows.createIndex({ a: 1 }, { name: 'other' }))).toMatchObject({ code: 85 })
    expect(await refusal(rows.createIndex({ a: 1 }, { name: 'once', unique: true }))).toMatchObject({ code: 11_000 })
    expect(await refusal(rows.createIndex({ p: 1, q: 1 }))).toMatchObject({ code: 171 })
    expect(await rows.indexes()).toHaveLength(2)
  })

  it('holds at most one under a sparse unique index on an array', async () => {
    const rows = await suite.freshRows()
    await rows.createIndex({ locks: 1 }, { unique: true, sparse: true })
    await rows.insertMany([{ _id: 1, locks: ['engine:1', 'table:1'] }, { _id: 2 }, { _id: 3 }])
    const blocked = await refusal(rows.insertOne({ _id: 4, locks: ['table:2', 'engine:1'] }))
    expect(blocked).toMatchObject({ code: 11_000, keyPattern: { locks: 1 }, keyValue: { locks: 'engine:1' } })
    await rows.updateOne({ _id: 1 }, { $unset: { locks: 1 } })
    expect(await rows.updateOne({ _id: 2 }, { $set: { locks: ['engine:1'] } })).toMatchObject({ modifiedCount: 1 })
    expect(await refusal(rows.updateOne({ _id: 3 }, { $push: { locks: 'engine:1' } } as Update))).toMatchObject({
      code: 11_000,
    })
  })

  it('holds uniqueness within a partial filter', async () => {
    const rows = await suite.freshRows()
    await rows.createIndex({ key: 1 }, { unique: true, partialFilterExpression: { live: true } })
    await rows.insertMany([
      { _id: 1, key: 'k', live: true },
      { _id: 2, key: 'k', live: false },
    ])
    expect(await refusal(rows.updateOne({ _id: 2 }, { $set: { live: true } }))).toMatchObject({
      code: 11_000,
      keyValue: { key: 'k' },
    })
    await rows.updateOne({ _id: 1 }, { $set: { live: false } })
    expect(await rows.updateOne({ _id: 2 }, { $set: { live: true } })).toMatchObject({ modifiedCount: 1 })
  })

  it('answers the same with an index as without', async () => {
    const rows = await suite.freshRows(
      Array.from({ length: 200 }, (_, n) => ({
        _id: n,
        team: n % 3,
        n: n % 4 ? n : null,
        tags: [n % 5, 'all'],
        ...(n % 2 ? { odd: true } : {}),
      })),
    )
    const queries = [
      { team: 1, n: { $gt: 50, $lte: 150 } },
      { tags: 3 },
      { odd: { $exists: true }, team: 2 },
      { n: null },
      { team: { $in: [0, 2] }, tags: 'all', n: { $lt: 20 } },
    ]
    const answers = () =>
      Promise.all(queries.map((query) => rows.find(query).sort({ team: 1, n: -1, _id: 1 }).toArray()))
    const before = await answers()
    await rows.createIndex({ team: 1, n: -1 })
    await rows.createIndex({ tags: 1 })
    await rows.createIndex({ odd: 1 }, { sparse: true })
    expect(await answers()).toEqual(before)
    expect(before.map((found) => found.length)).toEqual([24, 40, 33, 50, 10])
  })
}
