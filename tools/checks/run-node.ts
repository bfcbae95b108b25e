import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The root of the repository. */
export const root = join(import.meta.dirname, '../..')

interface Ended {
  code: number
  /** Standard output and error, in the order in which they came. */
  output: string
  /** Why it was stopped, if one of the limits was reached. */
  stopped: string | null
}

interface RunOptions {
  env?: Record<string, string>
  signal?: AbortSignal
  /** Stops the program when it has said nothing for so long. */
  silenceLimitMs?: number
  /** Stops the program when it has run for so long. */
  limitMs?: number
}

/**
 * Runs a program of the installed packages with this Node, from the root, until it ends or `signal` aborts. What it has
 * started ends with it, in whatever way it ends.
 */
export const runNode = (
  args: readonly string[],
  { env, signal, silenceLimitMs, limitMs }: RunOptions = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    // A group of its own, so that what the program has started is stopped with it.
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    let stopped: string | null = null
    const stop = () => {
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        // Nobody is left in the group.
      }
    }
    const stopAfter = (ms: number, why: string) =>
      setTimeout(() => {
        stopped = `Stopped after ${ms / 1_000} s${why}.`
        stop()
      }, ms)
    const silence = silenceLimitMs === undefined ? undefined : stopAfter(silenceLimitMs, ' without a word')
    const limit = limitMs === undefined ? undefined : stopAfter(limitMs, ', the time limit')
    const keep = (text: string) => {
      output += text
      silence?.refresh()
    }
    signal?.addEventListener('abort', stop)
    process.once('exit', stop)
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    // Servers that were left running hold the pipes open.
    child.once('exit', stop)
    child.once('close', (code) => {
      clearTimeout(silence)
      clearTimeout(limit)
      signal?.removeEventListener('abort', stop)
      process.removeListener('exit', stop)
      resolve({ code: code ?? 1, output, stopped })
    })
  })
