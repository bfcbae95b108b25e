import { checkArtifact, concludeArtifact, draftSection, gatherEvidence, planDraft } from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'

let system: System
let api: ApiClient
let drafts: Awaited<ReturnType<typeof ferryDrafts>>
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  drafts = await ferryDrafts(api)
})
afterAll(() => system.stop())

it.each([
  ['plan', planDraft],
  ['draft', draftSection],
  ['evidence', gatherEvidence],
  ['check', checkArtifact],
  ['conclude', concludeArtifact],
] as const)('does %s again when its worker dies with the result in hand', async (step, { service }) => {
  const worker = system.services.get(service)!
  const { broker } = system.wires.get(service)!
  const reached = broker.holdFrom(new RegExp(`PUB call\\.jobs\\.finish[^]*"step":"${step}"`))
  const answer = drafts.draft()
  await reached
  const { pid } = worker
  await worker.kill()
  expect(isDead(pid)).toBe(true)
  broker.cut()
  broker.release()
  await worker.restart()

  const { run_id, artifact } = await answer
  expect(artifact.markdown).toBe(drafts.undisturbed)
  const history = await historyOf(api, run_id)
  expect(doubledIn(history)).toEqual([])
  // Several sections were in the same worker's hands; of every other step there is one task.
  const lost = history.filter(({ type }) => type === 'task.retry')
  expect(new Set(lost.map((entry) => entry.step))).toEqual(new Set([step]))
  const done = history.filter((entry) => entry.type === 'task.done' && entry.step === step)
  expect(done.filter(({ attempt }) => attempt === 2)).toHaveLength(lost.length)
})
