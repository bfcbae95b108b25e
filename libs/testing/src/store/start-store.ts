import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { spawnProcess, type SpawnedProcess } from '../processes/spawn-process.ts'

export interface StoreOptions {
  /** Kept after `stop` when given; else a directory of its own that goes with it. */
  dataDir?: string
}

export interface RunningStore {
  /** `mongodb://127.0.0.1:<port>/`; it stays the same over a restart. */
  readonly uri: string
  readonly pid: number
  /** The newest 64 KiB of what it printed since it was started last. */
  output(): string
  /** SIGKILL, as a crash would end it. */
  kill(): Promise<void>
  /** Kills what still runs and starts it again on the same port, over the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const script = join(import.meta.dirname, '../../../docstore/src/main.ts')

const listening = (line: string): number | undefined => {
  try {
    return (JSON.parse(line) as { port?: number }).port
  } catch {
    return undefined
  }
}

/** A real docstore process on the loopback interface, ready to be used and to be killed. */
export const startStore = async ({ dataDir }: StoreOptions = {}): Promise<RunningStore> => {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'synthwright-store-')))
  const port = await freePort()
  let server: SpawnedProcess

  const start = async (): Promise<void> => {
    const args = ['--disable-warning=ExperimentalWarning', script, '--port', `${port}`, '--data', directory]
    server = await spawnProcess({ command: process.execPath, args })
    await server.waitForLine(listening)
  }
  await start()

  return {
    uri: `mongodb://127.0.0.1:${port}/`,
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
      if (!dataDir) await rm(directory, { recursive: true, force: true })
    },
  }
}
