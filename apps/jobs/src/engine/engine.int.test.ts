import { defineTask, type Principal, type RunStatus } from '@synthwright/contracts'
import { newId, systemClock } from '@synthwright/kernel'
import { connectBus, perform, type Bus } from '@synthwright/messaging'
import { connectStore, type Store } from '@synthwright/persistence'
import { startBroker, startStore, waitUntil, type Broker, type RunningStore } from '@synthwright/testing'
import { z } from 'zod'
import { createAllTeamsRepository } from './all-teams.repository.ts'
import { createBlobRepository } from './blob.repository.ts'
import { blobs } from './blob.schema.ts'
import { createEngine, type RunEngine } from './engine.ts'
import { engineCalls } from './handlers/engine-calls.ts'
import type { Recipe } from './recipe.ts'
import type { EngineBus } from './messages.ts'
import { createReconciler } from './reconciler.ts'
import { createRunRepository, type RunRepository } from './run.repository.ts'
import { runs as runCollection } from './run.schema.ts'
import { sweepBlobs } from './sweep-blobs.ts'
import { defaultTiming } from './timing.ts'

const double = defineTask({
  service: 'graph',
  name: 'double',
  input: z.object({ n: z.number() }),
  result: z.object({ n: z.number() }),
  facts: z.object({ n: z.number() }),
  maxAttempts: 3,
  attemptTimeoutMs: 5_000,
})

/** Doubles the number of the request twice, side by side, and then each sum once more. */
const recipe: Recipe = {
  kind: 'artifact.draft',
  contracts: [double],
  next: ({ steps }) => {
    if (steps.length === 2) return { type: 'end', outcome: { n: (steps[1]!.tasks[0]!.facts as { n: number }).n } }
    const keys = steps.length === 0 ? ['a', 'b'] : ['sum']
    return { type: 'step', name: `s${steps.length}`, round: 1, tasks: keys.map((key) => ({ key, contract: double })) }
  },
  async input(run, step, _task, reader) {
    if (step.name === 's0') return { n: (await reader.request<{ n: number }>()).n, secret: 'of jobs' }
    const [a, b] = await Promise.all(run.steps[0]!.tasks.map((task) => reader.result<{ n: number }>(task)))
    return { n: a!.n + b!.n }
  },
}

const principal: Principal = {
  teamId: 'team_1',
  userId: 'user_1',
  role: 'member',
  scopes: ['api:write'],
  projectIds: null,
  memoryScopes: ['private', 'project'],
  namespaces: [],
  credentialId: 'cred_1',
}
const timing = { ...defaultTiming, leaseMs: 1_000, leaseSkewMs: 100, heartbeatEveryMs: 200, reconcileEveryMs: 100 }

let broker: Broker
let server: RunningStore
let store: Store
let bus: Bus
let worker: Bus
let runs: RunRepository
const worked: string[] = []

const engineWith = (over: Partial<EngineBus> = {}): RunEngine =>
  createEngine({
    runs,
    all: createAllTeamsRepository(store),
    blobs: createBlobRepository(store, systemClock),
    bus: { dispatch: (...given) => bus.dispatch(...given), publish: (...given) => bus.publish(...given), ...over },
    clock: systemClock,
    timing,
    recipes: [recipe],
    log: { info: () => {}, warn: () => {} },
    recordAudit: async (entries) => entries.map(({ id }) => id),
  })

const start = (engine: RunEngine, n = 1, commandId = newId('command')) =>
  engine.start({
    runId: newId('run'),
    kind: 'artifact.draft',
    principal,
    commandId,
    requestId: null,
    request: { n },
    parentRunId: null,
    project: null,
    about: { goal: null, outputType: null },
    deadlineMs: null,
    traceparent: null,
  })

const until = (runId: string, status: RunStatus) =>
  waitUntil(async () => {
    const run = await runs.find('team_1', runId)
    return run?.status === status ? run : undefined
  })

beforeAll(async () => {
  ;[broker, server] = await Promise.all([startBroker(), startStore()])
  store = await connectStore({ uri: server.uri, database: 'engine', production: false })
  await store.ensureIndexes(runCollection, blobs)
  runs = createRunRepository(store)
  bus = await connectBus({ service: 'jobs', instance: 'jobs-1', servers: broker.url })
  worker = await connectBus({ service: 'graph', instance: 'graph-1', servers: broker.url })
  await bus.ensureStreams()
  await bus.serve(engineCalls(engineWith()))
  await worker.work(
    [
      perform(double, async ({ n }, { runId, step, task }) => {
        worked.push(`${runId}/${step}/${task}`)
        return { result: { n: 2 * n }, facts: { n: 2 * n } }
      }),
    ],
    { concurrency: 2 },
  )
})
afterAll(async () => {
  await worker.stop(1_000)
  await bus.stop(1_000)
  await store.close()
  await Promise.all([broker.stop(), server.stop()])
})

