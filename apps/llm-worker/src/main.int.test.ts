import { engineCalls, draftSection, type FinishRequest, judgeClaims, type Principal } from '@synthwright/contracts'
import { answer, connectBus, type Bus } from '@synthwright/messaging'
import { spawnProcess, startBroker, waitUntil, type Broker, type SpawnedProcess } from '@synthwright/testing'
import { join } from 'node:path'
import { input } from './testing/material.ts'

let broker: Broker
let jobs: Bus
let worker: SpawnedProcess
const finished: FinishRequest[] = []

const claims = [{ claimId: 'c', text: 'A lease ends.', evidence: [{ id: 'e', text: 'Leases end.' }] }]

const principal: Principal = {
  teamId: 'team_1',
  userId: 'user_1',
  role: 'member',
  scopes: ['api:write'],
  projectIds: null,
  memoryScopes: [],
  namespaces: [],
  credentialId: 'cred_1',
}

beforeAll(async () => {
  broker = await startBroker()
  jobs = await connectBus({ service: 'jobs', instance: 'jobs-1', servers: broker.url })
  await jobs.serve([
    answer(engineCalls['llm-worker'].claim, ({ step }) =>
      Promise.resolve({
        accepted: true,
        attempt: 1,
        deadlineInMs: 10_000,
        heartbeatEveryMs: 1_000,
        input: step === 'judge' ? { claims } : input(),
        principal,
        traceparent: null,
      }),
    ),
    answer(engineCalls['llm-worker'].heartbeat, () => Promise.resolve({ verdict: 'go' })),
    answer(engineCalls['llm-worker'].finish, (request) => {
      finished.push(request)
      return Promise.resolve({ accepted: true })
    }),
  ])
  worker = await spawnProcess({
    command: process.execPath,
    args: ['--no-warnings', join(import.meta.dirname, 'main.ts')],
    // A key in the environment must change nothing.
    env: { NATS_URL: broker.url, OPENAI_API_KEY: 'sk-unused', LLM_PROVIDER: undefined, MONGODB_URI: undefined },
  })
  await worker.waitForLine((line) => (line.includes('"Ready"') ? true : undefined))
})
afterAll(async () => {
  await worker?.stop()
  await jobs?.stop(1_000)
  await broker?.stop()
})

test('without any configuration the service writes a section, judges nothing, and stops when asked', async () => {
  await jobs.ensureStreams()
  const message = { team: 'team_1', run: 'synth_1', step: 'draft', round: 1, task: 'sec_1' }
  await jobs.dispatch(draftSection, message, 'message-1')
  await waitUntil(() => finished.length > 0, { what: 'the finish of the task' })
  const { outcome, attempt } = finished[0]!
  expect(attempt).toBe(1)
  if (!outcome.ok) throw new Error(outcome.error.message)
  const drafted = draftSection.result.parse(outcome.result)
  expect(drafted).toMatchObject({ provider: 'offline', draft_mode: 'extractive', fell_back: false })
  expect(drafted.sentences.length).toBeGreaterThan(2)

  await jobs.dispatch(judgeClaims, { ...message, step: 'judge', task: 'judge' }, 'message-2')
  await waitUntil(() => finished.length > 1, { what: 'the finish of the second task' })
  expect(finished[1]!.outcome).toMatchObject({ ok: true, facts: { judged: 0, undecided: 1, unavailable: 'judge_off' } })

  worker.signal('SIGTERM')
  expect(await worker.exited).toEqual({ code: 0, signal: null })
})
