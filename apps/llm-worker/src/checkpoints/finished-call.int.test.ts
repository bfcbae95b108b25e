import { connectStore, type Store } from '@synthwright/persistence'
import { modelAnswers, startModelServer, startStore, type ModelServer } from '@synthwright/testing'
import { fakeClock } from '@synthwright/kernel/testing'
import { draftSectionWith } from '../drafting/draft-section.service.ts'
import { defaultPatience } from '../models/complete-patiently.ts'
import { createModel } from '../models/create-model.ts'
import { noUsage, type Asking } from '../models/language-model.ts'
import { createOpenAiEndpoint } from '../models/openai-endpoint.ts'
import { input } from '../testing/material.ts'
import { createFinishedCallRepository } from './finished-call.repository.ts'
import { finishedCalls } from './finished-call.schema.ts'
import { rememberCalls } from './remember-calls.ts'

let stored: Awaited<ReturnType<typeof startStore>>
let store: Store
let server: ModelServer

beforeAll(async () => {
  stored = await startStore()
  store = await connectStore({ uri: stored.uri, database: 'llm_worker_test', production: false })
  await store.ensureIndexes(finishedCalls)
  server = await startModelServer()
})
beforeEach(() => server.clear())
afterAll(async () => {
  await server?.stop()
  await store?.close()
  await stored?.stop()
})

const answer = modelAnswers.json({
  sentences: [
    {
      text: 'A message only wakes a worker.',
      citation_ids: ['s1'],
      quote: 'A message only wakes a worker',
      quote_source_id: 's1',
      paragraph: 0,
    },
  ],
})

/** Each call stands for another process: nothing is shared but the store. */
const draftAnew = (runId: string, extra: Parameters<typeof input>[0] = {}) => {
  const endpoint = createOpenAiEndpoint({ baseUrl: server.url, apiKey: 'sk-scripted', model: 'scripted-1' })
  const model = rememberCalls(createModel(endpoint, defaultPatience), createFinishedCallRepository(store), fakeClock())
  const spent = noUsage()
  const asking: Asking = { teamId: 'team_1', runId, signal: new AbortController().signal, endsAt: null, spent }
  return draftSectionWith(model)(input(extra), asking).then((drafted) => ({ drafted, spent }))
}

test('acceptance 72: an attempt that is resumed by another worker is not paid for again', async () => {
  server.handle(() => answer)
  const first = await draftAnew('synth_resumed')
  const second = await draftAnew('synth_resumed')
  expect(first.drafted.draft_mode).toBe('llm')
  const { usage, ...drafted } = first.drafted
  const usageAgain = { ...usage, latencyMs: expect.any(Number) as number }
  expect(second).toEqual({ spent: first.spent, drafted: { ...drafted, usage: usageAgain } })
  expect(server.calls).toHaveLength(1)
})

test('another run and another input are asked for themselves', async () => {
  server.handle(() => answer)
  await draftAnew('synth_one')
  await draftAnew('synth_two')
  await draftAnew('synth_one', { constraints: ['at most 50 words'] })
  expect(server.calls).toHaveLength(3)
})

test('an answer that could not be used is not kept', async () => {
  server.script(modelAnswers.prose(), modelAnswers.prose())
  const failed = await draftAnew('synth_unusable')
  expect(failed.drafted.fell_back).toBe(true)
  server.handle(() => answer)
  expect((await draftAnew('synth_unusable')).drafted.draft_mode).toBe('llm')
  expect(server.calls).toHaveLength(3)
})

test('of two workers that finish the same call the first is kept, and other teams see nothing of it', async () => {
  const calls = createFinishedCallRepository(store)
  const key = { teamId: 'team_1', runId: 'synth_twice', hash: 'h' }
  const usage = { inputTokens: 1, outputTokens: 1, modelCalls: 1 }
  await calls.keep(key, { answer: 'first', usage, createdAt: new Date() })
  await calls.keep(key, { answer: 'second', usage, createdAt: new Date() })
  expect(await calls.find(key)).toMatchObject({ answer: 'first', usage })
  expect(await calls.find({ ...key, teamId: 'team_2' })).toBeUndefined()
})

test('finished calls are dropped after seven days', () => {
  expect(finishedCalls.indexes).toEqual([expect.objectContaining({ expireAfterSeconds: 604_800 })])
})
