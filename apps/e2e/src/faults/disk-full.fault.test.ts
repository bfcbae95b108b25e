import { createEntityRoute, getEntityRoute, readyRoute } from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { allWell, probeRuns } from '../runs/probe-runs.ts'

let dataDir: string
let system: System
let api: ApiClient
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'synthwright-full-'))
  system = await startSystem({ dataDir, env: fastEngine })
  api = apiClient(system.url, system.apiKey)
})
afterAll(async () => {
  await system.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** From now on the store's files cannot grow by more than `bytes`: what it meets is what a full disk says. */
const fillDisk = async (bytes: number) => {
  const { size } = await stat(join(dataDir, 'store/docstore.sqlite-wal'))
  execFileSync('prlimit', ['--pid', String(system.store.pid), `--fsize=${size + bytes}:`])
}

const content = (n: number) => `Entity ${n}. ${'A sentence of some length. '.repeat(100)}`

it('loses nothing that was acknowledged when the disk is full, and says that it cannot store', async () => {
  const probes = probeRuns(system, api)
  const running = probes.many(80, { atOnce: 2, withinMs: 30_000 })
  await waitUntil(() => probes.ended() > 4)
  await fillDisk(2_000_000)

  const acknowledged: string[] = []
  const refused: string[] = []
  for (let n = 0; refused.length === 0; n += 1) {
    const body = { name: `Entity ${n}`, entity_type: 'note', content: content(n) }
    const { status, body: created, error } = await api.send(createEntityRoute, { body })
    if (error) refused.push(`${status} ${error.error}`)
    else acknowledged.push(created.id)
  }
  expect(acknowledged.length).toBeGreaterThan(0)
  await waitUntil(() => isDead(system.store.pid))
  expect(system.store.output()).toContain('The docstore cannot write its data and stops')

  expect(refused).toEqual([expect.stringMatching(/^50[34] (unavailable|outcome_unknown)$/)])
  const late = await api.send(createEntityRoute, { body: { name: 'Late', content: content(0) } })
  expect([late.status, late.error?.error]).toEqual([503, 'unavailable'])
  await waitUntil(async () => (await fetch(`${system.url}${readyRoute.path}`)).status === 503)

  await system.store.restart()
  await running
  expect(await probes.fate()).toEqual(allWell(80))
  for (const id of acknowledged) {
    const entity = await api.expect(getEntityRoute, { params: { entity_id: id } })
    expect(entity.content).toContain('A sentence of some length.')
  }
}, 60_000)
