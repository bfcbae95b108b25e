import { connect, type Socket } from 'node:net'
import type { Document } from '../values/document.ts'
import { decode, encode } from '../wire/bson.ts'

export interface WireClient {
  readonly socket: Socket
  /** Sends a command as OP_MSG and gives the reply, whatever it says. */
  command(database: string, command: Document): Promise<Document>
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void
  /** The next reply that nobody waits for yet. @throws Error when the connection closes first */
  reply(): Promise<Document>
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>
  close(): void
}

/** One OP_MSG. Flags, document sequences and a tail are for what a driver sends rarely or never. */
export const opMsg = (
  command: Document,
  { flags = 0, sequences = [] as Buffer[], tail = Buffer.alloc(0) } = {},
): Buffer => {
  const body = Buffer.concat([Buffer.from([0]), encode(command), ...sequences, tail])
  return framed(2013, Buffer.concat([int32(flags), body]))
}

/** A section of kind 1. */
export const documentSequence = (name: string, documents: Document[]): Buffer => {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map(encode)])
  return Buffer.concat([Buffer.from([1]), int32(content.length + 4), content])
}

export const opQuery = (database: string, command: Document): Buffer =>
  framed(2004, Buffer.concat([int32(0), Buffer.from(`${database}.$cmd\0`), int32(0), int32(-1), encode(command)]))

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

const framed = (opCode: number, body: Buffer): Buffer =>
  Buffer.concat([int32(body.length + 16), int32(7), int32(0), int32(opCode), body])

/**
 * A client that is as plain as the protocol allows.
 * @param at a port of the loopback interface, or the path of a Unix socket
 */
export const connectWire = async (at: number | string): Promise<WireClient> => {
  const socket = typeof at === 'string' ? connect(at) : connect(at, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let received = Buffer.alloc(0)
  const waiting: { resolve: (reply: Document) => void; reject: (error: Error) => void }[] = []
  const unclaimed: Document[] = []
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const message = received.subarray(0, received.readInt32LE(0))
      received = received.subarray(message.length)
      const reply = decode(message.subarray(message.readInt32LE(12) === 1 ? 36 : 21))
      const next = waiting.shift()
      if (next) next.resolve(reply)
      else unclaimed.push(reply)
    }
  })
  const closed = new Promise<void>((resolve) =>
    socket.on('close', () => {
      for (const { reject } of waiting.splice(0)) reject(new Error('the connection was closed'))
      resolve()
    }),
  )
  socket.on('error', () => {})

  const reply = (): Promise<Document> => {
    const ready = unclaimed.shift()
    if (ready) return Promise.resolve(ready)
    if (socket.destroyed) return Promise.reject(new Error('the connection was closed'))
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  }
  return {
    socket,
    closed,
    reply,
    send: (bytes) => void socket.write(bytes),
    command: (database, command) => {
      socket.write(opMsg({ ...command, $db: database }))
      return reply()
    },
    close: () => socket.destroy(),
  }
}
