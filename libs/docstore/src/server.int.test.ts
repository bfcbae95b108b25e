import fc from 'fast-check'
import type { DocstoreServer } from './server.ts'
import { temporaryServer } from './testing/temporary-server.ts'
import { connectWire, documentSequence, opMsg, opQuery } from './testing/wire-client.ts'

let server: DocstoreServer
beforeAll(async () => void (server = await temporaryServer()))
afterAll(() => server.close())

const expectAlive = async () => {
  const client = await connectWire(server.port)
  expect(await client.command('admin', { ping: 1 })).toEqual({ ok: 1 })
  client.close()
}

describe('a connection', () => {
  it('may send a message in any number of pieces', async () => {
    const client = await connectWire(server.port)
    const bytes = Buffer.concat([opMsg({ ping: 1, $db: 'admin' }), opMsg({ ping: 1, $db: 'admin' })])
    for (const byte of bytes) client.socket.write(Buffer.from([byte]))
    expect([await client.reply(), await client.reply()]).toEqual([{ ok: 1 }, { ok: 1 }])
    client.close()
  })

  it.each<[string, Buffer]>([
    ['text', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a length of zero', Buffer.alloc(16)],
    ['a length over 48 MB', Buffer.from([0, 0, 0, 0x7f, ...Buffer.alloc(12)])],
    ['a negative length', Buffer.alloc(16, 0xff)],
    ['broken BSON', opMsg({ ping: 'x', $db: 'admin' }).fill(0xff, 40)],
  ])('that sends %s is closed', async (_, bytes) => {
    const client = await connectWire(server.port)
    client.send(bytes)
    await client.closed
    await expectAlive()
  })

  it('with a sixteen-megabyte document works', async () => {
    const client = await connectWire(server.port)
    const text = 'x'.repeat(16 * 1024 * 1024 - 100)
    expect(await client.command('big', { insert: 'c', documents: [{ _id: 1, text }] })).toMatchObject({ n: 1 })
    const reply = (await client.command('big', { find: 'c' })) as { cursor: { firstBatch: { text: string }[] } }
    expect(reply.cursor.firstBatch[0]!.text.length).toBe(text.length)
    client.close()
  })

  it('outlives no garbage, and the server outlives all of it', async () => {
    const messages = [
      opMsg(
        { insert: 'c', $db: 'fuzz', ordered: true },
        { sequences: [documentSequence('documents', [{ _id: 1, a: [1, 'x'] }])] },
      ),
      opMsg({ find: 'c', filter: { a: { $in: [1, null] } }, sort: { a: 1 }, $db: 'fuzz' }),
      opMsg({
        findAndModify: 'c',
        query: { _id: 1 },
        update: { $push: { a: { $each: [1], $slice: -3 } } },
        $db: 'fuzz',
      }),
      opMsg({ aggregate: 'c', pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }], cursor: {}, $db: 'fuzz' }),
      opMsg({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a' }], $db: 'fuzz' }),
      opQuery('admin', { ismaster: 1 }),
    ]
    const damage = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.integer({ min: 0, max: 255 }) }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...messages), damage, async (message, changes) => {
        const bytes = Buffer.from(message)
        // The length stays true, so that the server gets to see the rest.
        for (const { at, byte } of changes) bytes[4 + Math.floor(at * (bytes.length - 5))] = byte
        const client = await connectWire(server.port)
        client.send(bytes)
        client.socket.end()
        await client.closed
      }),
      { numRuns: 300 },
    )
    await expectAlive()
  })
})
