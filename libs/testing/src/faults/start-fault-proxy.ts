import { delay } from '@synthwright/kernel'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** How often a fault was met, since the proxy started: a test that met none has tested nothing. */
export interface FaultHits {
  connections: number
  /** Pieces of a stream that had to wait for `release`, and those that were passed on late. */
  held: number
  delayed: number
  /** Connections that were cut. */
  cut: number
  /** Answers that were not passed on. */
  lost: number
}

export interface FaultProxy {
  /** The target's URL with the proxy's address in it. */
  readonly url: string
  readonly port: number
  /** Passes nothing on, in either direction, as a network does that is parted: nobody is told. */
  hold(): void
  /**
   * Lets everything pass until a client sends a piece that matches `pattern`; from that piece on as `hold`. Whoever sent
   * it did everything that comes before, and to everybody else seems not to have got further.
   * @returns resolves when the piece is held
   */
  holdFrom(pattern: RegExp): Promise<void>
  /**
   * Lets everything pass until a client sends a piece that matches `pattern`. That is passed on too, and the connection
   * is cut when the server answers it: the server did what it was asked, and nobody is told.
   * @returns resolves when an answer was lost so
   */
  loseAnswer(pattern: RegExp): Promise<void>
  /**
   * Waits for a piece from the server that matches `pattern`.
   * @returns resolves when it was passed on: the client has it, even one that stands still
   */
  delivered(pattern: RegExp): Promise<void>
  /** Passes on what was held, in order, and everything after it. */
  release(): void
  /** Passes each piece on `ms` late, from now on; 0 ends that. */
  delay(ms: number): void
  /** Resets every connection; new ones may be made. */
  cut(): void
  hits(): FaultHits
  stop(): Promise<void>
}

/** Only TCP knows a reset; a Unix socket is closed. */
const resetSocket = (socket: Socket): void => void (socket.remoteFamily ? socket.resetAndDestroy() : socket.destroy())

/**
 * Stands between a client and a server, and spoils their connections when it is told to.
 * @param target where to pass connections on to, for example `nats://127.0.0.1:4222`, or `mongodb://%2Ftmp%2Fa.sock/`
 */
export const startFaultProxy = async ({ target }: { target: string }): Promise<FaultProxy> => {
  const { hostname, port: targetPort } = new URL(target)
  const socketPath = decodeURIComponent(hostname)
  const address = socketPath.startsWith('/') ? { path: socketPath } : { port: Number(targetPort), host: hostname }
  const hits: FaultHits = { connections: 0, held: 0, delayed: 0, cut: 0, lost: 0 }
  const clients = new Set<Socket>()
  const sockets = new Set<Socket>()
  let delayMs = 0
  let released = Promise.resolve()
  let release = (): void => {}
  let holding = false
  let trap: { pattern: RegExp; sprung: () => void } | undefined
  const awaited = new Set<{ pattern: RegExp; delivered: () => void }>()
  let answerTrap: { pattern: RegExp; lost: () => void } | undefined

  const hold = (): void => {
    if (holding) return
    holding = true
    released = new Promise((resolve) => (release = resolve))
  }

  /** Held before anything of the piece is passed on. */
  const springTrap = (piece: Buffer): void => {
    if (!trap?.pattern.test(piece.toString('latin1'))) return
    const { sprung } = trap
    trap = undefined
    hold()
    sprung()
  }

  const tellDelivered = (piece: Buffer): void => {
    for (const one of awaited) {
      if (!one.pattern.test(piece.toString('latin1'))) continue
      awaited.delete(one)
      one.delivered()
    }
  }

  /** Watches both directions of one connection for the answer that is to be lost. */
  const losingAnswers = (cut: () => void) => {
    let lost: (() => void) | undefined
    return {
      asked: (piece: Buffer) => {
        if (!answerTrap?.pattern.test(piece.toString('latin1'))) return
        lost = answerTrap.lost
        answerTrap = undefined
      },
      answered: () => {
        if (!lost) return
        hits.lost += 1
        hits.cut += 1
        cut()
        lost()
        throw new Error('This answer is lost')
      },
    }
  }

  const passable = async (): Promise<void> => {
    if (delayMs > 0) {
      hits.delayed += 1
      await delay(delayMs)
    }
    if (holding) hits.held += 1
    while (holding) await released
  }

  /** Passes on what comes, and at last how it ended. */
  const pass = async (
    from: Socket,
    to: Socket,
    look: (piece: Buffer) => void,
    passed: (piece: Buffer) => void = () => {},
  ): Promise<void> => {
    try {
      for await (const piece of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        look(piece)
        await passable()
        await new Promise<void>((written) => to.write(piece, () => written()))
        passed(piece)
      }
      await passable()
      to.end()
    } catch {
      await passable()
      to.destroy()
    }
  }

  const server = createServer({ allowHalfOpen: true }, (client) => {
    hits.connections += 1
    const upstream = connect({ ...address, allowHalfOpen: true })
    clients.add(client)
    client.once('close', () => clients.delete(client))
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      // The loop that reads from it meets the error as well.
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    }
    const answers = losingAnswers(() => [client, upstream].forEach(resetSocket))
    void pass(client, upstream, (piece) => {
      springTrap(piece)
      answers.asked(piece)
    })
    void pass(upstream, client, answers.answered, tellDelivered)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)

  const letGo = () => {
    holding = false
    release()
  }
  const reset = () => {
    for (const socket of sockets) resetSocket(socket)
  }

  return {
    url: url.href,
    port,
    hold,
    holdFrom: (pattern) =>
      new Promise((resolve) => {
        trap = { pattern, sprung: resolve }
      }),
    loseAnswer: (pattern) =>
      new Promise((resolve) => {
        answerTrap = { pattern, lost: resolve }
      }),
    delivered: (pattern) =>
      new Promise((resolve) => {
        awaited.add({ pattern, delivered: resolve })
      }),
    release: letGo,
    delay: (ms) => void (delayMs = ms),
    cut: () => {
      hits.cut += clients.size
      reset()
    },
    hits: () => ({ ...hits }),
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      reset()
      letGo()
      await closed
    },
  }
}
