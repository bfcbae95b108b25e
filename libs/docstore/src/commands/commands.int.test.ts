import { Decimal128, Long } from 'bson'
import type { DocstoreServer } from '../server.ts'
import { temporaryServer } from '../testing/temporary-server.ts'
import { connectWire, documentSequence, opMsg, opQuery, type WireClient } from '../testing/wire-client.ts'
import type { Document } from '../values/document.ts'
import { commands } from './commands.ts'

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
const freshDatabase = () => `db${++databases}`
const insert = (database: string, documents: Document[]) => client.command(database, { insert: 'c', documents })
const batchOf = (reply: Document, name: 'firstBatch' | 'nextBatch' = 'firstBatch') =>
  (reply['cursor'] as Record<string, Document[]>)[name]!

/** The 64-bit id as it came, to be sent back unchanged. */
const cursorId = (reply: Document) => (reply['cursor'] as { id: Long | number }).id

describe('the handshake', () => {
  it('answers the old greeting as a standalone server without sessions', async () => {
    client.send(opQuery('admin', { ismaster: 1, helloOk: true, client: {}, compression: [] }))
    const reply = await client.reply()
    expect(reply).toMatchObject({
      ok: 1,
      ismaster: true,
      helloOk: true,
      maxWireVersion: 21,
      maxMessageSizeBytes: 48_000_000,
    })
    expect(reply).not.toHaveProperty('logicalSessionTimeoutMinutes')
    expect(reply).not.toHaveProperty('setName')
  })

  it('answers hello', async () => {
    expect(await client.command('admin', { hello: 1 })).toMatchObject({ ok: 1, isWritablePrimary: true })
  })
})

