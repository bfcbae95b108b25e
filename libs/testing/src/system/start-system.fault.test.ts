import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startSystem } from './start-system.ts'

let dataDir: string
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'synthwright-fault-'))))
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const processesOnIt = async () => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args='])
  return stdout.split('\n').filter((line) => line.includes(join(dataDir, 'store')))
}

it('names a service that cannot start, with its reason, and leaves nothing running', async () => {
  const starting = startSystem({ dataDir, env: { LOG_LEVEL: 'deafening' } })
  await expect(starting).rejects.toThrow(/^(gateway|jobs|graph|llm-worker|verifier) ended .*\(exit 78\)\n.*LOG_LEVEL/)
  expect(await processesOnIt()).toEqual([])
}, 30_000)

it('has a store of its own while it runs', async () => {
  const system = await startSystem({ dataDir })
  expect(await processesOnIt()).toHaveLength(1)
  await system.stop()
  expect(await processesOnIt()).toEqual([])
}, 30_000)
