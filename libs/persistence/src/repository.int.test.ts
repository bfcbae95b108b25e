import { startStore, type RunningStore } from '@synthwright/testing'
import {
  collection,
  connectStore,
  systemScope,
  type Store,
  type SystemRepository,
  type TeamRepository,
} from './index.ts'
import { note, notes, type Note } from './testing/notes.ts'

let server: RunningStore
let store: Store
let own: TeamRepository<Note>
let all: SystemRepository<Note>

beforeAll(async () => {
  server = await startStore()
  store = await connectStore({ uri: server.uri, database: 'test_persistence', production: false })
  await store.ensureIndexes(notes)
  own = store.teamRepository(notes)
  all = store.systemRepository(notes, systemScope('tests'))
})
afterEach(async () => void (await all.delete({})))
afterAll(async () => {
  await store.close()
  await server.stop()
})

describe('documents', () => {
  it('come back as they were stored, plain, and without what was undefined', async () => {
    const stored = note({
      about: { state: 'a.b', marks: [{ by: 'x', n: 1 }] },
      tags: ['b', 'a'],
      bytes: Buffer.from([0, 255]),
      slug: undefined,
    })
    await own.insert('a', stored)
    const { slug: _slug, ...rest } = stored
    expect(await own.findOne('a', { _id: stored._id })).toStrictEqual({ ...rest, teamId: 'a' })
  })

  it('keep null, empty objects and empty strings', async () => {
    await own.insert('a', note({ _id: 'n', about: null, text: '' }))
    await own.insert('a', note({ _id: 'e', about: {} as Note['about'] }))
    expect(await own.findOne('a', { _id: 'n' })).toMatchObject({ about: null, text: '', tags: [] })
    expect((await own.findOne('a', { _id: 'e' }))?.about).toEqual({})
  })

  it('take large values', async () => {
    const text = 'x'.repeat(5_000_000)
    await own.insert('a', note({ _id: 'large', about: { state: text } }))
    expect((await own.findOne('a', { _id: 'large' }))?.about?.state).toHaveLength(text.length)
  })

  it('hold no field that was not declared', async () => {
    const extra = { ...note(), surprise: 1 }
    await expect(own.insert('a', extra)).rejects.toMatchObject({ code: 'internal', message: /surprise/ })
    await expect(own.insertMany('a', [note(), extra])).rejects.toMatchObject({ code: 'internal' })
    await own.insert('a', note({ _id: 'x' }))
    await expect(own.replace('a', { _id: 'x' }, { ...extra, _id: 'x' })).rejects.toMatchObject({ code: 'internal' })
    await expect(own.update('a', { _id: 'x' }, { $set: { surprise: 1 } as never })).rejects.toMatchObject({
      code: 'internal',
    })
    await expect(own.find('a', { surprise: 1 } as never)).rejects.toMatchObject({ code: 'internal' })
    expect(await own.count('a', {})).toBe(1)
  })

  it('hold no value of another kind, and an error does not repeat it', async () => {
    const wrong = note({ size: 'hunter2' as never })
    const refused = await own.insert('a', wrong).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'internal', details: { fields: ['size (Number)'] } })
    const asked = await own.find('a', { size: { $gt: 'hunter2' as never } }).catch((error: unknown) => error)
    expect(asked).toMatchObject({ code: 'internal' })
    for (const error of [refused, asked] as Error[])
      expect(`${error.stack} ${String(error.cause)}`).not.toContain('hunter2')
  })
})