describe('the closed list', () => {
  it('of commands', () => {
    expect(
      Object.keys(commands)
        .map((name) => name.toLowerCase())
        .sort(),
    ).toEqual([
      'aggregate',
      'buildinfo',
      'buildinfo',
      'count',
      'create',
      'createindexes',
      'delete',
      'distinct',
      'drop',
      'dropdatabase',
      'dropindexes',
      'endsessions',
      'find',
      'findandmodify',
      'findandmodify',
      'getmore',
      'hello',
      'insert',
      'ismaster',
      'ismaster',
      'killcursors',
      'listcollections',
      'listdatabases',
      'listindexes',
      'ping',
      'serverstatus',
      'update',
    ])
  })

  it.each<[Document, number, string]>([
    [{ mapReduce: 'c' }, 59, 'CommandNotFound'],
    [{ toString: 1 }, 59, 'CommandNotFound'],
    [{}, 59, 'CommandNotFound'],
    [{ find: 'c', what: 1 }, 40415, 'IDLUnknownField'],
    [{ find: 1 }, 73, 'InvalidNamespace'],
    [{ find: 'c', filter: 1 }, 14, 'TypeMismatch'],
    [{ find: 'c', limit: -1 }, 51024, 'Location51024'],
    [{ find: 'c', sort: { a: 2 } }, 15975, 'Location15975'],
    [{ find: 'c', sort: { a: 'up' } }, 15974, 'Location15974'],
    [{ find: 'c', sort: { a: { $meta: 'textScore' } } }, 2, 'BadValue'],
    [{ find: 'c', collation: { locale: 'de' } }, 72, 'InvalidOptions'],
    [{ find: 'c', tailable: true }, 72, 'InvalidOptions'],
    [{ find: 'c', readConcern: { level: 'snapshot' } }, 72, 'InvalidOptions'],
    [{ find: 'c', projection: { a: 1, b: 0 } }, 31254, 'Location31254'],
    [{ find: 'c', projection: { a: 0, b: 1 } }, 31253, 'Location31253'],
    [{ find: 'c', projection: { a: 1, 'a.b': 1 } }, 31249, 'Location31249'],
    [{ find: 'c', projection: { 'a.$': 1 } }, 2, 'BadValue'],
    [{ find: 'c', projection: { a: '$b' } }, 2, 'BadValue'],
    [
      {
        insert: 'c',
        documents: [{ a: 1 }],
        txnNumber: Long.fromNumber(1),
        lsid: {},
        startTransaction: true,
        autocommit: false,
      },
      20,
      'IllegalOperation',
    ],
    [{ insert: 'c', documents: [{ a: 1 }], writeConcern: { w: 2 } }, 2, 'BadValue'],
    [{ insert: 'c', documents: [] }, 16, 'InvalidLength'],
    [{ insert: 'c' }, 40414, 'IDLFailedToParse'],
    [{ insert: 'a$b', documents: [{ a: 1 }] }, 73, 'InvalidNamespace'],
    [{ update: 'c', updates: [{ q: {}, u: {}, c: {} }] }, 40415, 'IDLUnknownField'],
    [{ findAndModify: 'c', query: {} }, 9, 'FailedToParse'],
    [{ findAndModify: 'c', query: {}, remove: true, new: true }, 9, 'FailedToParse'],
    [{ getMore: Long.fromString('1234567890123456789'), collection: 'c' }, 43, 'CursorNotFound'],
    [{ listIndexes: 'nothing' }, 26, 'NamespaceNotFound'],
    [{ dropIndexes: 'nothing', index: '*' }, 26, 'NamespaceNotFound'],
    [{ create: 'capped', capped: true, size: 1 }, 40415, 'IDLUnknownField'],
    [{ aggregate: 'c', pipeline: [] }, 9, 'FailedToParse'],
    [{ aggregate: 'c', pipeline: [{ $lookup: {} }], cursor: {} }, 40324, 'Location40324'],
    [{ aggregate: 'c', pipeline: [{ $match: {}, $limit: 1 }], cursor: {} }, 40323, 'Location40323'],
    [{ aggregate: 'c', pipeline: [{ $group: { n: { $sum: 1 } } }], cursor: {} }, 15955, 'Location15955'],
    [
      { aggregate: 'c', pipeline: [{ $group: { _id: 1, n: { $stdDevPop: '$a' } } }], cursor: {} },
      15952,
      'Location15952',
    ],
    [{ aggregate: 'c', pipeline: [{ $project: { a: { $function: {} } } }], cursor: {} }, 31325, 'Location31325'],
    [{ aggregate: 'c', pipeline: [{ $project: { a: '$$USER_ROLES' } }], cursor: {} }, 17276, 'Location17276'],
    [{ aggregate: 'c', pipeline: [{ $limit: 0 }], cursor: {} }, 15958, 'Location15958'],
  ])('refuses %j with %i', async (command, code, codeName) => {
    expect(await client.command('refusals', command)).toMatchObject({
      ok: 0,
      code,
      codeName,
      errmsg: expect.any(String),
    })
  })

  it.each<[Document, number]>([
    [{ $set: { a: 1 } }, 52],
    [{ _id: [1] }, 53],
    [{ a: Decimal128.fromString('1') }, 2],
    [{ a: { b: 'x'.repeat(16 * 1024 * 1024) } }, 10334],
  ])('stores no document like number %#', async (document, code) => {
    expect(await client.command('refusals', { insert: 'd', documents: [document] })).toMatchObject({
      ok: 1,
      n: 0,
      writeErrors: [{ index: 0, code }],
    })
  })
})

