import { createServer, type AddressInfo, type Socket } from 'node:net'
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

export interface DocstoreServer {
  readonly port: number
  /** Stops listening, closes connections, commits and releases the data directory. */
  close(): Promise<void>
}

/**
 * Starts the server on a data directory.
 * @param options.port      0 takes any free port
 * @param options.onFailure called when the file can no longer be written; the process must end, since what clients
 *                          were told is on disk and nothing after it may be believed
 * @throws Error with a sentence for the operator when the directory is in use or the port is taken
 */
export const startServer = async (options: {
  host: string
  port: number
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const housekeeping = setInterval(() => {
    const now = Date.now()
    cursors.killIdle(now)
    expireDocuments(store, now)
  }, housekeepingMs)
  housekeeping.unref()

  return {
    port: (server.address() as AddressInfo).port,
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

const isStorageFailure = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_SQLITE_ERROR'
