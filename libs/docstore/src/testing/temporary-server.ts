import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, type DocstoreServer } from '../server.ts'

/** A data directory of its own. */
export const temporaryDirectory = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'docstore-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A server inside the test's process, on a free port. */
export const temporaryServer = async (): Promise<DocstoreServer> => {
  const directory = temporaryDirectory()
  const server = await startServer({
    listen: { host: '127.0.0.1', port: 0 },
    directory: directory.path,
    onFailure: (error) => {
      throw error
    },
  })
  return {
    port: server.port,
    close: async () => {
      await server.close()
      directory.remove()
    },
  }
}