describe('insert', () => {
  it('reports a duplicate with its key and stops there only when ordered', async () => {
    const database = freshDatabase()
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }]
    const duplicate = {
      index: 1,
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 1 },
      errmsg: `E11000 duplicate key error collection: ${database}.c index: _id_ dup key: { _id: 1 }`,
    }
    expect(await insert(database, documents)).toEqual({ n: 1, writeErrors: [duplicate], ok: 1 })
    expect(await client.command(database, { insert: 'other', documents, ordered: false })).toMatchObject({
      n: 2,
      writeErrors: [{ index: 1, code: 11000 }],
    })
  })

  it('puts _id first and keeps 64-bit integers', async () => {
    const database = freshDatabase()
    await insert(database, [{ a: Long.fromString('9007199254740993'), _id: 5 }])
    const [found] = batchOf(await client.command(database, { find: 'c' }))
    expect(Object.keys(found!)).toEqual(['_id', 'a'])
    expect(String(found!['a'])).toBe('9007199254740993')
  })

  it('takes document sequences, and does not answer who wants no answer', async () => {
    const database = freshDatabase()
    client.send(
      opMsg(
        { insert: 'c', $db: database },
        { flags: 2, sequences: [documentSequence('documents', [{ _id: 1 }, { _id: 2 }])] },
      ),
    )
    expect(await client.command(database, { count: 'c' })).toEqual({ n: 2, ok: 1 })
  })
})

describe('cursors', () => {
  it('go on in batches, by an id of 64 bits', async () => {
    const database = freshDatabase()
    await insert(
      database,
      Array.from({ length: 250 }, (_, _id) => ({ _id })),
    )
    const first = await client.command(database, { find: 'c', sort: { _id: -1 }, batchSize: 100 })
    expect(batchOf(first)).toHaveLength(100)
    expect(cursorId(first)).toBeInstanceOf(Long)
    const second = await client.command(database, { getMore: cursorId(first), collection: 'c', batchSize: 100 })
    expect(batchOf(second, 'nextBatch')[0]).toEqual({ _id: 149 })
    const last = await client.command(database, { getMore: cursorId(first), collection: 'c' })
    expect([batchOf(last, 'nextBatch').length, cursorId(last)]).toEqual([50, 0])
    expect(await client.command(database, { getMore: cursorId(first), collection: 'c' })).toMatchObject({ code: 43 })
  })

  it('see neither what was deleted nor a collection that was dropped meanwhile', async () => {
    const database = freshDatabase()
    await insert(
      database,
      Array.from({ length: 60 }, (_, _id) => ({ _id })),
    )
    const first = await client.command(database, { find: 'c', batchSize: 1 })
    await client.command(database, { delete: 'c', deletes: [{ q: { _id: { $gt: 0, $lt: 59 } }, limit: 0 }] })
    const next = await client.command(database, { getMore: cursorId(first), collection: 'c', batchSize: 1_000 })
    expect(batchOf(next, 'nextBatch').at(-1)).toEqual({ _id: 59 })
    const doomed = await client.command(database, { find: 'c', batchSize: 1 })
    await client.command(database, { drop: 'c' })
    expect(await client.command(database, { getMore: cursorId(doomed), collection: 'c' })).toMatchObject({ code: 43 })
  })

  it('end when killed', async () => {
    const database = freshDatabase()
    await insert(database, [{ _id: 1 }, { _id: 2 }])
    const id = cursorId(await client.command(database, { find: 'c', batchSize: 1 }))
    expect(await client.command(database, { killCursors: 'c', cursors: [id] })).toMatchObject({ cursorsKilled: [id] })
    expect(await client.command(database, { killCursors: 'c', cursors: [id] })).toMatchObject({ cursorsNotFound: [id] })
  })
})

