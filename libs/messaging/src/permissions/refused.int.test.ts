import { draftSection, planDraft, runChanged, search, type ServiceName } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import type { Bus } from '../bus.ts'
import { answer } from '../calls/answer.ts'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { count, echo, greet, principal, tick } from '../testing/contracts.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { perform } from '../work/perform.ts'

/** What a deployment that has fallen behind its contracts would lack. */
const missing: Partial<Record<ServiceName, RegExp>> = {
  gateway: /^call\.graph\.search|^call\.gateway|^event\.run/,
  verifier: /CONSUMER\.MSG\.NEXT/,
  'llm-worker': /^\$JS\.ACK/,
  graph: /^call\.jobs\.claim|CONSUMER\.CREATE\.TASKS\.graph-gather|^event\.graph/,
}

let messaging: Messaging
let jobs: Bus
beforeAll(async () => {
  messaging = await startMessaging({
    without: (service, subject) => missing[service]?.test(subject) ?? false,
    mayRespond: (service) => service !== 'llm-worker',
  })
})
afterAll(() => messaging.stop())
beforeEach(async () => {
  jobs = await messaging.connect('jobs')
})
afterEach(() => messaging.close())

const notAllowed = (subject: string) => ({
  code: 'internal',
  message: expect.stringMatching(`^The broker does not allow this service to (send|listen) to ${subject}`) as string,
})
const refusalsOf = (subject: string) =>
  messaging.logged().filter(({ level, message }) => level === 'error' && message.endsWith(` ${subject}`)).length
const never = async (): Promise<never> => {
  throw new Error('It should not be asked')
}
const wedged = (bus: Bus) => waitUntil(() => bus.health().wedged, { timeoutMs: 2_000, what: 'the end of its loops' })

it('refuses a call at once', async () => {
  const gateway = await messaging.connect('gateway')
  const startedAt = performance.now()
  const call = gateway.call(search, { query: 'x' }, { principal })
  await expect(call).rejects.toMatchObject(notAllowed(search.subject))
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(refusalsOf(search.subject)).toBe(1)
})

it('does not pretend to answer', async () => {
  const gateway = await messaging.connect('gateway')
  await expect(gateway.serve([answer(greet, never)])).rejects.toMatchObject(notAllowed(greet.subject))
  expect(gateway.health().wedged).toBe(true)
})

it('logs an event that it may not send or hear, and goes on', async () => {
  const gateway = await messaging.connect('gateway')
  const heard = gateway.subscribe(runChanged, { team: 't', run: 'r' })
  for await (const event of heard) throw new Error(`Heard ${JSON.stringify(event)}`)
  await waitUntil(() => refusalsOf('event.run.t.r.v1') === 1)
  gateway.publish(runChanged, { team: 't', run: 'r2' }, { seq: 1, ended: false })
  await waitUntil(() => refusalsOf('event.run.t.r2.v1') === 1)
  expect(gateway.health()).toEqual({ connected: true, wedged: false })
})

it('refuses to send a task at once', async () => {
  const verifier = await messaging.connect('verifier')
  const sent = verifier.dispatch(count, messageFor('run_1'), 'run_1.1')
  await expect(sent).rejects.toMatchObject(notAllowed(count.subject))
})

it('refuses to work on what is not its own', async () => {
  const verifier = await messaging.connect('verifier')
  const work = verifier.work([perform(planDraft, never)], { concurrency: 1 })
  await expect(work).rejects.toMatchObject(notAllowed('\\$JS.API.CONSUMER.CREATE.TASKS.graph-plan-draft.'))
})

it('counts as wedged when it may not pull', async () => {
  const verifier = await messaging.connect('verifier')
  await verifier.work([perform(count, never)], { concurrency: 1 })
  await wedged(verifier)
  expect(refusalsOf('$JS.API.CONSUMER.MSG.NEXT.TASKS.verifier-count')).toBe(1)
})

it('counts as wedged when it may not acknowledge', async () => {
  const worker = await messaging.connect('llm-worker')
  const engine = await startFakeEngine(jobs)
  await worker.work([perform(draftSection, never)], { concurrency: 1 })
  await jobs.dispatch(draftSection, messageFor('run_1'), 'run_1.1')
  await wedged(worker)
  expect(engine.claims).toHaveLength(1)
})

it('counts as wedged when it may not claim, and gives the task back', async () => {
  const graph = await messaging.connect('graph')
  await graph.work([perform(planDraft, never)], { concurrency: 1 })
  await jobs.dispatch(planDraft, messageFor('run_2'), 'run_2.1')
  await wedged(graph)
  expect(refusalsOf('call.jobs.claim-graph.v1')).toBe(1)
})

it('is refused everything as somebody else, and says so each time', async () => {
  const impostor = await messaging.connect('jobs', { as: 'verifier' }).catch((error: unknown) => error)
  expect(impostor).toMatchObject({ code: 'internal' })
  const other = await messaging.connect('graph', { as: 'verifier' })
  const refused = { code: 'internal', message: expect.stringContaining('does not allow') as string }
  await expect(other.call(tick, { text: 'a' })).rejects.toMatchObject(refused)
  await expect(other.serve([answer(echo, never)])).rejects.toMatchObject(refused)
  await expect(other.dispatch(count, messageFor('run_1'), 'run_1.1')).rejects.toMatchObject(refused)
  await expect(other.work([perform(planDraft, never)], { concurrency: 1 })).rejects.toMatchObject(refused)
})
