import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Launched {
  /** From the start of the launcher to all ready. */
  readyMs: number
  /** Of everything the launcher runs, by name. */
  pids: Readonly<Record<string, number>>
  stop(): Promise<void>
}

const launcher = join(import.meta.dirname, '../dev/main.ts')

interface Ready {
  type: 'ready'
  pids: Record<string, number>
}

/** Starts everything as `npm start` does, on a data directory of its own. */
export const launch = async (dataDir: string): Promise<Launched> => {
  const startedAt = performance.now()
  const child = fork(launcher, ['--data', dataDir], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let complaint = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const exited = once(child, 'exit')
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as Ready),
    exited.then(() => null),
  ])
  if (!ready) throw new Error(`The system did not start:\n${complaint}`)
  return {
    readyMs: performance.now() - startedAt,
    pids: ready.pids,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
