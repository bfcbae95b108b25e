import { draftRoute, getSynthesisRunRoute, listSynthesisRunsRoute, planRoute } from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type System } from '@synthwright/testing'
import { ferryGoal, importFerry } from '../ferry.ts'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'

let system: System
beforeAll(async () => {
  system = await startSystem({ env: { ...fastEngine, DRAFT_DEADLINE_MS: '1500' } })
}, 60_000)
afterAll(() => system.stop())

it('acceptance 70: while graph is away a plan fails and is kept as failed, and a draft is accepted and waits', async () => {
  const api = apiClient(system.url, system.apiKey)
  await importFerry(api)
  const body = { goal: ferryGoal }
  const before = await api.expect(planRoute, { body })
  const graph = system.services.get('graph')!
  const { pid } = graph
  await graph.kill()
  expect(isDead(pid)).toBe(true)

  const plan = await api.send(planRoute, { body })
  expect([plan.status, plan.error]).toMatchObject([
    500,
    { error: 'internal_error', message: 'Synthesis planning failed' },
  ])
  const { runs } = await api.expect(listSynthesisRunsRoute, { query: { kind: 'plan', limit: 1 } })
  expect(runs[0]).toMatchObject({ status: 'failed' })
  const draft = await api.send(draftRoute, { body })
  expect([draft.status, draft.body]).toMatchObject([202, { status: 'drafting' }])

  await graph.restart()
  const { run_id } = draft.body as { run_id: string }
  const ended = await waitUntil(
    async () => {
      const run = await api.expect(getSynthesisRunRoute, { params: { run_id } })
      return run.status === 'drafting' ? undefined : run
    },
    { timeoutMs: 20_000, what: 'the end of the draft' },
  )
  expect(ended).toMatchObject({ status: 'verified', verification: { status: 'pass' } })
  // acceptance 1, for a restart of what plans.
  expect(await api.expect(planRoute, { body })).toEqual(before)
}, 60_000)
