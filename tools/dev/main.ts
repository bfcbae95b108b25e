import { listProjectsRoute } from '@synthwright/contracts'
import { apiClient, startSystem, type System } from '@synthwright/testing'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { duration, PlainError, say } from '../bootstrap/say.mjs'
import { runTool } from '../run-tool.ts'
import { holdDataDir } from './hold-data-dir.ts'
import { processesOf, supervise } from './supervise.ts'
import { gatewayPort, settingsFrom } from './system-settings.ts'

const shown = (path: string) => {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

const hold = (dataDir: string) => {
  const place = holdDataDir(dataDir)
  if ('held' in place) return place.held
  throw new PlainError(`Synthwright is running on ${shown(dataDir)} already${place.heldBy ? `: ${place.heldBy}` : '.'}`)
}

const introduce = (system: System, dataDir: string) => {
  say(`  URL      ${system.url}`)
  say(`  Docs     ${system.url}/docs`)
  say(`  API key  ${system.apiKey}  (kept in ${shown(dataDir)}/first-key)`)
  say(`  Logs     ${shown(system.logsDir)}`)
}

// The database knows the key it was made with: a deleted key file cannot be drawn again for it.
const warnOfForeignKey = async ({ url, apiKey }: System, dataDir: string) => {
  const { status } = await apiClient(url, apiKey).send(listProjectsRoute)
  if (status === 401)
    say(`This data was made with another first key, which is lost. To start afresh, stop and delete ${shown(dataDir)}.`)
}

await runTool(async (stopped) => {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '.data' } } })
  const dataDir = resolve(values.data)
  // Whatever it and its children make, documents and messages of a team among it, is their user's alone.
  process.umask(0o077)
  const held = hold(dataDir)

  const startedAt = Date.now()
  const gateway = await gatewayPort(process.env)
  const system = await startSystem({ ...settingsFrom(process.env), dataDir, ports: { gateway } })
  try {
    held.announce(system.url)
    const processes = processesOf(system)
    const pids = Object.fromEntries([...processes].map(([name, { pid }]) => [name, pid]))
    process.send?.({ type: 'ready', url: system.url, pids })
    say(`Synthwright is up (${duration(Date.now() - startedAt)}). Ctrl-C stops it.`)
    introduce(system, dataDir)
    await warnOfForeignKey(system, dataDir)
    await supervise(processes, { signal: stopped, say })
    say('Stopping.')
  } finally {
    await system.stop()
    held.release()
  }
})