it('takes a run through its steps, each task once', async () => {
  const runId = await start(engineWith(), 5)
  const run = await until(runId, 'succeeded')
  expect(run.outcome).toEqual({ n: 40 })
  const tasks = worked.filter((entry) => entry.startsWith(runId)).map((entry) => entry.split('/').slice(1).join('/'))
  expect([...tasks].sort()).toEqual(['s0/a', 's0/b', 's1/sum'])
  expect(run.history.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['run.created', 'run.started', 'step.done', 'run.succeeded']),
  )
})

it('hands out what the contract of a task names, and nothing else that its recipe had at hand', async () => {
  const engine = engineWith({ dispatch: () => Promise.resolve(), publish: () => undefined })
  const runId = await start(engine, 5)
  const at = { team: 'team_1', run: runId, step: 's0', round: 1, task: 'a' }
  const claimed = await engine.claim('graph', { ...at, claimId: newId('run'), worker: 'w' })
  expect(claimed).toMatchObject({ accepted: true, input: { n: 5 } })
  expect(claimed).not.toHaveProperty('input.secret')
})

it('starts one run for one command, also when it is given twice at once', async () => {
  const engine = engineWith()
  const [first, second] = await Promise.all([start(engine, 1, 'command-1'), start(engine, 1, 'command-1')])
  expect(second).toBe(first)
  expect(await start(engine, 1, 'command-1')).toBe(first)
  await until(first, 'succeeded')
})

it('keeps the teams apart', async () => {
  const runId = await start(engineWith())
  expect(await runs.find('team_2', runId)).toBeUndefined()
  await until(runId, 'succeeded')
})

it('sends again what a process that died between the update and the publish did not send', async () => {
  let lost = 0
  const dying = engineWith({
    dispatch: () => {
      lost += 1
      return new Promise(() => {})
    },
  })
  const runId = await start(dying, 3)
  expect(lost).toBe(2)
  expect((await runs.find('team_1', runId))!.status).toBe('pending')
  await engineWith().resumeAll()
  expect((await until(runId, 'succeeded')).outcome).toEqual({ n: 24 })
})

it('gives a task to another worker when its lease has passed, and refuses the first one for good', async () => {
  const silent = engineWith({ dispatch: () => new Promise(() => {}) })
  const runId = await start(silent, 1)
  const at = { team: 'team_1', run: runId, step: 's0', round: 1, task: 'a' }
  // The task of graph is nobody else's, whoever knows of it.
  expect(await silent.claim('verifier', { ...at, claimId: 'other', worker: 'w0' })).toMatchObject({ reason: 'unknown' })
  const first = await silent.claim('graph', { ...at, claimId: 'first', worker: 'w1' })
  expect(first).toMatchObject({ accepted: true, attempt: 1, input: { n: 1 } })
  const foreign = { ok: false, error: { code: 'internal', message: 'Not mine' } } as const
  expect(await silent.heartbeat('verifier', { ...at, claimId: 'first', attempt: 1 })).toBe('stop')
  expect(await silent.finish('verifier', { ...at, claimId: 'first', attempt: 1 }, foreign)).toBe(false)

  const later = createReconciler({
    engine: engineWith(),
    all: createAllTeamsRepository(store),
    clock: systemClock,
    timing,
    log: { info: () => {}, warn: () => {} },
    hearsWorkers: () => true,
  })
  await later.start()
  const run = await until(runId, 'succeeded')
  await later.stop()
  expect(run.steps[0]!.tasks.find(({ key }) => key === 'a')).toMatchObject({ attempt: 2 })
  const outcome = { ok: true, result: { n: 99 }, facts: { n: 99 } } as const
  expect(await silent.finish('graph', { ...at, claimId: 'first', attempt: 1 }, outcome)).toBe(false)
  expect(await silent.heartbeat('graph', { ...at, claimId: 'first', attempt: 1 })).toBe('stop')
  expect((await runs.find('team_1', runId))!.outcome).toEqual({ n: 8 })
})

it('sweeps what no run names, once it is a day old, and nothing else', async () => {
  const runId = await start(engineWith())
  await until(runId, 'succeeded')
  const repository = createBlobRepository(store, systemClock)
  await repository.write('team_1', runId, `${runId}.orphan`, { n: 0 })
  const all = createAllTeamsRepository(store)
  const at = (ms: number) => ({ now: () => Date.now() + ms, date: () => new Date(Date.now() + ms) })
  expect(await sweepBlobs(all, at(0))).toBe(0)
  expect(await sweepBlobs(all, at(25 * 60 * 60_000))).toBeGreaterThan(0)
  await expect(repository.read('team_1', `${runId}.orphan`)).rejects.toMatchObject({ code: 'blob_not_found' })
  expect(await repository.read('team_1', `${runId}.request`)).toEqual({ n: 1 })
})
