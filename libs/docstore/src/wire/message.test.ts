import { documentSequence, opMsg, opQuery } from '../testing/wire-client.ts'
import { decode } from './bson.ts'
import { parseMessage, ProtocolError, replyMessage } from './message.ts'
import { RawDocument, RawDocuments } from './reply-bytes.ts'
import { encode } from './bson.ts'

const ping = { ping: 1, $db: 'admin' }

describe('parseMessage', () => {
  it('reads OP_MSG', () => {
    expect(parseMessage(opMsg(ping))).toMatchObject({ id: 7, command: ping, database: 'admin', silent: false })
  })

  it('puts document sequences into the command', () => {
    const sequences = [documentSequence('documents', [{ _id: 1 }, { _id: 2 }])]
    expect(parseMessage(opMsg({ insert: 'c', $db: 'd' }, { sequences })).command).toEqual({
      insert: 'c',
      $db: 'd',
      documents: [{ _id: 1 }, { _id: 2 }],
    })
  })

  it('tolerates a checksum and knows when no answer is wanted', () => {
    expect(parseMessage(opMsg(ping, { flags: 1, tail: Buffer.alloc(4) })).command).toEqual(ping)
    expect(parseMessage(opMsg(ping, { flags: 2 })).silent).toBe(true)
    expect(parseMessage(opMsg(ping, { flags: 1 << 16 })).silent).toBe(false)
  })

  it('reads the greeting as OP_QUERY', () => {
    expect(parseMessage(opQuery('admin', { ismaster: 1 }))).toMatchObject({
      command: { ismaster: 1 },
      database: 'admin',
    })
  })

  const withOpCode = (opCode: number) => {
    const message = opMsg(ping)
    message.writeInt32LE(opCode, 12)
    return message
  }

  it.each<[string, Buffer]>([
    ['an opcode it does not know', withOpCode(2012)],
    ['a required flag it does not know', opMsg(ping, { flags: 4 })],
    ['no database', opMsg({ ping: 1 })],
    ['a sequence over a field', opMsg({ a: 1, $db: 'd' }, { sequences: [documentSequence('a', [])] })],
    ['a sequence named like the prototype', opMsg(ping, { sequences: [documentSequence('__proto__', [])] })],
    ['two bodies', opMsg(ping, { tail: Buffer.concat([Buffer.from([0]), encode(ping)]) })],
    ['a section of a kind it does not know', opMsg(ping, { tail: Buffer.from([2, 5, 0, 0, 0, 0]) })],
    ['a section longer than the message', opMsg(ping, { tail: Buffer.from([1, 99, 0, 0, 0, 0]) })],
    ['a query that is no command', opQuery('admin', {}).fill('x', 20, 25 + 6)],
  ])('refuses %s', (_, message) => {
    expect(() => parseMessage(message)).toThrow(ProtocolError)
  })
})

describe('replyMessage', () => {
  const bodyOf = (message: Buffer) => decode(message.subarray(21))

  it('answers in the form of the question', () => {
    const reply = replyMessage(parseMessage(opMsg(ping)), { ok: 1 })
    expect([reply.readInt32LE(0), reply.readInt32LE(8), reply.readInt32LE(12)]).toEqual([reply.length, 7, 2013])
    expect(bodyOf(reply)).toEqual({ ok: 1 })
    const old = replyMessage(parseMessage(opQuery('admin', { ismaster: 1 })), { ok: 1 })
    expect([old.readInt32LE(0), old.readInt32LE(8), old.readInt32LE(12), old.readInt32LE(32)]).toEqual([
      old.length,
      7,
      1,
      1,
    ])
    expect(decode(old.subarray(36))).toEqual({ ok: 1 })
  })

  it('embeds stored bytes as they are', () => {
    const stored = Array.from({ length: 12 }, (_, n) => ({ _id: n, text: 'ä'.repeat(n) }))
    const reply = {
      value: new RawDocument(encode(stored[3]!)),
      cursor: { firstBatch: new RawDocuments(stored.map(encode)), id: 0, ns: 'd.c' },
      ok: 1,
    }
    expect(bodyOf(replyMessage(parseMessage(opMsg(ping)), reply))).toEqual({
      value: stored[3],
      cursor: { firstBatch: stored, id: 0, ns: 'd.c' },
      ok: 1,
    })
  })
})
