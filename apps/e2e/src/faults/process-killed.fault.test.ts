import { serviceNames, type ServiceName } from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { allWell } from '../runs/probe-runs.ts'
import { runsThroughFault } from '../runs/runs-through-fault.ts'

let system: System
let api: ApiClient
let drafts: Awaited<ReturnType<typeof ferryDrafts>>
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  drafts = await ferryDrafts(api)
})
afterAll(() => system.stop())

const runs = 60
const processOf = (name: ServiceName | 'broker' | 'store') =>
  name === 'broker' || name === 'store' ? system[name] : system.services.get(name)!

/** Has work of a draft in the hands of a service, for those that no probe asks for anything. */
const takenUp = async (name: ServiceName | 'broker' | 'store') => {
  if (name !== 'graph' && name !== 'llm-worker') return { letGo: () => undefined, answer: undefined }
  const { broker } = system.wires.get(name)!
  const reached = broker.holdFrom(new RegExp(`PUB call\\.jobs\\.finish-${name}`))
  const answer = drafts.draft()
  await reached
  const letGo = () => {
    broker.cut()
    broker.release()
  }
  return { letGo, answer }
}

it.each([...serviceNames, 'broker', 'store'] as const)(
  'loses, doubles and leaves no run when %s is killed',
  async (name) => {
    const victim = processOf(name)
    const fate = await runsThroughFault(system, api, { runs }, async () => {
      const { pid } = victim
      const { letGo, answer } = await takenUp(name)
      await victim.kill()
      expect(isDead(pid)).toBe(true)
      letGo()
      await victim.restart()
      expect(victim.pid).not.toBe(pid)
      expect((await answer)?.artifact.markdown ?? drafts.undisturbed).toBe(drafts.undisturbed)
    })
    expect(fate).toEqual(allWell(runs))
  },
)
