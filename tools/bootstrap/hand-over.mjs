import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Signals that ask for an end; a terminal and npm may both send the same one for a single key press. */
export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']
const samePressMs = 500

/**
 * Runs a script in a session of its own, so that each signal reaches it exactly once, through here. When this process
 * dies without a word the script notices that its IPC channel has closed.
 * @returns {Promise<number>} the exit code to end with
 */
export const handOver = (node, args, env) =>
  new Promise((resolve) => {
    const child = spawn(node, args, { env, detached: true, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    let lastAt = -Infinity
    const forward = (signal) => {
      const now = Date.now()
      if (now - lastAt < samePressMs) return
      lastAt = now
      child.kill(signal)
    }
    for (const signal of endings) process.on(signal, forward)
    child.once('error', () => resolve(127))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
