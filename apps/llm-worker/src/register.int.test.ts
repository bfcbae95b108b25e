import { readConfig } from '@synthwright/config'
import { draftSection, judgeClaims } from '@synthwright/contracts'
import { connectStore, type Store } from '@synthwright/persistence'
import { modelAnswers, startModelServer, startStore, type ModelServer } from '@synthwright/testing'
import { finishedCalls } from './checkpoints/finished-call.schema.ts'
import { LlmWorkerConfig } from './config.ts'
import { registerWithModel } from './register.ts'
import { asking } from './testing/asking.ts'
import { input } from './testing/material.ts'

let stored: Awaited<ReturnType<typeof startStore>>
let store: Store
let server: ModelServer

beforeAll(async () => {
  stored = await startStore()
  store = await connectStore({ uri: stored.uri, database: 'llm_worker_register', production: false })
  await store.ensureIndexes(finishedCalls)
  server = await startModelServer()
})
beforeEach(() => server.clear())
afterAll(async () => {
  await server?.stop()
  await store?.close()
  await stored?.stop()
})

/** Does a task as a worker with these settings would. */
const perform = async (settings: Record<string, string>, name: string, taskInput: unknown, runId: string) => {
  const config = readConfig(LlmWorkerConfig, {
    ...{ LLM_PROVIDER: 'openai', OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'sk-scripted', LLM_MODEL: 'writer-1' },
    ...settings,
  })
  const { tasks } = await registerWithModel({ config, store })
  const task = tasks.find(({ contract }) => contract.name === name)!
  return task.work(taskInput, { ...asking({ runId }), deadlineAt: null, progress: () => {} } as never)
}

const claims = { claims: [{ claimId: 'c', text: 'A lease ends.', evidence: [{ id: 'e', text: 'Leases end.' }] }] }
const verdict = modelAnswers.json({ verdict: 'supported', evidence_ids: ['e1'] })

test('a judge is asked only where one is configured, under its own name, and once in a run', async () => {
  server.handle(() => verdict)
  const off = await perform({}, judgeClaims.name, claims, 'synth_judged')
  expect(off.result).toMatchObject({ verdicts: [], unavailable: 'judge_off' })
  expect(server.calls).toHaveLength(0)

  const on = { LLM_JUDGE: 'on', LLM_JUDGE_MODEL: 'judge-1' }
  const first = await perform(on, judgeClaims.name, claims, 'synth_judged')
  expect(first.result).toMatchObject({ verdicts: [{ claimId: 'c', verdict: 'supported', evidenceIds: ['e'] }] })
  // Another process that takes the run up again does not pay for the verdict a second time, and tells what it cost.
  const again = await perform(on, judgeClaims.name, claims, 'synth_judged')
  expect(again.usage).toEqual({ ...first.usage, latencyMs: expect.any(Number) })
  expect(server.calls.map(({ body }) => body.model)).toEqual(['judge-1'])
  await perform({ LLM_JUDGE: 'on' }, judgeClaims.name, claims, 'synth_judged')
  expect(server.calls.at(-1)!.body.model).toBe('writer-1')
})

test('what a section cost is known where the prices of the model are', async () => {
  server.handle(() =>
    modelAnswers.json({
      sentences: [
        {
          ...{ text: 'A message only wakes a worker.', citation_ids: ['s1'], quote_source_id: 's1', paragraph: 0 },
          quote: 'A message only wakes a worker',
        },
      ],
    }),
  )
  const prices = { LLM_INPUT_PRICE_CENTS: '200', LLM_OUTPUT_PRICE_CENTS: '800' }
  const { result } = await perform(prices, draftSection.name, input(), 'synth_priced')
  const { usage } = draftSection.result.parse(result)
  expect(usage!.costUsd).toBeCloseTo((usage!.inputTokens * 2 + usage!.outputTokens * 8) / 1e6, 12)
  const unpriced = await perform({}, draftSection.name, input(), 'synth_unpriced')
  expect(draftSection.result.parse(unpriced.result).usage!.costUsd).toBeNull()
})
