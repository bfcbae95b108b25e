import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The root of the repository. */
export const root = join(import.meta.dirname, '../..')

interface Ended {
  code: number
  /** Standard output and error, in the order in which they came. */
  output: string
}

/** Runs a program of the installed packages with this Node, from the root, until it ends or `signal` aborts. */
export const runNode = (
  args: readonly string[],
  { env, signal }: { env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = () => child.kill()
    signal?.addEventListener('abort', stop)
    let output = ''
    const keep = (text: string) => void (output += text)
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.once('close', (code) => {
      signal?.removeEventListener('abort', stop)
      resolve({ code: code ?? 1, output })
    })
  })
