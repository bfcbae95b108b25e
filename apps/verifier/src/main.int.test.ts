import {
  checkArtifact,
  engineCalls,
  concludeArtifact,
  type FinishRequest,
  type Principal,
} from '@synthwright/contracts'
import { answer, connectBus, type Bus } from '@synthwright/messaging'
import { spawnProcess, startBroker, waitUntil, type Broker, type SpawnedProcess } from '@synthwright/testing'
import { join } from 'node:path'
import { draftRun } from './artifacts/testing/draft-run.ts'

const run = draftRun({
  goal: 'The queue',
  sections: [
    {
      title: 'Overview',
      sources: { doc_queue: 'Each task waits in one durable queue. A worker claims it within 30 s.' },
      sentences: [
        { text: 'Each task waits in one durable queue.', cites: 'doc_queue' },
        { text: 'A worker claims it within 40 s.', cites: 'doc_queue', quote: 'A worker claims it within 30 s.' },
      ],
    },
  ],
})
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

let broker: Broker
let jobs: Bus
let verifier: SpawnedProcess
const finished: FinishRequest[] = []

beforeAll(async () => {
  broker = await startBroker()
  jobs = await connectBus({ service: 'jobs', instance: 'jobs-1', servers: broker.url })
  await jobs.serve([
    answer(engineCalls.verifier.claim, ({ step }) =>
      Promise.resolve({
        accepted: true,
        attempt: 1,
        deadlineInMs: 10_000,
        heartbeatEveryMs: 1_000,
        input: step === 'check' ? { goal: run.goal, constraints: [], text: run.text, evidence: run.evidence } : run,
        principal,
        traceparent: null,
      }),
    ),
    answer(engineCalls.verifier.heartbeat, () => Promise.resolve({ verdict: 'go' })),
    answer(engineCalls.verifier.finish, (request) => {
      finished.push(request)
      return Promise.resolve({ accepted: true })
    }),
  ])
  verifier = await spawnProcess({
    command: process.execPath,
    args: ['--no-warnings', join(import.meta.dirname, 'main.ts')],
    env: { NATS_URL: broker.url },
  })
  await verifier.waitForLine((line) => (line.includes('"Ready"') ? true : undefined))
  await jobs.ensureStreams()
})
afterAll(async () => {
  await verifier?.stop()
  await jobs?.stop(1_000)
  await broker?.stop()
})

const outcomeOf = async (step: 'check' | 'conclude') => {
  const message = { team: 'team_1', run: 'synth_1', step, round: 1, task: step }
  await jobs.dispatch(step === 'check' ? checkArtifact : concludeArtifact, message, `synth_1.${step}`)
  const { outcome } = await waitUntil(() => finished.find((finish) => finish.step === step), {
    what: `the ${step} task`,
  })
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome
}

test('a draft is checked and concluded over the broker, and the service stops when asked', async () => {
  const checked = await outcomeOf('check')
  expect(checked.facts).toEqual({ refusedSections: ['sec_1'], hardFlags: 1, undecided: 0 })
  expect(checkArtifact.result.parse(checked.result).sentences.map(({ verdict }) => verdict)).toEqual([
    'supported',
    'unsupported',
  ])

  const concluded = await outcomeOf('conclude')
  const { artifact } = concludeArtifact.result.parse(concluded.result)
  expect(concluded.facts).toEqual({
    status: 'pass',
    source_count: 1,
    source_ids: ['doc_queue'],
    gap_count: 0,
    artifact_id: artifact!.artifact_id,
    emptied: [],
  })
  expect(artifact!.markdown).toBe('# The Queue\n\n## Overview\n\nEach task waits in one durable queue. [doc_queue]\n')

  verifier.signal('SIGTERM')
  expect(await verifier.exited).toEqual({ code: 0, signal: null })
})
