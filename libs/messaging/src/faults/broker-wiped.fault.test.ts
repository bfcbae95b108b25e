import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { taskStream } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import { admin, startMessaging, type Messaging } from '../testing/broker.ts'
import { count, unattended } from '../testing/contracts.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { perform } from '../work/perform.ts'

let messaging: Messaging
beforeEach(async () => {
  messaging = await startMessaging()
})
afterEach(() => messaging.stop())

const counted = async () => ({ result: { length: 1 }, facts: { length: 1 } })
const withStreams = async <T>(
  look: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
): Promise<T> => {
  const nc = await connect({ servers: messaging.broker.url, user: admin.user, pass: admin.password })
  try {
    return await look(await jetstreamManager(nc))
  } finally {
    await nc.close()
  }
}
/** Those of the task that nobody works on show whether the stream is still the old one. */
const messagesLeft = () => withStreams(async ({ streams }) => (await streams.info(taskStream.name)).state.messages)

const startWork = async () => {
  const jobs = await messaging.connect('jobs')
  const verifier = await messaging.connect('verifier')
  const engine = await startFakeEngine(jobs)
  await verifier.work([perform(count, counted)], { concurrency: 2 })
  await jobs.dispatch(unattended, messageFor('run_0'), 'run_0.1')
  await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  await waitUntil(() => engine.accepted.length === 1)
  await waitUntil(async () => (await messagesLeft()) === 1)
  return { jobs, verifier, engine }
}

it('works on after the broker was killed and lost its data', async () => {
  const { jobs, verifier, engine } = await startWork()
  let reconnects = 0
  jobs.onReconnect(() => void (reconnects += 1))

  await messaging.broker.kill()
  await waitUntil(() => !jobs.health().connected && !verifier.health().connected)
  await messaging.broker.restart({ wipe: true })
  await waitUntil(() => reconnects === 1 && verifier.health().connected)
  expect(await messagesLeft()).toBe(0)

  // The broker that remembered this id would drop it.
  const startedAt = performance.now()
  await jobs.dispatch(count, messageFor('run_2'), 'run_1.1')
  await waitUntil(() => engine.accepted.length === 2)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

it('works on after the broker was killed and kept its data', async () => {
  const { jobs, verifier, engine } = await startWork()
  await messaging.broker.kill()
  await waitUntil(() => !jobs.health().connected && !verifier.health().connected)
  await messaging.broker.restart()
  await waitUntil(() => jobs.health().connected && verifier.health().connected)
  expect(await messagesLeft()).toBeGreaterThanOrEqual(1)
  await jobs.dispatch(count, messageFor('run_2'), 'run_2.1')
  await waitUntil(() => engine.accepted.length === 2)
})

it('makes the stream and its consumers again when they vanish under a living connection', async () => {
  const { jobs, engine } = await startWork()
  const deleted = await withStreams(({ streams }) => streams.delete(taskStream.name))
  expect(deleted).toBe(true)
  await jobs.dispatch(count, messageFor('run_2'), 'run_1.1')
  await waitUntil(() => engine.accepted.length === 2)
  expect(await messagesLeft()).toBe(0)
})
