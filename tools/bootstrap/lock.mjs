import { closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname } from 'node:path'

// The holder shows every 2 s that it lives: a process id would be misread across containers and after a restart.
const staleAfterMs = 10_000
const signOfLifeMs = 2_000

/** Runs a file operation; false when it fails with `code`. */
const unless = (code, operation) => {
  try {
    operation()
    return true
  } catch (error) {
    if (error.code !== code) throw error
    return false
  }
}

const take = (file) => unless('EEXIST', () => closeSync(openSync(file, 'wx')))

const isStale = (file) => {
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return mtimeMs !== undefined && Date.now() - mtimeMs > staleAfterMs
}

/** Takes a stale lock away; a fresh one that another waiter put there meanwhile is given back. */
const discard = (file) => {
  const aside = `${file}.${process.pid}`
  if (!unless('ENOENT', () => renameSync(file, aside))) return
  if (!isStale(aside)) unless('EEXIST', () => linkSync(aside, file))
  rmSync(aside, { force: true })
}

/**
 * Runs `work` while holding the lock `file`, waiting for another holder first.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: () => void, everyMs?: number }} [options]
 * @returns {Promise<T>}
 */
export const withLock = async (file, work, { onWait, everyMs = 250 } = {}) => {
  mkdirSync(dirname(file), { recursive: true })
  let waited = false
  while (!take(file)) {
    if (isStale(file)) {
      discard(file)
      continue
    }
    if (!waited) onWait?.()
    waited = true
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  const release = () => rmSync(file, { force: true })
  const showLife = () => unless('ENOENT', () => utimesSync(file, new Date(), new Date()))
  process.once('exit', release)
  const timer = setInterval(showLife, signOfLifeMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.removeListener('exit', release)
    release()
  }
}