describe('a team', () => {
  beforeEach(async () => {
    await own.insertMany('a', [note({ _id: 'a1', text: 'same' }), note({ _id: 'a2' })])
    await own.insert('b', note({ _id: 'b1', text: 'same' }))
  })

  it('sees its own documents only', async () => {
    expect((await own.find('a', {}, { sort: { _id: 1 } })).map(({ _id }) => _id)).toEqual(['a1', 'a2'])
    expect(await own.findOne('a', { _id: 'b1' })).toBeUndefined()
    expect(await own.find('a', { $or: [{ text: 'same' }, { _id: 'b1' }] })).toHaveLength(1)
    expect(await own.count('b', {})).toBe(1)
    expect(await own.find('c', {})).toEqual([])
  })

  it('changes and deletes its own documents only', async () => {
    expect(await own.update('b', { _id: 'a1' }, { $set: { done: true } })).toBe(0)
    expect(await own.update('b', {}, { $set: { done: true } })).toBe(1)
    expect(await own.findAndUpdate('b', { _id: 'a1' }, { $set: { done: true } })).toBeUndefined()
    expect(await own.replace('b', { _id: 'a1' }, note({ _id: 'a1' }))).toBe(false)
    expect(await own.delete('b', { _id: 'a1' })).toBe(0)
    expect(await own.delete('b', {})).toBe(1)
    expect(await own.find('a', { done: false })).toHaveLength(2)
  })

  it('cannot be named in a filter, changed by an update or contradicted by a document', async () => {
    const filter = { teamId: 'b' } as never
    await expect(own.find('a', filter)).rejects.toMatchObject({ code: 'internal' })
    await expect(own.update('a', {}, { $set: { teamId: 'b' } as never })).rejects.toMatchObject({ code: 'internal' })
    await expect(own.insert('a', note({ teamId: 'b' }))).rejects.toMatchObject({ code: 'internal' })
    await expect(own.delete('', {})).rejects.toMatchObject({ code: 'internal' })
    expect(await all.count({})).toBe(3)
  })

  it('owns what its upsert inserts', async () => {
    const { _id, ...rest } = note({ _id: 'new' })
    expect(await own.update('b', { _id }, { $setOnInsert: rest }, { upsert: true })).toBe(0)
    expect(await own.update('b', { _id }, { $setOnInsert: rest }, { upsert: true })).toBe(1)
    expect(await own.findOne('b', { _id })).toStrictEqual({ ...rest, _id, teamId: 'b' })
  })

  it('is seen beside others through a system scope', async () => {
    expect((await all.find({ text: 'same' }, { sort: { teamId: 1 } })).map(({ teamId }) => teamId)).toEqual(['a', 'b'])
  })
})

describe('find', () => {
  beforeEach(() =>
    own.insertMany(
      'a',
      [3, 1, 2, 5, 4].map((size) => note({ _id: `n${size}`, size, tags: [`t${size % 2}`] })),
    ),
  )

  const ids = async (...args: Parameters<TeamRepository<Note>['find']> extends [string, ...infer R] ? R : never) =>
    (await own.find('a', ...args)).map(({ _id }) => _id)

  it('sorts, skips and limits', async () => {
    expect(await ids({}, { sort: { size: -1 }, skip: 1, limit: 2 })).toEqual(['n4', 'n3'])
    expect((await own.findOne('a', {}, { sort: { size: 1 } }))?._id).toBe('n1')
  })

  it.each<[Parameters<TeamRepository<Note>['find']>[1], string[]]>([
    [{ size: { $gt: 2, $lte: 4 } }, ['n3', 'n4']],
    [{ _id: { $in: ['n1', 'n5', 'x'] } }, ['n1', 'n5']],
    [{ tags: 't0' }, ['n2', 'n4']],
    [{ slug: null, size: { $ne: 1 }, 'about.state': 'new', tags: { $in: ['t1'] } }, ['n3', 'n5']],
    [{ slug: { $exists: true } }, []],
    [{ $or: [{ size: 1 }, { $and: [{ size: { $gte: 4 } }, { tags: { $nin: ['t0'] } }] }] }, ['n1', 'n5']],
    [{ at: { $lt: new Date(0) } }, []],
  ])('understands %j', async (filter, expected) => {
    expect(await ids(filter, { sort: { size: 1 } })).toEqual(expected)
  })

  it('returns only the fields that were asked for', async () => {
    expect(await own.findOne('a', { _id: 'n2' }, { fields: ['size', 'tags'] })).toStrictEqual({
      _id: 'n2',
      size: 2,
      tags: ['t0'],
    })
  })

  it('refuses a filter that lost a value instead of matching everything', async () => {
    await expect(own.delete('a', { text: undefined })).rejects.toMatchObject({ code: 'internal' })
    expect(await own.count('a', {})).toBe(5)
  })

  it('returns more than one batch', async () => {
    await own.insertMany(
      'b',
      Array.from({ length: 350 }, () => note()),
    )
    expect(await own.find('b', {})).toHaveLength(350)
  })
})

