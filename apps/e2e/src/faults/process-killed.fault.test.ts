import { serviceNames, type ServiceName } from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { allWell } from '../runs/probe-runs.ts'
import { runsThroughFault } from '../runs/runs-through-fault.ts'

let system: System
let api: ApiClient
beforeAll(async () => {
  system = await startSystem({ env: fastEngine })
  api = apiClient(system.url, system.apiKey)
})
afterAll(() => system.stop())

const runs = 60
const processOf = (name: ServiceName | 'broker' | 'store') =>
  name === 'broker' || name === 'store' ? system[name] : system.services.get(name)!

it.each([...serviceNames, 'broker', 'store'] as const)(
  'loses, doubles and leaves no run when %s is killed',
  async (name) => {
    const victim = processOf(name)
    const fate = await runsThroughFault(system, api, { runs }, async () => {
      const { pid } = victim
      await victim.kill()
      expect(isDead(pid)).toBe(true)
      await victim.restart()
      expect(victim.pid).not.toBe(pid)
    })
    expect(fate).toEqual(allWell(runs))
  },
)
