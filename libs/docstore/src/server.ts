import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Session } from './commands/command.ts'
import { Cursors } from './commands/cursors.ts'
import { errorReply, runCommand } from './commands/run-command.ts'
import { CommandError } from './errors.ts'
import { expireDocuments } from './expire-documents.ts'
import { Store } from './storage/store.ts'
import { serveConnection, type Answer } from './wire/connection.ts'

const housekeepingMs = 10_000
/** How long a client may take to fetch its last reply when the server closes. */
const lingerMs = 1_000

/** A Unix socket, or a port of the loopback interface, which is for tests within one process. */
type Listen = { path: string } | { port: number; host: string }

export interface DocstoreServer {
  /** Where it listens, when that is a port. */
  readonly port: number
  /** Stops listening, closes connections, commits and releases the data directory. */
  close(): Promise<void>
}

/**
 * Starts the server on a data directory.
 * @param options.listen    a Unix socket is made readable by its owner alone, in a folder that is closed to others; port
 *                          0 takes any free one
 * @param options.onFailure called when the file can no longer be written; the process must end, since what clients
 *                          were told is on disk and nothing after it may be believed
 * @throws Error with a sentence for the operator when the directory is in use or the port is taken
 */
export const startServer = async (options: {
  listen: Listen
  directory: string
  onFailure: (error: unknown) => void
}): Promise<DocstoreServer> => {
  const store = new Store(options.directory, options.onFailure)
  const cursors = new Cursors()
  store.onDrop((namespace) => cursors.killOn(namespace))
  const session: Session = { store, cursors, startedAt: Date.now() }

  const answer: Answer = ({ command, database }, send) => {
    let reply
    try {
      reply = runCommand(session, command, database)
    } catch (error) {
      if (!(error instanceof CommandError) && isStorageFailure(error)) return options.onFailure(error)
      reply = errorReply(error)
    }
    store.commits.whenCommitted(() => send(reply))
  }

  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(socket, answer)
  })
  const { listen } = options
  if ('path' in listen) clearSocket(listen.path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen, resolve)
  })
  if ('path' in listen) chmodSync(listen.path, 0o600)
  const housekeeping = setInterval(() => {
    const now = Date.now()
    cursors.killIdle(now)
    expireDocuments(store, now)
  }, housekeepingMs)
  housekeeping.unref()

  return {
    port: 'path' in listen ? 0 : (server.address() as AddressInfo).port,
    close: async () => {
      clearInterval(housekeeping)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      store.commits.flush()
      for (const socket of sockets) socket.destroySoon()
      const linger = setTimeout(() => sockets.forEach((socket) => socket.destroy()), lingerMs)
      await closed
      clearTimeout(linger)
      store.close()
    },
  }
}

/** Whoever holds the data directory is alone with it: a socket that is there was left by somebody who was killed. */
const clearSocket = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(path, { force: true })
}

const isStorageFailure = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_SQLITE_ERROR'
