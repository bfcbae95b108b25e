// Runs before anything is installed, on Node 18 or newer: plain JavaScript without dependencies.
import { delimiter, dirname, join } from 'node:path'
import { commands } from './commands.mjs'
import { endings, handOver } from './hand-over.mjs'
import { root } from './places.mjs'
import { prepare } from './prepare.mjs'
import { PlainError } from './say.mjs'

const main = async ([name, ...args]) => {
  const command = commands[name]
  if (!command) throw new PlainError(`Commands are ${Object.keys(commands).join(', ')}.`)
  if (process.platform === 'win32') throw new PlainError('Windows is not supported: use WSL, Linux or macOS.')
  if (Number(process.versions.node.split('.')[0]) < 18)
    throw new PlainError(`Node 18 or newer is needed to begin; this is ${process.version}.`)

  const startedAt = Date.now()
  const needsServer = command.server === 'always' || (command.server === 'unless NATS_URL' && !process.env.NATS_URL)
  const { node, natsServer } = await prepare({ needsServer })
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.data/compile-cache'),
    PREPARATION_MS: String(Date.now() - startedAt),
    ...(natsServer ? { NATS_SERVER: natsServer } : {}),
  }
  for (const signal of endings) process.removeListener(signal, interrupted)
  return handOver(node, [join(root, command.script), ...(command.args ?? []), ...args], env)
}

// Until the script runs, an interruption ends at once: what was brought stays, what was half brought is brought anew.
const interrupted = (_signal, number) => process.exit(128 + number)
for (const signal of endings) process.on(signal, interrupted)

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof PlainError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
