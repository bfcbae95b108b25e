import {
  allowedAt,
  apiClient,
  modelAnswers,
  startModelServer,
  startSystem,
  waitUntil,
  type ModelServer,
  type System,
} from '@synthwright/testing'
import { draftRoute, type DraftResponse } from '@synthwright/contracts'
import { ferryGoal, importFerry } from '../ferry.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'

const leaseMs = 20_000

let model: ModelServer
let system: System
beforeAll(async () => {
  model = await startModelServer()
  system = await startSystem({
    env: {
      ...fastEngine,
      // Whoever waits for a lease to end waits longer than this test.
      ENGINE_LEASE_MS: String(leaseMs),
      SHUTDOWN_GRACE_MS: '4000',
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'test-key',
      LLM_MODEL: 'scripted',
    },
  })
})
afterAll(async () => {
  await system.stop()
  await model.stop()
})

it('hands its tasks back when a worker is told to stop in the midst of them', async () => {
  const api = apiClient(system.url, system.apiKey)
  const { projectId } = await importFerry(api)
  let hanging = true
  model.handle((request) => {
    if (hanging) return modelAnswers.hang()
    const [id] = allowedAt(request, 'sentences.[].citation_ids.[]')
    return modelAnswers.json({ sentences: [], id })
  })
  const startedAt = Date.now()
  const answering = api.expect(draftRoute, { body: { goal: ferryGoal, project: projectId } })
  await waitUntil(() => model.calls.length > 0)
  const worker = system.services.get('llm-worker')!
  const exitCode = await worker.stop()
  expect(exitCode).toBe(0)
  expect(model.calls.every(({ abandoned }) => abandoned)).toBe(true)
  hanging = false
  await worker.restart()

  const { run_id } = (await answering) as DraftResponse
  expect(Date.now() - startedAt).toBeLessThan(leaseMs)
  const history = await historyOf(api, run_id)
  expect(doubledIn(history)).toEqual([])
  const handedBack = history.filter(({ type }) => type === 'task.retry')
  expect(handedBack.length).toBeGreaterThan(0)
  expect(new Set(handedBack.map(({ step, code }) => `${step} ${code}`))).toEqual(new Set(['draft cancelled']))
}, 40_000)
