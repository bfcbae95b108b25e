import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { toolsFolder } from '../places.mjs'
import { runCommand } from '../run-command.mjs'
import { PlainError } from '../say.mjs'

/** The oldest server whose JetStream has what the product uses. */
export const oldest = '2.9'

/** Where a server is put that the bootstrap brings. */
export const broughtServer = join(toolsFolder, 'bin/nats-server')

/** `2.9.10` out of what `nats-server --version` prints, if it is new enough. */
export const usableVersion = (printed) => {
  const version = /v?(\d+)\.(\d+)\.(\d+)/.exec(printed)
  if (!version) return undefined
  const [major, minor] = version.slice(1).map(Number)
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? version[0].replace('v', '')
    : undefined
}

export const probeServer = async (path) => {
  if (!existsSync(path)) return undefined
  const { ok, stdout } = await runCommand(path, ['--version'])
  const version = ok ? usableVersion(stdout) : undefined
  return version && { path, version }
}

/**
 * The nats-server that is there: the one NATS_SERVER names, one on PATH, or the one brought before.
 * @param {NodeJS.ProcessEnv} env
 */
export const findServer = async (env = process.env) => {
  if (env.NATS_SERVER) {
    const named = await probeServer(env.NATS_SERVER)
    if (!named) throw new PlainError(`NATS_SERVER does not name a nats-server of version ${oldest} or newer.`)
    return named
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const path of [...folders.map((folder) => join(folder, 'nats-server')), broughtServer]) {
    const found = await probeServer(path)
    if (found) return found
  }
  return undefined
}
