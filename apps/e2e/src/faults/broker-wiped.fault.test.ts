import { getRunRoute, listRunsRoute, runEnded } from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { allWell, probeRuns } from '../runs/probe-runs.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'
import { runsThroughFault } from '../runs/runs-through-fault.ts'

let system: System
let api: ApiClient
beforeAll(async () => {
  // The timer would hide what is sent again at once.
  system = await startSystem({ env: { ...fastEngine, ENGINE_RESEND_MS: '60000' }, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
})
afterAll(() => system.stop())

const killAndWipe = async () => {
  const { pid } = system.broker
  await system.broker.kill()
  expect(isDead(pid)).toBe(true)
  await system.broker.restart({ wipe: true })
}

it('acceptance 73: loses no run when the broker forgets everything in the midst of them', async () => {
  const fate = await runsThroughFault(system, api, { runs: 60 }, killAndWipe)
  expect(fate).toEqual(allWell(60))
})

it('sends again what only the broker knew', async () => {
  const { broker } = system.wires.get('verifier')!
  broker.hold()
  const probes = probeRuns(system, api)
  const running = probes.many(10, { atOnce: 10, withinMs: 20_000 })
  // Ten runs have begun and nobody has taken their first task: its message is all that the broker holds.
  await waitUntil(async () => (await probes.listed()).filter(({ status }) => status === 'pending').length === 10)
  await killAndWipe()
  broker.cut()
  broker.release()
  await running
  expect(await probes.fate()).toEqual(allWell(10))
})

it('acceptance 73: ends a draft that the broker forgot between two of its steps, as if nothing had been', async () => {
  const drafts = await ferryDrafts(api)
  const { broker } = system.wires.get('verifier')!
  broker.hold()
  const drafting = drafts.draft()
  const newest = async () => (await api.expect(listRunsRoute, { query: { kind: 'artifact.draft', limit: 1 } })).runs[0]!
  // Its sections are written, and the message that has them checked is all that is under way.
  await waitUntil(async () => {
    const { run_id, status } = await newest()
    if (runEnded(status)) return false
    const { steps } = await api.expect(getRunRoute, { params: { run_id } })
    return steps.some(({ name, status }) => name === 'check' && status === 'active')
  })
  await killAndWipe()
  broker.cut()
  broker.release()
  const { artifact, run_id } = await drafting
  expect(artifact.markdown).toBe(drafts.undisturbed)
  expect(doubledIn(await historyOf(api, run_id))).toEqual([])
})
