import type { Socket } from 'node:net'
import { headerBytes, maxMessageBytes, parseMessage, ProtocolError, replyMessage, type Request } from './message.ts'
import type { Document } from '../values/document.ts'

/** Answers a request; the reply is sent only once `send` is called. */
export type Answer = (request: Request, send: (reply: Document) => void) => void

/** Cuts what a socket sends into messages and answers each; a socket that speaks anything else is closed. */
export const serveConnection = (socket: Socket, answer: Answer): void => {
  let chunks: Buffer[] = []
  let received = 0
  let needed = headerBytes

  const take = (length: number): Buffer => {
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, received)
    received -= length
    chunks = received > 0 ? [whole.subarray(length)] : []
    return whole.subarray(0, length)
  }

  const peekLength = (): number => {
    if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks, received)]
    const length = chunks[0]!.readInt32LE(0)
    if (length < headerBytes || length > maxMessageBytes) throw new ProtocolError(`message of ${length} bytes`)
    return length
  }

  const onMessage = (message: Buffer): void => {
    const request = parseMessage(message)
    answer(request, (reply) => {
      if (request.silent || socket.destroyed) return
      // Whoever asks without reading the answers is not listened to until they are gone.
      if (!socket.write(replyMessage(request, reply))) socket.pause()
    })
  }

  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('drain', () => socket.resume())
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    received += chunk.length
    try {
      while (received >= needed) {
        needed = peekLength()
        if (received < needed) return
        onMessage(take(needed))
        needed = headerBytes
      }
    } catch {
      // Neither the protocol nor valid BSON: there is no request id to answer to.
      socket.destroy()
    }
  })
}
