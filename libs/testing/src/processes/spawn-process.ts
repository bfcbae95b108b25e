import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { guardProcess } from './guard.ts'

export interface SpawnOptions {
  command: string
  args?: readonly string[]
  /** Added to the environment of the parent; undefined takes a variable away. */
  env?: Record<string, string | undefined>
  cwd?: string
  /** An open file that it finds as standard input; it has none otherwise. */
  stdin?: number
  /** Opens an IPC channel: `child.on('message')` hears what the process sends. */
  ipc?: boolean
}

export interface SpawnedProcess {
  readonly pid: number
  readonly child: ChildProcess
  /** Resolves when the process has ended, whatever ended it. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  readonly running: boolean
  /** The newest 64 KiB of standard output and error. */
  output(): string
  /** The first non-undefined value that `pick` finds in a line of output, seen so far or to come. */
  waitForLine<T>(pick: (line: string) => T | undefined, timeoutMs?: number): Promise<T>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and SIGKILL after `graceMs`; resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>
  signal(name: NodeJS.Signals): void
}

const outputLimit = 64 * 1024

/**
 * Starts a process that ends with this one: however this process ends, also by SIGKILL, nothing stays behind.
 * @throws Error when the command cannot be started
 */
export const spawnProcess = async ({
  command,
  args = [],
  env,
  cwd,
  stdin,
  ipc,
}: SpawnOptions): Promise<SpawnedProcess> => {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [stdin ?? 'ignore', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  })
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  let text = ''
  const listeners = new Set<() => void>()
  const running = () => child.exitCode === null && child.signalCode === null
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-outputLimit)
      for (const listener of listeners) listener()
    })
  await once(child, 'spawn')
  const pid = child.pid!
  guardProcess(pid, exited)

  const end = async (name: NodeJS.Signals) => {
    if (running()) child.kill(name)
    await exited
  }

  return {
    pid,
    child,
    exited,
    get running() {
      return running()
    },
    output: () => text,
    waitForLine: (pick, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer)
          listeners.delete(look)
          act()
        }
        const look = () => {
          for (const line of text.split('\n').slice(0, -1)) {
            const found = pick(line)
            if (found !== undefined) return settle(() => resolve(found))
          }
        }
        const fail = (why: string) => settle(() => reject(new Error(`${command} ${args.join(' ')}: ${why}\n${text}`)))
        const timer = setTimeout(() => fail(`the awaited line did not come within ${timeoutMs} ms`), timeoutMs)
        listeners.add(look)
        void exited.then(({ code, signal }) => fail(`ended early (${signal ?? code})`))
        look()
      }),
    kill: () => end('SIGKILL'),
    stop: async (graceMs = 5_000) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await end('SIGTERM')
      clearTimeout(timer)
    },
    signal: (name) => void child.kill(name),
  }
}
