import type { DocstoreServer } from '../server.ts'
import { temporaryServer } from '../testing/temporary-server.ts'
import { connectWire, type WireClient } from '../testing/wire-client.ts'
import type { Document } from '../values/document.ts'

let server: DocstoreServer
let client: WireClient
beforeAll(async () => {
  server = await temporaryServer()
  client = await connectWire(server.port)
  await client.command('db', {
    insert: 'sales',
    documents: [
      { _id: 1, shop: 'a', n: 2, price: 10, tags: ['x', 'y'], at: { day: 1 } },
      { _id: 2, shop: 'a', n: 1, price: 5, tags: [], at: { day: 2 } },
      { _id: 3, shop: 'b', n: 4, price: 'free', at: { day: 1 } },
      { _id: 4, shop: null, n: null, tags: null },
    ],
  })
})
afterAll(async () => {
  client.close()
  await server.close()
})

const run = async (...pipeline: Document[]): Promise<Document[]> => {
  const reply = await client.command('db', { aggregate: 'sales', pipeline, cursor: {} })
  if (reply['ok'] !== 1) throw new Error(String(reply['errmsg']))
  return (reply as { cursor: { firstBatch: Document[] } }).cursor.firstBatch
}

describe('aggregate', () => {
  it('groups', async () => {
    const group = {
      _id: '$shop',
      rows: { $sum: 1 },
      n: { $sum: '$n' },
      mean: { $avg: '$n' },
      least: { $min: '$price' },
      most: { $max: '$price' },
      first: { $first: '$_id' },
      last: { $last: '$_id' },
      days: { $push: '$at.day' },
      shops: { $addToSet: '$shop' },
    }
    expect(await run({ $sort: { _id: 1 } }, { $group: group }, { $sort: { _id: 1 } })).toEqual([
      { _id: null, rows: 1, n: 0, mean: null, least: null, most: null, first: 4, last: 4, days: [], shops: [null] },
      { _id: 'a', rows: 2, n: 3, mean: 1.5, least: 5, most: 10, first: 1, last: 2, days: [1, 2], shops: ['a'] },
      { _id: 'b', rows: 1, n: 4, mean: 4, least: 'free', most: 'free', first: 3, last: 3, days: [1], shops: ['b'] },
    ])
  })

  it('groups by a document', async () => {
    expect(
      await run(
        { $match: { shop: 'a' } },
        { $group: { _id: { shop: '$shop', day: '$at.day', no: '$no' }, n: { $sum: '$n' } } },
        { $sort: { n: -1 } },
      ),
    ).toEqual([
      { _id: { shop: 'a', day: 1 }, n: 2 },
      { _id: { shop: 'a', day: 2 }, n: 1 },
    ])
  })

  it('counts without looking at a document, as countDocuments asks', async () => {
    const scanned = async () =>
      (
        (await client.command('admin', { serverStatus: 1 })) as {
          metrics: { queryExecutor: { scannedObjects: number } }
        }
      ).metrics.queryExecutor.scannedObjects
    const before = await scanned()
    expect(await run({ $match: {} }, { $group: { _id: 1, n: { $sum: 1 } } })).toEqual([{ _id: 1, n: 4 }])
    expect(
      await run({ $match: { _id: { $gt: 1 } } }, { $skip: 1 }, { $limit: 9 }, { $group: { _id: 1, n: { $sum: 1 } } }),
    ).toEqual([{ _id: 1, n: 2 }])
    expect(await run({ $match: { _id: 99 } }, { $group: { _id: 1, n: { $sum: 1 } } })).toEqual([])
    expect(await scanned()).toBe(before)
  })

  it.each<[string, Document[], Document[]]>([
    ['limit before skip', [{ $sort: { _id: 1 } }, { $limit: 3 }, { $skip: 2 }, { $project: { _id: 1 } }], [{ _id: 3 }]],
    ['count', [{ $match: { shop: 'a' } }, { $count: 'rows' }], [{ rows: 2 }]],
    ['count of nothing', [{ $match: { shop: 'z' } }, { $count: 'rows' }], []],
    [
      'unwind',
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
      ],
    ],
    [
      'unwind that keeps',
      [{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $project: { tags: 1 } }],
      [{ _id: 1, tags: 'x' }, { _id: 1, tags: 'y' }, { _id: 2 }, { _id: 3 }, { _id: 4, tags: null }],
    ],
    [
      'addFields',
      [{ $match: { _id: 1 } }, { $set: { 'at.total': { $multiply: ['$n', '$price'] } } }, { $project: { at: 1 } }],
      [{ _id: 1, at: { day: 1, total: 20 } }],
    ],
    [
      'computed projection',
      [{ $match: { _id: 2 } }, { $project: { _id: 0, day: '$at.day', twice: { $add: ['$n', '$n'] }, none: '$none' } }],
      [{ day: 2, twice: 2 }],
    ],
    [
      'a computed projection without _id, beside kept fields',
      [{ $match: { _id: 2 } }, { $project: { _id: 0, shop: 1, day: '$at.day' } }],
      [{ shop: 'a', day: 2 }],
    ],
    ['unset', [{ $match: { _id: 2 } }, { $unset: ['at', 'tags'] }], [{ _id: 2, shop: 'a', n: 1, price: 5 }]],
    ['replaceRoot', [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$at' } }], [{ day: 1 }]],
    [
      'match after a computed field',
      [{ $addFields: { big: { $gt: ['$n', 1] } } }, { $match: { big: true } }, { $project: { _id: 1 } }],
      [{ _id: 1 }, { _id: 3 }],
    ],
  ])('%s', async (_, pipeline, expected) => {
    expect(await run(...pipeline)).toEqual(expected)
  })

  it.each<[unknown, unknown]>([
    [{ $cond: [{ $eq: ['$shop', 'a'] }, 'yes', { $divide: [1, 0] }] }, 'yes'],
    [{ $cond: { if: '$none', then: 1, else: 2 } }, 2],
    [{ $ifNull: ['$none', '$n'] }, 2],
    [{ $eq: ['$none', null] }, false],
    [{ $lt: ['$none', null] }, true],
    [{ $gt: ['a', 1] }, true],
    [{ $cmp: [1, 2] }, -1],
    [{ $and: [1, '', '$shop'] }, true],
    [{ $or: [0, null, '$none'] }, false],
    [{ $not: '$none' }, true],
    [{ $add: ['$n', null] }, null],
    [{ $subtract: ['$price', '$n'] }, 8],
    [{ $divide: ['$price', 4] }, 2.5],
    [{ $concat: ['$shop', '-', 'b'] }, 'a-b'],
    [{ $size: '$tags' }, 2],
    [{ $arrayElemAt: ['$tags', -1] }, 'y'],
    [{ $in: ['x', '$tags'] }, true],
    [{ $isArray: '$tags' }, true],
    [{ $literal: '$n' }, '$n'],
    [
      ['$n', '$none'],
      [2, null],
    ],
    ['$$ROOT.at.day', 1],
  ])('%j is %j', async (expression, expected) => {
    const [document] = await run({ $match: { _id: 1 } }, { $project: { _id: 0, value: expression } })
    expect(document).toEqual({ value: expected })
  })

  it.each<[unknown, string]>([
    [{ $add: ['$shop', 1] }, '$add only supports numeric types'],
    [{ $divide: [1, 0] }, "can't $divide by zero"],
    [{ $size: '$n' }, 'The argument to $size must be an array'],
    [{ $concat: ['$n'] }, '$concat only supports strings'],
    [{ $dateToString: { date: '$at' } }, "Unrecognized expression '$dateToString'"],
    [{ $eq: [1] }, 'takes exactly 2 arguments'],
  ])('refuses %j', async (expression, message) => {
    await expect(run({ $match: { _id: 1 } }, { $project: { value: expression } })).rejects.toThrow(message)
  })
})
