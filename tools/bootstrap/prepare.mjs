import { join } from 'node:path'
import { toolsFolder } from './places.mjs'
import { dependenciesInstalled, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { bringServer } from './nats-server/bring.mjs'
import { findServer } from './nats-server/find.mjs'
import { bringRuntime, findRuntime } from './runtime.mjs'
import { say } from './say.mjs'
import { sweepWorkFolders } from './work-folder.mjs'

/** What is there already; `server` is null when none is needed. */
const look = async (needsServer) => {
  const [runtime, server] = await Promise.all([findRuntime(), needsServer ? findServer() : null])
  return { runtime, server, dependencies: dependenciesInstalled() }
}

const complete = ({ runtime, server, dependencies }) => Boolean(runtime && dependencies && server !== undefined)

const bringWhatIsMissing = async (needsServer) => {
  sweepWorkFolders()
  const found = await look(needsServer)
  const runtime = found.runtime ?? (await bringRuntime())
  if (!found.dependencies) await installDependencies(runtime.node)
  const server = found.server === undefined ? await bringServer() : found.server
  return { runtime, server }
}

/**
 * Makes a fresh clone ready: a Node 24, the dependencies and, where needed, a nats-server. What is there is kept, so
 * that it can be interrupted and run again; two at once wait for each other.
 * @param {{ needsServer: boolean }} needs
 */
export const prepare = async ({ needsServer }) => {
  const found = await look(needsServer)
  const { runtime, server } = complete(found)
    ? found
    : await withLock(join(toolsFolder, 'lock'), () => bringWhatIsMissing(needsServer), {
        onWait: () => say('Another preparation of this folder is running; waiting for it.'),
      })
  const parts = [`Node ${runtime.version}`, 'dependencies', ...(server ? [`nats-server ${server.version}`] : [])]
  say(`Ready: ${parts.join(', ')}.`)
  return { node: runtime.node, natsServer: server?.path }
}
