import { once } from 'node:events'
import { connect } from 'node:net'
import type { BrokerUser } from './start-broker.ts'

export interface RawMessage {
  subject: string
  payload: string
  /** Where its sender waits for an answer. */
  reply: string | undefined
}

/** A client that keeps to no contract: it sends any bytes to any subject. */
export interface RawConnection {
  /** @param reply the subject that an answer is to go to */
  publish(subject: string, payload: string, reply?: string): void
  /** Hands over what others send to `subject`, without headers. Resolves when the broker knows of it. */
  listen(subject: string, heard: (message: RawMessage) => void): Promise<void>
  /** Resolves when the broker has taken everything that was published. */
  flush(): Promise<void>
  close(): void
}

const line = /^([^\r]*)\r\n/

/**
 * Speaks the broker's text protocol, which is all that a test needs to say what no service would.
 * @see https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
export const connectRaw = async (
  url: string,
  { user, password }: Pick<BrokerUser, 'user' | 'password'>,
): Promise<RawConnection> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const listeners = new Map<string, (message: RawMessage) => void>()
  const pongs: (() => void)[] = []
  const send = (text: string) => void socket.write(`${text}\r\n`)

  // One byte is one character, so that the sizes in the protocol count characters.
  let rest = ''
  const readOne = (): boolean => {
    const first = line.exec(rest)
    if (!first) return false
    const [whole, text = ''] = first
    const [verb, subject = '', listener = '', ...sizes] = text.split(' ')
    if (verb !== 'MSG') {
      rest = rest.slice(whole.length)
      if (verb === 'PING') send('PONG')
      if (verb === 'PONG') pongs.shift()?.()
      return true
    }
    const end = whole.length + Number(sizes.at(-1))
    if (rest.length < end + 2) return false
    const payload = Buffer.from(rest.slice(whole.length, end), 'latin1').toString('utf8')
    rest = rest.slice(end + 2)
    listeners.get(listener)?.({ subject, payload, reply: sizes.length > 1 ? sizes[0] : undefined })
    return true
  }
  socket.setEncoding('latin1').on('data', (text: string) => {
    rest += text
    while (readOne());
  })
  socket.on('error', () => {})

  const flush = () =>
    new Promise<void>((resolve) => {
      pongs.push(resolve)
      send('PING')
    })
  send(`CONNECT ${JSON.stringify({ user, pass: password, verbose: false, pedantic: false, headers: false })}`)
  await flush()

  return {
    publish: (subject, payload, reply) =>
      send(`PUB ${subject} ${reply ? `${reply} ` : ''}${Buffer.byteLength(payload)}\r\n${payload}`),
    listen: (subject, heard) => {
      const id = String(listeners.size + 1)
      listeners.set(id, heard)
      send(`SUB ${subject} ${id}`)
      return flush()
    },
    flush,
    close: () => socket.destroy(),
  }
}
