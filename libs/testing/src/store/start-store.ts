import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawnProcess, type SpawnedProcess } from '../processes/spawn-process.ts'

export interface StoreOptions {
  /** Kept after `stop` when given; else a directory of its own that goes with it. */
  dataDir?: string
}

export interface RunningStore {
  /** `mongodb://<socket>/`, the path of a Unix socket percent-encoded; it stays the same over a restart. */
  readonly uri: string
  readonly pid: number
  /** The newest 64 KiB of what it printed since it was started last. */
  output(): string
  /** SIGKILL, as a crash would end it. */
  kill(): Promise<void>
  /** Kills what still runs and starts it again on the same socket, over the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const script = join(import.meta.dirname, '../../../docstore/src/main.ts')

/** What every system takes for the address of a Unix socket. */
const longestSocketPath = 103

/** In the data directory, or in a folder of its own where that path is too long. Either is closed to other users. */
const socketFor = async (directory: string): Promise<string> => {
  const beside = join(directory, 'docstore.sock')
  if (Buffer.byteLength(beside) <= longestSocketPath) return beside
  return join(await mkdtemp(join(tmpdir(), 'synthwright-socket-')), 'docstore.sock')
}

const listening = (line: string): string | undefined => {
  try {
    return (JSON.parse(line) as { socket?: string }).socket
  } catch {
    return undefined
  }
}

/** A real docstore process on a Unix socket that is its user's alone, ready to be used and to be killed. */
export const startStore = async ({ dataDir }: StoreOptions = {}): Promise<RunningStore> => {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'synthwright-store-')))
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
  const socket = await socketFor(directory)
  let server: SpawnedProcess

  const start = async (): Promise<void> => {
    const args = ['--disable-warning=ExperimentalWarning', script, '--socket', socket, '--data', directory]
    server = await spawnProcess({ command: process.execPath, args })
    await server.waitForLine(listening)
  }
  await start()

  return {
    uri: `mongodb://${encodeURIComponent(socket)}/`,
    get pid() {
      return server.pid
    },
    output: () => server.output(),
    kill: () => server.kill(),
    async restart() {
      await server.kill()
      await start()
    },
    async stop() {
      await server.stop()
      if (dirname(socket) !== directory) await rm(dirname(socket), { recursive: true, force: true })
      if (!dataDir) await rm(directory, { recursive: true, force: true })
    },
  }
}
