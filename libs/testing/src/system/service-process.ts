import { spawnProcess, type SpawnedProcess } from '../processes/index.ts'
import { openLogFile } from './log-file.ts'

/** One running service, to be used and to be killed. */
export interface ServiceProcess {
  readonly pid: number
  /** Where its HTTP server listens; the same after a restart. */
  readonly port: number
  /** SIGKILL, as a crash would end it. */
  kill(): Promise<void>
  /** SIGTERM; resolves when the process has ended, with its exit code, or null when a signal ended it. */
  stop(): Promise<number | null>
  /** Stops what still runs and starts it again; resolves when it is ready. */
  restart(): Promise<void>
}

export interface ServiceOptions {
  name: string
  /** File that Node runs. */
  script: string
  /** Port of its HTTP server, 0 for any free one. */
  port: number
  env: Record<string, string | undefined>
  logFile: string
  /** Bound of the young generation of its heap, in MB; Node's own without. */
  youngHeapMb?: number
  readyWithinMs?: number
}

// Longer than a service gives itself to stop, so that it is killed only when it hangs.
const stopGraceMs = 12_000

const lastLines = (output: string) => output.trim().split('\n').slice(-12).join('\n')

const whenReady = async (name: string, { child, exited, output }: SpawnedProcess, withinMs: number) => {
  const how = await new Promise<number | string>((resolve) => {
    const timer = setTimeout(() => resolve(`was not ready within ${withinMs / 1_000} s`), withinMs)
    child.on('message', (message: { type?: string; port?: number }) => {
      if (message.type !== 'ready') return
      clearTimeout(timer)
      resolve(message.port!)
    })
    void exited.then(({ code, signal }) => {
      clearTimeout(timer)
      resolve(`ended before it was ready (${signal ?? `exit ${code}`})`)
    })
  })
  if (typeof how === 'string') throw new Error(`${name} ${how}\n${lastLines(output())}`)
  return how
}

/** A service that is not started yet: `restart` starts it. */
export const serviceProcess = ({
  name,
  script,
  port,
  env,
  logFile,
  youngHeapMb,
  readyWithinMs = 30_000,
}: ServiceOptions): ServiceProcess => {
  const state = { port, spawned: undefined as Promise<SpawnedProcess> | undefined, pid: 0 }

  const start = async () => {
    state.spawned = spawnProcess({
      command: process.execPath,
      args: [...(youngHeapMb ? [`--max-semi-space-size=${youngHeapMb}`] : []), script],
      env: { ...env, PORT: String(state.port) },
      ipc: true,
    })
    const spawned = await state.spawned
    state.pid = spawned.pid
    const log = openLogFile(logFile)
    for (const stream of [spawned.child.stdout, spawned.child.stderr])
      stream?.on('data', (text: string) => log.write(text))
    spawned.child.once('close', () => log.close())
    state.port = await whenReady(name, spawned, readyWithinMs)
  }
  const stop = async () => {
    const spawned = await state.spawned
    await spawned?.stop(stopGraceMs)
    return (await spawned?.exited)?.code ?? null
  }

  return {
    get pid() {
      return state.pid
    },
    get port() {
      return state.port
    },
    kill: async () => (await state.spawned)?.kill(),
    stop,
    restart: async () => {
      await stop()
      await start()
    },
  }
}
