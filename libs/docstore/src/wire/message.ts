import type { Document } from '../values/document.ts'
import { decode } from './bson.ts'
import { encodeReply } from './reply-bytes.ts'

const opReply = 1
const opQuery = 2004
const opMsg = 2013
const checksumPresent = 1
const moreToCome = 2
/** Bits a receiver must understand; any other of the lower sixteen means the message cannot be trusted. */
const requiredBits = 0xffff

/** The largest message a client may send, as told in `hello`. */
export const maxMessageBytes = 48_000_000
export const headerBytes = 16

/** A request as the commands see it, whichever way it came. */
export interface Request {
  readonly id: number
  readonly opCode: typeof opQuery | typeof opMsg
  readonly command: Document
  readonly database: string
  /** The client does not wait for an answer and must not get one. */
  readonly silent: boolean
}

/** What a socket sent is not MongoDB's wire protocol; the only answer is to close it. */
export class ProtocolError extends Error {}

/** Takes one whole message apart. @throws ProtocolError, or BSONError for broken documents */
export const parseMessage = (message: Buffer): Request => {
  const id = message.readInt32LE(4)
  const opCode = message.readInt32LE(12)
  if (opCode === opMsg) return parseMsg(id, message)
  if (opCode === opQuery) return parseQuery(id, message)
  throw new ProtocolError(`opcode ${opCode}`)
}

const parseMsg = (id: number, message: Buffer): Request => {
  if (message.length < headerBytes + 4) throw new ProtocolError('OP_MSG without flags')
  const flags = message.readUInt32LE(headerBytes)
  if (flags & requiredBits & ~(checksumPresent | moreToCome))
    throw new ProtocolError('OP_MSG with unknown required flags')
  const end = flags & checksumPresent ? message.length - 4 : message.length
  let command: Document | undefined
  const sequences: [name: string, documents: Document[]][] = []
  for (let at = headerBytes + 4; at < end;) {
    const kind = message[at++]
    const size = sizeAt(message, at, end)
    if (kind === 0) {
      if (command) throw new ProtocolError('OP_MSG with two bodies')
      command = decode(message.subarray(at, at + size))
    } else if (kind === 1) {
      sequences.push(parseSequence(message.subarray(at + 4, at + size)))
    } else {
      throw new ProtocolError(`OP_MSG section of kind ${kind}`)
    }
    at += size
  }
  if (!command) throw new ProtocolError('OP_MSG without a body')
  for (const [name, documents] of sequences) {
    if (Object.hasOwn(command, name) || name === '__proto__') throw new ProtocolError(`OP_MSG with '${name}' twice`)
    command[name] = documents
  }
  const database = command['$db']
  if (typeof database !== 'string') throw new ProtocolError('OP_MSG without $db')
  return { id, opCode: opMsg, command, database, silent: (flags & moreToCome) !== 0 }
}

const parseSequence = (section: Buffer): [string, Document[]] => {
  const nameEnd = section.indexOf(0)
  if (nameEnd === -1) throw new ProtocolError('document sequence without a name')
  const documents: Document[] = []
  for (let at = nameEnd + 1; at < section.length;) {
    const size = sizeAt(section, at, section.length)
    documents.push(decode(section.subarray(at, at + size)))
    at += size
  }
  return [section.toString('utf8', 0, nameEnd), documents]
}

const sizeAt = (bytes: Buffer, at: number, end: number): number => {
  const size = at + 4 <= end ? bytes.readInt32LE(at) : 0
  if (size < 5 || at + size > end) throw new ProtocolError('a section is larger than its message')
  return size
}

/** Drivers still greet with OP_QUERY; only commands come this way. */
const parseQuery = (id: number, message: Buffer): Request => {
  const nameEnd = message.indexOf(0, headerBytes + 4)
  if (nameEnd === -1) throw new ProtocolError('OP_QUERY without a collection')
  const namespace = message.toString('utf8', headerBytes + 4, nameEnd)
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY that is not a command')
  const at = nameEnd + 1 + 8
  const size = sizeAt(message, at, message.length)
  const command = decode(message.subarray(at, at + size))
  return { id, opCode: opQuery, command, database: namespace.slice(0, -'.$cmd'.length), silent: false }
}

/** The answer to a request, in the form it was asked. */
export const replyMessage = (request: Request, reply: Document): Buffer => {
  const body = encodeReply(reply)
  const extra = request.opCode === opMsg ? 5 : 20
  const message = Buffer.allocUnsafe(headerBytes + extra + body.length)
  message.writeInt32LE(message.length, 0)
  message.writeInt32LE(0, 4)
  message.writeInt32LE(request.id, 8)
  message.writeInt32LE(request.opCode === opMsg ? opMsg : opReply, 12)
  message.fill(0, headerBytes, headerBytes + extra)
  if (request.opCode !== opMsg) message.writeInt32LE(1, headerBytes + 16)
  message.set(body, headerBytes + extra)
  return message
}