describe('update', () => {
  it('leaves a refused document as it was, indexes included', async () => {
    const database = freshDatabase()
    await client.command(database, {
      createIndexes: 'c',
      indexes: [
        { key: { k: 1 }, name: 'k', unique: true },
        { key: { n: 1 }, name: 'n' },
      ],
    })
    await insert(database, [
      { _id: 1, k: 'a', n: 1 },
      { _id: 2, k: 'b', n: 2 },
    ])
    const reply = await client.command(database, {
      update: 'c',
      updates: [{ q: { _id: 2 }, u: { $set: { n: 9, k: 'a' } } }],
    })
    expect(reply).toMatchObject({ n: 0, nModified: 0, writeErrors: [{ code: 11000, keyValue: { k: 'a' } }] })
    expect(batchOf(await client.command(database, { find: 'c', filter: { n: 2 } }))).toEqual([{ _id: 2, k: 'b', n: 2 }])
    expect(await client.command(database, { count: 'c', query: { n: 9 } })).toMatchObject({ n: 0 })
  })

  it('changes each document of a multi update once', async () => {
    const database = freshDatabase()
    await client.command(database, { createIndexes: 'c', indexes: [{ key: { n: 1 }, name: 'n' }] })
    await insert(
      database,
      Array.from({ length: 100 }, (_, _id) => ({ _id, n: _id })),
    )
    const updates = [{ q: { n: { $gte: 0 } }, u: { $inc: { n: 1_000 } }, multi: true }]
    expect(await client.command(database, { update: 'c', updates })).toEqual({ n: 100, nModified: 100, ok: 1 })
    expect(batchOf(await client.command(database, { find: 'c', sort: { n: -1 }, limit: 1 }))).toEqual([
      { _id: 99, n: 1_099 },
    ])
  })

  it('tells matched from modified, and reports upserts', async () => {
    const database = freshDatabase()
    await insert(database, [{ _id: 1, a: 1 }])
    const updates = [
      { q: { _id: 1 }, u: { $set: { a: 1 } } },
      { q: { _id: 2 }, u: { $set: { a: 2 } }, upsert: true },
      { q: { _id: 3 }, u: { $set: { a: 2 } } },
    ]
    expect(await client.command(database, { update: 'c', updates })).toEqual({
      n: 2,
      nModified: 0,
      upserted: [{ index: 1, _id: 2 }],
      ok: 1,
    })
  })

  it('makes no collection when it finds nothing', async () => {
    const database = freshDatabase()
    await client.command(database, { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } } }] })
    await client.command(database, { findAndModify: 'c', query: {}, update: { $set: { a: 1 } } })
    expect(batchOf(await client.command(database, { listCollections: 1 }))).toEqual([])
  })
})

describe('distinct', () => {
  it('takes arrays apart and sorts by value', async () => {
    const database = freshDatabase()
    await insert(database, [{ a: [3, 1] }, { a: 2 }, { a: { b: 1 } }, { a: 'x' }, { b: 1 }, { a: [{ b: [7, 1] }] }])
    expect(await client.command(database, { distinct: 'c', key: 'a' })).toMatchObject({
      values: [1, 2, 3, 'x', { b: 1 }, { b: [7, 1] }],
    })
    expect(await client.command(database, { distinct: 'c', key: 'a.b' })).toMatchObject({ values: [1, 7] })
  })
})

describe('projection', () => {
  const document = { _id: 1, a: { b: 1, c: 2 }, list: [{ x: 1, y: 1 }, { x: 2, y: 2 }, 3], z: 9 }

  it.each<[Document, Document]>([
    [{ z: 1 }, { _id: 1, z: 9 }],
    [{ z: 1, _id: 0 }, { z: 9 }],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0, a: 0, list: 0 }, { z: 9 }],
    [
      { 'a.b': 1, missing: 1 },
      { _id: 1, a: { b: 1 } },
    ],
    [
      { 'a.b': 0, list: 0 },
      { _id: 1, a: { c: 2 }, z: 9 },
    ],
    [{ 'list.x': 1 }, { _id: 1, list: [{ x: 1 }, { x: 2 }] }],
    [
      { 'list.x': 0, a: 0 },
      { _id: 1, list: [{ y: 1 }, { y: 2 }, 3], z: 9 },
    ],
    [
      { list: { $slice: -1 }, a: 0 },
      { _id: 1, list: [3], z: 9 },
    ],
    [
      { list: { $slice: [1, 1] }, z: 1 },
      { _id: 1, list: [{ x: 2, y: 2 }], z: 9 },
    ],
    [{ list: { $elemMatch: { x: 2 } } }, { _id: 1, list: [{ x: 2, y: 2 }] }],
  ])('%j', async (projection, expected) => {
    const database = freshDatabase()
    await insert(database, [document])
    expect(batchOf(await client.command(database, { find: 'c', projection }))).toEqual([expected])
  })
})
