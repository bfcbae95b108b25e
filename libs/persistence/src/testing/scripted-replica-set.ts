import mongoose from 'mongoose'
import { createServer, type AddressInfo, type Socket } from 'node:net'

type Document = Record<string, unknown>

const { BSON } = mongoose.mongo
const opMsg = 2013
const opQuery = 2004

export interface ScriptedReplicaSet {
  readonly uri: string
  /** Commands that were received, without those of the driver's own. */
  readonly received: Document[]
  stop(): Promise<void>
}

const reply = (to: number, code: number, document: Document): Buffer => {
  const body = Buffer.from(BSON.serialize(document))
  const head = Buffer.alloc(code === opMsg ? 21 : 36)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(to, 8)
  head.writeInt32LE(code === opMsg ? opMsg : 1, 12)
  if (code !== opMsg) head.writeInt32LE(1, 32)
  return Buffer.concat([head, body])
}

/** The command of a message; sequences of documents are left out. */
const commandIn = (message: Buffer): Document => {
  const from = message.readInt32LE(12) === opQuery ? message.indexOf(0, 20) + 9 : 21
  return BSON.deserialize(message.subarray(from, from + message.readInt32LE(from))) as Document
}

/**
 * A primary that stands alone in its set and answers what it is told to.
 * @param answer the reply to a command, or undefined: then the connection is cut
 */
export const scriptedReplicaSet = async (
  answer: (command: Document, nth: number) => Document | undefined,
): Promise<ScriptedReplicaSet> => {
  const received: Document[] = []
  const sockets = new Set<Socket>()
  let host = ''
  const hello = () => ({
    ok: 1,
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    setName: 'scripted',
    setVersion: 1,
    hosts: [host],
    me: host,
    primary: host,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: 21,
  })

  const meet = (socket: Socket, message: Buffer): void => {
    const command = commandIn(message)
    const name = Object.keys(command)[0]!
    const send = (document: Document) => socket.write(reply(message.readInt32LE(4), message.readInt32LE(12), document))
    if (['hello', 'ismaster', 'isMaster'].includes(name)) return void send(hello())
    if (['ping', 'endSessions'].includes(name)) return void send({ ok: 1 })
    received.push(command)
    const answered = answer(command, received.length)
    if (answered) send(answered)
    else socket.destroy()
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let bytes = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      while (bytes.length >= 4 && bytes.length >= bytes.readInt32LE(0)) {
        const message = bytes.subarray(0, bytes.readInt32LE(0))
        bytes = bytes.subarray(message.length)
        meet(socket, message)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    uri: `mongodb://${host}/?replicaSet=scripted`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
