import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { PlainError } from './say.mjs'
import { runCommand } from './run-command.mjs'

const real = (path) => (existsSync(path) ? realpathSync(path) : undefined)

/**
 * The host's npm as a script, so that it can be run with a Node that brings no npm of its own.
 * @param {NodeJS.ProcessEnv} env
 */
export const findNpm = (env = process.env, execPath = process.execPath) => {
  const candidates = [
    env.npm_execpath,
    join(dirname(execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    ...(env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ]
  for (const candidate of candidates) {
    const script = candidate && real(candidate)
    if (script && script.endsWith('npm-cli.js')) return script
  }
  throw new PlainError('npm was not found beside Node or on PATH: install it and try again.')
}

const networkFault =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/

/** The sentence for a failed npm command, from what it printed. */
export const explainNpmFailure = (what, stderr) => {
  const fault = networkFault.exec(stderr)
  return fault
    ? `${what}: the npm registry cannot be reached (${fault[1]}). Check the connection, or npm's proxy and registry settings, and try again.`
    : `${what}: npm failed.\n${stderr.trim()}`
}

/**
 * Runs the host's npm with the given Node.
 * @param {{ node: string, args: readonly string[], cwd: string, what: string }} options `what` opens the sentence of a failure
 */
export const npm = async ({ node, args, cwd, what }) => {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
  const { ok, stderr } = await runCommand(node, [findNpm(), ...args, '--loglevel=error'], { cwd, env })
  if (!ok) throw new PlainError(explainNpmFailure(what, stderr))
}
