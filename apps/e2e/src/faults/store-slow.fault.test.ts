import { apiClient, startSystem, type System } from '@synthwright/testing'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { allWell } from '../runs/probe-runs.ts'
import { runsThroughFault } from '../runs/runs-through-fault.ts'

let system: System
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true })
})
afterAll(() => system.stop())

it('ends every run, once, although every word of the store comes late', async () => {
  const api = apiClient(system.url, system.apiKey)
  const drafts = await ferryDrafts(api)
  const stores = (['gateway', 'jobs', 'graph'] as const).map((name) => system.wires.get(name)!.store)
  const delayed = () => stores.map((store) => store.hits().delayed)
  const fate = await runsThroughFault(system, api, { runs: 24 }, async () => {
    for (const store of stores) store.delay(20)
    const { artifact } = await drafts.draft()
    expect(artifact.markdown).toBe(drafts.undisturbed)
  })
  expect(fate).toEqual(allWell(24))
  for (const count of delayed()) expect(count).toBeGreaterThan(10)
})
