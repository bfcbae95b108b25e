import { connectSuite, refusal, type Row, type SuiteConnection } from './connect-suite.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, n))

const people: Row[] = [
  { _id: 1, name: 'Ada', age: 36, tags: ['math', 'code'], born: day(1), home: { city: 'London', zip: null } },
  { _id: 2, name: 'Bob', age: 17, tags: [], born: day(2), home: { city: 'Paris' } },
  {
    _id: 3,
    name: 'Eve',
    age: null,
    tags: ['code'],
    pets: [
      { kind: 'cat', age: 3 },
      { kind: 'dog', age: 9 },
    ],
  },
  { _id: 4, name: 'Émile', age: '36', tags: 'math', pets: [{ kind: 'cat', age: 9 }] },
  { _id: 5, name: 'bob', age: 36.5, pets: [] },
]

export const readingCases = (uri: string): void => {
  let suite: SuiteConnection
  beforeAll(async () => void (suite = await connectSuite(uri)))
  afterAll(() => suite.close())

  it.each<[Record<string, unknown>, unknown[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ _id: 3 }, [3]],
    [{ age: 36 }, [1]],
    [{ age: { $gt: 17 } }, [1, 5]],
    [{ age: { $gte: 17, $lt: 36.5 } }, [1, 2]],
    [{ age: null }, [3]],
    [{ age: { $ne: null } }, [1, 2, 4, 5]],
    [{ tags: 'math' }, [1, 4]],
    [{ tags: ['code'] }, [3]],
    [{ tags: [] }, [2]],
    [{ tags: { $exists: false } }, [5]],
    [{ tags: { $size: 2 } }, [1]],
    [{ tags: { $all: ['code', 'math'] } }, [1]],
    [{ tags: { $in: ['code', null] } }, [1, 3, 5]],
    [{ tags: { $nin: ['code', 'math'] } }, [2, 5]],
    [{ 'home.city': { $in: ['Paris', 'Rome'] } }, [2]],
    [{ 'home.zip': null }, [1, 2, 3, 4, 5]],
    [{ 'home.zip': { $type: 'null' } }, [1]],
    [{ home: { city: 'London', zip: null } }, [1]],
    [{ home: { zip: null, city: 'London' } }, []],
    [{ 'pets.kind': 'cat', 'pets.age': 9 }, [3, 4]],
    [{ pets: { $elemMatch: { kind: 'cat', age: 9 } } }, [4]],
    [{ 'pets.0.kind': 'cat' }, [3, 4]],
    [{ 'pets.age': { $gt: 3 } }, [3, 4]],
    [{ born: { $lte: day(1) } }, [1]],
    [{ name: { $regex: '^b', $options: 'i' } }, [2, 5]],
    [{ name: /^.mile$/ }, [4]],
    [{ age: { $type: 'number' } }, [1, 2, 5]],
    [{ age: { $not: { $gt: 17 } } }, [2, 3, 4]],
    [{ age: { $mod: [2, 0] } }, [1, 5]],
    [{ $or: [{ age: 17 }, { tags: 'math' }] }, [1, 2, 4]],
    [{ $nor: [{ age: 17 }, { tags: 'math' }] }, [3, 5]],
    [{ $and: [{ age: { $gt: 1 } }, { 'home.city': { $exists: true } }] }, [1, 2]],
  ])('find %j', async (filter, ids) => {
    const rows = await suite.freshRows(people)
    const found = await rows.find(filter).sort({ _id: 1 }).toArray()
    expect(found.map(({ _id }) => _id)).toEqual(ids)
    expect(await rows.countDocuments(filter)).toBe(ids.length)
  })

  it('sorts across types and by the least or greatest element of arrays', async () => {
    const values = [true, 'a', null, 2, [5, 0], [], { a: 1 }, day(1), -1, [9], 'B']
    const rows = await suite.freshRows(values.map((v, _id) => ({ _id, v })))
    const order = async (direction: 1 | -1) =>
      (await rows.find().sort({ v: direction, _id: 1 }).toArray()).map(({ _id }) => values[_id as number])
    expect(await order(1)).toEqual([[], null, -1, [5, 0], 2, [9], 'B', 'a', { a: 1 }, true, day(1)])
    expect(await order(-1)).toEqual([day(1), true, { a: 1 }, 'a', 'B', [9], [5, 0], 2, -1, null, []])
  })

  it('reads through a cursor batch by batch', async () => {
    const rows = await suite.freshRows(Array.from({ length: 350 }, (_, n) => ({ _id: n, n: n % 7 })))
    const seen: unknown[] = []
    for await (const { _id } of rows.find().sort({ n: 1, _id: -1 }).batchSize(40)) seen.push(_id)
    expect(seen).toHaveLength(350)
    expect(seen.slice(0, 3)).toEqual([343, 336, 329])
    expect(new Set(seen).size).toBe(350)
    expect(
      await rows
        .find()
        .sort({ _id: 1 })
        .skip(340)
        .limit(5)
        .map(({ _id }) => _id)
        .toArray(),
    ).toEqual([340, 341, 342, 343, 344])
  })

  it.each<[Record<string, unknown>, Row]>([
    [{ name: 1 }, { _id: 3, name: 'Eve' }],
    [
      { name: 0, tags: 0, pets: 0 },
      { _id: 3, age: null },
    ],
    [{ 'pets.kind': 1 }, { _id: 3, pets: [{ kind: 'cat' }, { kind: 'dog' }] }],
    [
      { pets: { $slice: 1 }, name: 1 },
      { _id: 3, name: 'Eve', pets: [{ kind: 'cat', age: 3 }] },
    ],
    [{ pets: { $elemMatch: { age: { $gt: 3 } } } }, { _id: 3, pets: [{ kind: 'dog', age: 9 }] }],
  ])('projects %j', async (projection, expected) => {
    const rows = await suite.freshRows(people)
    expect(await rows.findOne({ _id: 3 }, { projection })).toEqual(expected)
  })

  it('lists distinct values', async () => {
    const rows = await suite.freshRows(people)
    expect((await rows.distinct('tags')).sort()).toEqual(['code', 'math'])
    expect((await rows.distinct('pets.age', { name: 'Eve' })).sort()).toEqual([3, 9])
    expect(await rows.estimatedDocumentCount()).toBe(5)
  })

  it('aggregates', async () => {
    const rows = await suite.freshRows(people)
    const byCity = [
      { $match: { _id: { $lt: 5 } } },
      { $group: { _id: '$home.city', n: { $sum: 1 }, oldest: { $max: '$born' }, names: { $push: '$name' } } },
      { $sort: { _id: 1 } },
    ]
    expect(await rows.aggregate(byCity).toArray()).toEqual([
      { _id: null, n: 2, oldest: null, names: ['Eve', 'Émile'] },
      { _id: 'London', n: 1, oldest: day(1), names: ['Ada'] },
      { _id: 'Paris', n: 1, oldest: day(2), names: ['Bob'] },
    ])
    const pets = [
      { $unwind: '$pets' },
      { $addFields: { old: { $gte: ['$pets.age', 9] } } },
      { $project: { _id: 0, kind: '$pets.kind', old: 1 } },
      { $sort: { kind: 1, old: 1 } },
      { $skip: 1 },
      { $limit: 2 },
    ]
    expect(await rows.aggregate(pets).toArray()).toEqual([
      { old: true, kind: 'cat' },
      { old: true, kind: 'dog' },
    ])
    expect(await rows.aggregate([{ $match: { tags: 'code' } }, { $count: 'n' }]).toArray()).toEqual([{ n: 2 }])
    expect(await rows.aggregate([{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$home' } }]).toArray()).toEqual([
      { city: 'London', zip: null },
    ])
  })

  it.each<[Record<string, unknown>, number]>([
    [{ a: { $unheard: 1 } }, 2],
    [{ $unheard: 1 }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ $or: [] }, 2],
    [{ a: { $size: -1 } }, 2],
    [{ a: { $regex: '(' } }, 51_091],
  ])('refuses to find %j', async (filter, code) => {
    const rows = await suite.freshRows(people)
    expect(await refusal(rows.findOne(filter))).toMatchObject({ code })
  })

  it.each<[Record<string, unknown>, number]>([
    [{ unheard: 1 }, 59],
    [{ find: 'rows', unheard: 1 }, 40_415],
    [{ getMore: 5n, collection: 'rows' }, 43],
    [{ aggregate: 'rows', pipeline: [{ $unheard: {} }], cursor: {} }, 40_324],
    [{ aggregate: 'rows', pipeline: [{ $group: { n: { $sum: 1 } } }], cursor: {} }, 15_955],
    [{ find: 'rows', projection: { a: 1, b: 0 } }, 31_254],
    [{ find: 'rows', sort: { a: 5 } }, 15_975],
    [{ listIndexes: 'nowhere' }, 26],
  ])('refuses to run %#', async (command, code) => {
    expect(await refusal(suite.database.command(command))).toMatchObject({ code })
  })
}
