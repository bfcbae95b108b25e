import mongoose from 'mongoose'
import { connectSuite, refusal, type Row, type SuiteConnection, type Update } from './connect-suite.ts'

export const writingCases = (uri: string): void => {
  let suite: SuiteConnection
  beforeAll(async () => void (suite = await connectSuite(uri)))
  afterAll(() => suite.close())

  it.each<[string, Omit<Row, '_id'>, Update, Omit<Row, '_id'>]>([
    [
      '$set and $unset',
      { a: 1, b: { c: 1, d: 1 } },
      { $set: { 'b.c': 2, 'e.f': 3 }, $unset: { a: 1, 'b.d': 1 } },
      { b: { c: 2 }, e: { f: 3 } },
    ],
    [
      '$inc and $mul',
      { a: 1, b: 2 },
      { $inc: { a: -3, n: 1 }, $mul: { b: 2.25, m: 4 } },
      { a: -2, b: 4.5, m: 0, n: 1 },
    ],
    ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3, x: 1 }, $max: { b: 'text' } }, { a: 3, b: 'text', x: 1 }],
    ['$push', { a: [3] }, { $push: { a: { $each: [1, 2], $sort: 1, $slice: -2 }, b: 'x' } }, { a: [2, 3], b: ['x'] }],
    ['$push at a position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    ['$addToSet', { a: [1, { x: 1 }] }, { $addToSet: { a: { $each: [{ x: 1 }, 2, 2] } } }, { a: [1, { x: 1 }, 2] }],
    [
      '$pull',
      { a: [1, 2, 3], b: [{ k: 1 }, { k: 2 }] },
      { $pull: { a: { $gte: 2 }, b: { k: 1 } } },
      { a: [1], b: [{ k: 2 }] },
    ],
    ['$pullAll and $pop', { a: [1, 2, 1], b: [1, 2] }, { $pullAll: { a: [1] }, $pop: { b: -1 } }, { a: [2], b: [2] }],
    ['$rename', { a: 1 }, { $rename: { a: 'b.c' } }, { b: { c: 1 } }],
    [
      'elements by index',
      { a: [1, { b: 1 }] },
      { $set: { 'a.0': 2, 'a.1.b': 3, 'a.3': 4 } },
      { a: [2, { b: 3 }, null, 4] },
    ],
    ['every element', { a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 1 } }, { a: [{ n: 2 }, { n: 3 }] }],
  ])('applies %s', async (_, fields, update, expected) => {
    const rows = await suite.freshRows([{ _id: 1, ...fields }])
    expect(await rows.updateOne({ _id: 1 }, update)).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, ...expected })
    // The same once more after a no-op: matched, not modified.
    expect(await rows.updateOne({ _id: 1 }, { $set: expected })).toMatchObject({ matchedCount: 1, modifiedCount: 0 })
  })

  it.each<[string, Omit<Row, '_id'>, Update, number]>([
    ['$inc of a string', { a: 'x' }, { $inc: { a: 1 } }, 14],
    ['$inc by a string', { a: 1 }, { $inc: { a: 'x' } }, 14],
    ['$push on a scalar', { a: 1 }, { $push: { a: 1 } }, 2],
    ['$addToSet on a scalar', { a: 1 }, { $addToSet: { a: 1 } }, 2],
    ['$pull on a scalar', { a: 1 }, { $pull: { a: 1 } }, 2],
    ['$pop on a scalar', { a: 1 }, { $pop: { a: 1 } }, 14],
    ['$pop by two', { a: [1] }, { $pop: { a: 2 } }, 9],
    ['a path through a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
    ['a name in an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
    ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a change of a path and its parent', {}, { $set: { a: 1, 'a.b': 1 } }, 40],
    ['a change of _id', {}, { $set: { _id: 2 } }, 66],
    ['an unknown operator', {}, { $unheard: { a: 1 } }, 9],
    ['$rename onto itself', {}, { $rename: { a: 'a' } }, 2],
    ['an array filter that is missing', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
    ['$[] on nothing', {}, { $set: { 'a.$[]': 1 } }, 2],
  ])('refuses %s and changes nothing', async (_, fields, update, code) => {
    const rows = await suite.freshRows([{ _id: 1, ...fields }])
    expect(await refusal(rows.updateOne({ _id: 1 }, update))).toMatchObject({ code })
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, ...fields })
  })

  it('addresses elements by the query and by array filters', async () => {
    const rows = await suite.freshRows([
      {
        _id: 1,
        a: [
          { k: 'x', n: 1 },
          { k: 'y', n: 2 },
        ],
      },
    ])
    await rows.updateOne({ 'a.k': 'y' }, { $inc: { 'a.$.n': 10 } } as Update)
    await rows.updateOne({ _id: 1 }, { $set: { 'a.$[e].n': 0 } }, { arrayFilters: [{ 'e.k': 'x' }] })
    expect(await rows.findOne({ _id: 1 })).toEqual({
      _id: 1,
      a: [
        { k: 'x', n: 0 },
        { k: 'y', n: 12 },
      ],
    })
  })

  it('upserts from what the query pins', async () => {
    const rows = await suite.freshRows()
    const upsert = () =>
      rows.updateOne(
        { _id: 'x', team: 't', n: { $gt: 3 } },
        { $setOnInsert: { made: true }, $inc: { count: 1 } } as Update,
        { upsert: true },
      )
    expect(await upsert()).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 'x' })
    expect(await rows.findOne({})).toEqual({ _id: 'x', team: 't', made: true, count: 1 })
    expect(await refusal(upsert())).toMatchObject({ code: 11_000, keyPattern: { _id: 1 }, keyValue: { _id: 'x' } })
    await rows.replaceOne({ team: 'new' }, { a: 1 }, { upsert: true })
    expect(await rows.findOne({ a: 1 }, { projection: { _id: 0 } })).toEqual({ a: 1 })
  })

  it('finds and modifies: before, after, in order, removing', async () => {
    const rows = await suite.freshRows([
      { _id: 1, n: 3 },
      { _id: 2, n: 1 },
      { _id: 3, n: 2 },
    ])
    expect(
      await rows.findOneAndUpdate({}, { $inc: { n: 10 } } as Update, { sort: { n: 1 }, returnDocument: 'before' }),
    ).toEqual({
      _id: 2,
      n: 1,
    })
    expect(
      await rows.findOneAndUpdate({}, { $inc: { n: 10 } } as Update, { sort: { n: 1 }, returnDocument: 'after' }),
    ).toEqual({
      _id: 3,
      n: 12,
    })
    expect(await rows.findOneAndReplace({ _id: 1 }, { m: 1 }, { returnDocument: 'after' })).toEqual({ _id: 1, m: 1 })
    expect(await rows.findOneAndDelete({ n: 11 }, { projection: { n: 0 } })).toEqual({ _id: 2 })
    expect(await rows.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull()
    expect(
      await rows.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } }, { upsert: true, returnDocument: 'after' }),
    ).toEqual({ _id: 9, n: 1 })
    expect(await rows.countDocuments()).toBe(3)
  })

  it('lets one of many compare-and-sets win', async () => {
    const rows = await suite.freshRows([{ _id: 1, version: 0 }])
    const tries = Array.from({ length: 40 }, (_, by) =>
      rows.updateOne({ _id: 1, version: 0 }, { $set: { by }, $inc: { version: 1 } } as Update),
    )
    const won = (await Promise.all(tries)).flatMap(({ modifiedCount }, by) => (modifiedCount ? [by] : []))
    expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, version: 1, by: won[0] })
    expect(won).toHaveLength(1)
  })

  it('writes many at once, each by itself', async () => {
    const rows = await suite.freshRows([{ _id: 1, n: 1 }])
    const refused = await refusal(rows.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }], { ordered: false }))
    expect(refused).toMatchObject({ code: 11_000, result: { insertedCount: 2 } })
    const result = await rows.bulkWrite([
      { updateMany: { filter: { _id: { $gt: 1 } }, update: { $set: { n: 5 } } } },
      { replaceOne: { filter: { _id: 1 }, replacement: { m: 1 } } },
      { deleteOne: { filter: { n: 5 } } },
      { insertOne: { document: { _id: 4 } } },
    ])
    expect(result).toMatchObject({ matchedCount: 3, modifiedCount: 3, deletedCount: 1, insertedCount: 1 })
    expect(await rows.deleteMany({ _id: { $in: [1, 4] } })).toMatchObject({ deletedCount: 2 })
    expect(await rows.countDocuments()).toBe(1)
  })

  it('keeps every type a document may hold', async () => {
    const { Binary, Long, ObjectId, Timestamp } = mongoose.mongo
    const kept = {
      _id: new ObjectId(),
      text: 'ä\0😀',
      whole: 2 ** 40,
      real: 1.5,
      yes: true,
      nothing: null,
      at: new Date(-1),
      pattern: /a/i,
      bytes: new Binary(Buffer.from([0, 255])),
      long: Long.fromString('9007199254740993'),
      stamp: new Timestamp({ t: 1, i: 2 }),
      list: [[1], { a: [] }],
    }
    const rows = await suite.freshRows([kept])
    expect(await rows.findOne({ _id: kept._id })).toEqual(kept)
    expect(await rows.countDocuments({ long: kept.long, bytes: kept.bytes, whole: 2 ** 40 })).toBe(1)
    await rows.updateOne({}, { $inc: { long: 2 } } as Update)
    expect(String((await rows.findOne({}))?.['long'])).toBe('9007199254740995')
  })
}