describe('writes', () => {
  it('tell which index a duplicate met', async () => {
    await own.insert('a', note({ _id: 'x', text: 'one', slug: 's' }))
    const met = (index: string) => ({ code: 'already_exists', kind: 'conflict', details: { index } })
    await expect(own.insert('a', note({ _id: 'x' }))).rejects.toMatchObject(met('_id_'))
    await expect(own.insert('a', note({ text: 'one' }))).rejects.toMatchObject(met('teamId_1_text_1'))
    await expect(own.insert('b', note({ slug: 's' }))).rejects.toMatchObject(met('slug_1'))
    await own.insert('a', note({ _id: 'y' }))
    await expect(own.update('a', { _id: 'y' }, { $set: { text: 'one' } })).rejects.toMatchObject(met('teamId_1_text_1'))
  })

  it('of many stop at the first that is refused', async () => {
    await own.insert('a', note({ _id: 'x' }))
    const many = [note({ _id: 'v' }), note({ _id: 'x' }), note({ _id: 'z' })]
    await expect(own.insertMany('a', many)).rejects.toMatchObject({ code: 'already_exists' })
    expect((await own.find('a', {}, { sort: { _id: 1 } })).map(({ _id }) => _id)).toEqual(['v', 'x'])
    await own.insertMany('a', [])
  })

  it('by compare-and-set let one of many win', async () => {
    const first = note({ _id: 'x', version: 1 })
    await own.insert('a', first)
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        own.replace('a', { _id: 'x', version: 1 }, { ...first, size: n, version: 2 }),
      ),
    )
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(await own.findOne('a', { _id: 'x' })).toMatchObject({ size: outcomes.indexOf(true), version: 2 })
  })

  it('replace the whole document', async () => {
    await own.insert('a', note({ _id: 'x', slug: 's' }))
    expect(await own.replace('a', { _id: 'x' }, note({ _id: 'x', slug: undefined }))).toBe(true)
    expect(await own.findOne('a', { _id: 'x' })).not.toHaveProperty('slug')
  })

  it('update all matches, push, pull and unset', async () => {
    await own.insertMany('a', [note({ _id: 'x', slug: 's', tags: ['1'] }), note({ _id: 'y' })])
    expect(await own.update('a', {}, { $set: { 'about.state': 'old' }, $inc: { version: 2 } })).toBe(2)
    await own.update('a', { _id: 'x' }, { $push: { tags: { $each: ['2', '3'], $slice: -2 } }, $unset: { slug: '' } })
    await own.update('a', { _id: 'y' }, { $addToSet: { tags: '4' } })
    const [x, y] = await own.find('a', {}, { sort: { _id: 1 } })
    expect(x).toMatchObject({ about: { state: 'old' }, version: 3, tags: ['2', '3'] })
    expect(x).not.toHaveProperty('slug')
    expect(y).toMatchObject({ about: { state: 'old' }, tags: ['4'] })
    await own.update('a', { _id: 'x' }, { $pull: { tags: '2' } })
    expect((await own.findOne('a', { _id: 'x' }))?.tags).toEqual(['3'])
  })

  it('that change nothing are no fault', async () => {
    await own.insert('a', note({ _id: 'x' }))
    expect(await own.update('a', { _id: 'x' }, { $set: {} })).toBe(1)
    expect(await own.findAndUpdate('a', { _id: 'x' }, { $set: {} })).toMatchObject({ _id: 'x' })
  })

  it('find and update the first in order, and return it before or after', async () => {
    await own.insertMany('a', [note({ _id: 'x', size: 2 }), note({ _id: 'y', size: 1 })])
    const change = { $inc: { size: 10 } } as const
    expect(await own.findAndUpdate('a', {}, change, { sort: { size: 1 } })).toMatchObject({ _id: 'y', size: 11 })
    expect(await own.findAndUpdate('a', {}, change, { sort: { size: 1 }, returning: 'before' })).toMatchObject({
      _id: 'x',
      size: 2,
    })
    expect(await own.findAndUpdate('a', { _id: 'none' }, change)).toBeUndefined()
    const upserted = await own.findAndUpdate('a', { _id: 'z' }, { $setOnInsert: { size: 7 } }, { upsert: true })
    expect(upserted).toEqual({ _id: 'z', teamId: 'a', size: 7 })
  })
})

describe('ensureIndexes', () => {
  it('can be called again', async () => {
    await expect(store.ensureIndexes(notes)).resolves.toBeUndefined()
  })

  it('says which index cannot be made, for what, and why', async () => {
    await own.insertMany('a', [note({ size: 1 }), note({ size: 1 })])
    const changed = collection<Note>({
      ...notes,
      fields: notes.fields as never,
      indexes: [{ keys: { size: 1 }, unique: true, serves: 'sizes are unique' }],
    })
    await expect(store.ensureIndexes(changed)).rejects.toThrow(
      'The index on notes (size 1) for "sizes are unique" cannot be made: documents in it are not unique',
    )
  })
})
