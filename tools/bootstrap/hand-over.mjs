import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/** Signals that ask for an end; a terminal and npm may both send the same one for a single key press. */
export const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']
const samePressMs = 500
/** How soon it is noticed that npm or its shell is gone. */
const lookEveryMs = 250

/** Parent and command line of a process. */
const lookUp = (pid) => {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' })
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? []
  return { parent: Number(parent), command: command ?? '' }
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/**
 * Calls back once npm, or the shell through which it runs scripts, is gone: either may end by a signal that it does not
 * pass on, and nobody would be left to stop what it began.
 */
const whenOrphaned = (callback) => {
  const parent = process.ppid
  const { parent: grandparent, command } = lookUp(parent)
  // npm shows itself by its title; its shell shows the script and the arguments, which may hold any word.
  const npm = /^npm\b|^\S*node\S* \S*npm-cli\.js/.test(command) ? parent : grandparent
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(npm)) return
    clearInterval(timer)
    callback()
  }, lookEveryMs)
  timer.unref()
}

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
    // Run by hand it may well outlive the shell it was begun in.
    if (process.env.npm_lifecycle_event) whenOrphaned(() => child.kill('SIGTERM'))
    child.once('error', () => resolve(127))
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
