import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toolsFolder } from './places.mjs'

const prefix = '.work-'

/**
 * Hands an empty folder in `.tools` to `work` and removes it afterwards. What is made in it is put in its place by a
 * rename, so that an interruption leaves the old thing or the new one, never half of one.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withWorkFolder = async (work) => {
  mkdirSync(toolsFolder, { recursive: true })
  const folder = mkdtempSync(join(toolsFolder, prefix))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Removes what an interrupted preparation left; for the holder of the lock only. */
export const sweepWorkFolders = () => {
  for (const name of readdirSync(toolsFolder))
    if (name.startsWith(prefix)) rmSync(join(toolsFolder, name), { recursive: true, force: true })
}
