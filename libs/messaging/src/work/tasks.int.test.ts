import { jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { runCancelled, taskConsumer, taskStream } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import type { Bus } from '../bus.ts'
import { admin, startMessaging, type Messaging } from '../testing/broker.ts'
import { count, never, principal } from '../testing/contracts.ts'
import { messageFor, startFakeEngine, type FakeEngine } from '../testing/fake-engine.ts'
import { perform, type TaskContext } from './perform.ts'

let messaging: Messaging
let nc: NatsConnection
let jobs: Bus
let verifier: Bus
let engine: FakeEngine
beforeAll(async () => {
  messaging = await startMessaging()
  nc = await connect({ servers: messaging.broker.url, user: admin.user, pass: admin.password })
})
afterAll(async () => {
  await nc.close()
  await messaging.stop()
})
beforeEach(async () => {
  jobs = await messaging.connect('jobs')
  verifier = await messaging.connect('verifier')
})
afterEach(async () => {
  await messaging.close()
  await (await jetstreamManager(nc)).streams.delete(taskStream.name)
})

const counted = async ({ text }: { text: string }) => ({
  result: { length: text.length },
  facts: { length: text.length },
})
const dispatch = (run: string) => jobs.dispatch(count, messageFor(run), `${run}.1`)
const finished = (run: string) => waitUntil(() => engine.finishes.find((finish) => finish.run === run))
const consumer = async () => (await jetstreamManager(nc)).consumers.info(taskStream.name, taskConsumer(count))
const acknowledged = () =>
  waitUntil(async () => {
    const { num_ack_pending, num_pending } = await consumer()
    return num_ack_pending + num_pending === 0
  })

describe('work', () => {
  it('claims, acknowledges, does and finishes a task', async () => {
    const before = Date.now()
    engine = await startFakeEngine(jobs, { deadlineInMs: 60_000 })
    let seen: TaskContext | undefined
    await verifier.work(
      [
        perform(count, async (input, context) => {
          seen = context
          return { ...(await counted(input)), usage: { inputTokens: 1, outputTokens: 2, modelCalls: 3 } }
        }),
      ],
      { concurrency: 2 },
    )
    await dispatch('run_1')
    const finish = await finished('run_1')
    const [claimed] = engine.claims
    expect(claimed).toMatchObject({ ...messageFor('run_1'), worker: expect.stringMatching(/^verifier\//) })
    expect(finish).toEqual({
      ...messageFor('run_1'),
      claimId: claimed?.claimId,
      attempt: 1,
      outcome: {
        ok: true,
        result: { length: 5 },
        facts: { length: 5 },
        usage: { inputTokens: 1, outputTokens: 2, modelCalls: 3 },
      },
    })
    expect(seen).toMatchObject({
      principal,
      attempt: 1,
      teamId: 'team_1',
      runId: 'run_1',
      step: 'check',
      round: 1,
      task: 't1',
    })
    expect(seen?.deadlineAt).toBeGreaterThanOrEqual(before + 60_000)
    await acknowledged()
  })

  it('hands in nothing that the contract does not know', async () => {
    engine = await startFakeEngine(jobs)
    const leaky = { result: { length: 1, secret: 'hunter2' }, facts: { length: 1, secret: 'hunter2' } }
    await verifier.work([perform(count, async () => leaky)], { concurrency: 1 })
    await dispatch('run_1')
    expect((await finished('run_1')).outcome).toEqual({ ok: true, result: { length: 1 }, facts: { length: 1 } })
  })

  it.each([
    [
      'an error of ours',
      new AppError('provider_rate_limited', 'Slow down', { retryAfterMs: 7 }),
      'provider_rate_limited',
    ],
    ['a bug', new TypeError('secret detail'), 'internal'],
  ])('finishes with %s', async (_, thrown, code) => {
    engine = await startFakeEngine(jobs)
    const work = async (): Promise<never> => {
      await new Promise((resolve) => setImmediate(resolve))
      throw thrown
    }
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    const { outcome } = await finished('run_1')
    expect(outcome).toMatchObject({ ok: false, error: { code } })
    expect(JSON.stringify(outcome)).not.toContain('secret detail')
  })

  it.each([
    ['an input', { terms: { input: { text: 7 } }, work: counted }],
    ['a result', { terms: {}, work: async () => ({ result: { length: 'x' as never }, facts: { length: 1 } }) }],
    ['facts', { terms: {}, work: async () => ({ result: { length: 1 }, facts: {} as never }) }],
  ])('fails the attempt for %s of another form', async (_, { terms, work }) => {
    engine = await startFakeEngine(jobs, terms)
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    expect((await finished('run_1')).outcome).toMatchObject({ ok: false, error: { code: 'contract_violated' } })
    await acknowledged()
  })

  it('fails the attempt for a result that no message can hold', async () => {
    engine = await startFakeEngine(jobs)
    const { count: wide } = { count: { ...count, result: count.result.loose() } }
    const work = async () => ({ result: { length: 1, text: 'x'.repeat(9_000_000) }, facts: { length: 1 } })
    await verifier.work([perform(wide, work)], { concurrency: 1 })
    await dispatch('run_1')
    expect((await finished('run_1')).outcome).toMatchObject({ ok: false, error: { code: 'message_too_large' } })
  })

  it('drops a message that is none, and goes on', async () => {
    engine = await startFakeEngine(jobs)
    await verifier.work([perform(count, counted)], { concurrency: 1 })
    for (const poison of ['', 'not json', '{"run":1}', '[]']) nc.publish(count.subject, poison)
    await nc.flush()
    await dispatch('run_1')
    await finished('run_1')
    await acknowledged()
    expect(engine.claims).toHaveLength(1)
    expect(messaging.logged().filter(({ message }) => message.includes('not understood'))).toHaveLength(4)
  })

  it('acknowledges without work what the engine refuses', async () => {
    engine = await startFakeEngine(jobs)
    let worked = 0
    await verifier.work([perform(count, (input) => ((worked += 1), counted(input)))], { concurrency: 1 })
    await dispatch('run_1')
    await finished('run_1')
    await jobs.dispatch(count, messageFor('run_1'), 'run_1.2')
    await waitUntil(() => engine.claims.length === 2)
    await acknowledged()
    expect([worked, engine.finishes.length]).toEqual([1, 1])
  })

  it('takes the same message id for one message', async () => {
    engine = await startFakeEngine(jobs)
    await jobs.ensureStreams()
    await Promise.all([dispatch('run_1'), dispatch('run_1'), dispatch('run_1')])
    await verifier.work([perform(count, counted)], { concurrency: 1 })
    await dispatch('run_2')
    await finished('run_2')
    expect(engine.claims.map(({ run }) => run)).toEqual(['run_1', 'run_2'])
  })

  it('pulls no more than its slots can take', async () => {
    engine = await startFakeEngine(jobs)
    const release: (() => void)[] = []
    const work = async (input: { text: string }) => {
      await new Promise<void>((resolve) => release.push(resolve))
      return counted(input)
    }
    await verifier.work([perform(count, work, { concurrency: 2 })], { concurrency: 50 })
    for (const run of ['run_1', 'run_2', 'run_3', 'run_4']) await dispatch(run)
    await waitUntil(() => release.length === 2)
    await waitUntil(async () => (await consumer()).num_ack_pending === 0)
    expect((await consumer()).num_pending).toBe(2)
    release[0]?.()
    await waitUntil(() => release.length === 3)
    expect(engine.claims).toHaveLength(3)
    for (const each of release) each()
    await waitUntil(() => release.length === 4)
    release[3]?.()
  })

  it('shows progress with its heartbeats', async () => {
    engine = await startFakeEngine(jobs)
    const work = (_: unknown, { progress, signal }: TaskContext) => {
      progress(1, 4)
      progress(3, 4)
      return never(signal)
    }
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    await waitUntil(() => engine.beats.length === 2)
    expect(engine.beats[1]).toMatchObject({ run: 'run_1', attempt: 1, progress: { done: 3, total: 4 } })
  })

  it('stops when the engine says so, and hands in nothing', async () => {
    engine = await startFakeEngine(jobs)
    let reason: unknown
    const work = async (input: { text: string }, { signal }: TaskContext) => {
      if (input.text !== 'run_1') return counted(input)
      await never(signal).catch((error: unknown) => (reason = error))
      return counted(input)
    }
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    await waitUntil(() => engine.beats.length > 0)
    expect(reason).toBeUndefined()
    engine.revoke('run_1')
    await waitUntil(() => reason)
    expect(reason).toMatchObject({ code: 'cancelled' })
    await dispatch('run_2')
    await finished('run_2')
    expect(engine.finishes.map(({ run }) => run)).toEqual(['run_2'])
  })

  it('asks at once when it hears that the run was cancelled, and believes only the answer', async () => {
    engine = await startFakeEngine(jobs, { heartbeatEveryMs: 60_000 })
    let aborted = false
    const work = (_: unknown, { signal }: TaskContext) => {
      signal.addEventListener('abort', () => (aborted = true))
      return never(signal)
    }
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    await waitUntil(() => engine.claims.length === 1)
    jobs.publish(runCancelled, { run: 'run_1' }, {})
    await waitUntil(() => {
      if (engine.beats.length === 0) jobs.publish(runCancelled, { run: 'run_1' }, {})
      return engine.beats.length > 0
    })
    expect(aborted).toBe(false)
    engine.revoke('run_1')
    jobs.publish(runCancelled, { run: 'run_1' }, {})
    await waitUntil(() => aborted)
    expect(engine.finishes).toEqual([])
  })

  it('ends an attempt at its deadline', async () => {
    engine = await startFakeEngine(jobs, { deadlineInMs: 150 })
    await verifier.work([perform(count, (_, { signal }) => never(signal))], { concurrency: 1 })
    await dispatch('run_1')
    expect((await finished('run_1')).outcome).toMatchObject({ ok: false, error: { code: 'deadline_passed' } })
  })

  it('takes the slot back from work that ignores its deadline', async () => {
    engine = await startFakeEngine(jobs, { deadlineInMs: 50 })
    const work = (input: { text: string }) => (input.text === 'run_1' ? new Promise<never>(() => {}) : counted(input))
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    await dispatch('run_2')
    expect((await finished('run_1')).outcome).toMatchObject({ ok: false, error: { code: 'deadline_passed' } })
    expect((await finished('run_2')).outcome).toMatchObject({ ok: true })
  })

  it('lets running tasks end when it stops, and pulls no more', async () => {
    engine = await startFakeEngine(jobs)
    let release: (() => void) | undefined
    const work = async (input: { text: string }) => {
      await new Promise<void>((resolve) => (release = resolve))
      return counted(input)
    }
    await verifier.work([perform(count, work)], { concurrency: 2 })
    await dispatch('run_1')
    await waitUntil(() => release)
    const stopped = verifier.stop(10_000)
    await dispatch('run_2')
    release?.()
    await stopped
    expect(engine.finishes).toMatchObject([{ run: 'run_1', outcome: { ok: true } }])
    // Whether it never left the broker or came while the worker stopped: the next worker gets it at once.
    const next = await messaging.connect('verifier')
    await next.work([perform(count, counted)], { concurrency: 1 })
    await finished('run_2')
  })

  it('hands back what outlasts the grace of a stop', async () => {
    engine = await startFakeEngine(jobs)
    let started = false
    const work = (_: unknown, { signal }: TaskContext) => ((started = true), never(signal))
    await verifier.work([perform(count, work)], { concurrency: 1 })
    await dispatch('run_1')
    await waitUntil(() => started)
    await verifier.stop(50)
    expect(engine.finishes).toMatchObject([{ run: 'run_1', outcome: { ok: false, error: { code: 'cancelled' } } }])
  })

  it('is not wedged while it is idle or busy', async () => {
    engine = await startFakeEngine(jobs)
    await verifier.work([perform(count, (_, { signal }) => never(signal))], { concurrency: 2 })
    await dispatch('run_1')
    await waitUntil(() => engine.claims.length === 1)
    expect(verifier.health()).toEqual({ connected: true, wedged: false })
  })
})
