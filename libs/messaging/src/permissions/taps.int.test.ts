import { jetstreamManager } from '@nats-io/jetstream'
import {
  brokerContracts,
  eventPattern,
  serviceNames,
  taskConsumer,
  taskStream,
  type Task,
} from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import { answer } from '../calls/answer.ts'
import { admin, passwordOf, startMessaging, type Messaging } from '../testing/broker.ts'
import { count, echo, principal, unattended } from '../testing/contracts.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { rawClient, type RawClient } from '../testing/raw-client.ts'
import { perform } from '../work/perform.ts'

let messaging: Messaging
const open: RawClient[] = []
beforeAll(async () => {
  messaging = await startMessaging()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ nc }) => nc.close()))
  await messaging.close()
})
afterAll(() => messaging.stop())

const clientOf = async (user: (typeof serviceNames)[number]): Promise<RawClient> => {
  const client = await rawClient(messaging.broker.url, user, passwordOf(user))
  open.push(client)
  return client
}

it('hears nothing of the others, whatever it listens to, while they ask, answer and work', async () => {
  const wires = [
    ...brokerContracts.map((contract) => (contract.type === 'event' ? eventPattern(contract) : contract.subject)),
    ...[echo.subject, count.subject, '>', '*.>', 'call.>', 'task.>', '_INBOX.>', '_INBOX.jobs.>', '$JS.>'],
  ]
  const tap = await clientOf('llm-worker')
  const refused = await tap.refusedSubscriptions([...wires, ...wires.map((wire) => `${wire} jobs`)])
  expect(refused.length).toBeGreaterThan(2 * wires.length - 3) // it may know of cancellations

  const [jobs, graph, verifier, gateway] = [
    await messaging.connect('jobs'),
    await messaging.connect('graph'),
    await messaging.connect('verifier'),
    await messaging.connect('gateway'),
  ]
  const engine = await startFakeEngine(jobs)
  await graph.serve([answer(echo, async ({ text }) => ({ text }))])
  await verifier.work([perform(count, async () => ({ result: { length: 1 }, facts: { length: 1 } }))], {
    concurrency: 1,
  })
  expect(await gateway.call(echo, { text: 'a' }, { principal })).toEqual({ text: 'a' })
  await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  await waitUntil(() => engine.accepted.length === 1)
  await tap.nc.flush()
  expect(tap.heard()).toBe(0)
})

it('gives a consumer of its own no messages but those of its task', async () => {
  await messaging.connect('jobs')
  const { nc } = await clientOf('verifier')
  const create = async (task: Task, config: object): Promise<number> => {
    const subject = `$JS.API.CONSUMER.CREATE.${taskStream.name}.${taskConsumer(task)}.${task.subject}`
    const request = { stream_name: taskStream.name, action: 'create', config: { ack_policy: 'explicit', ...config } }
    const reply = await nc.request(subject, JSON.stringify(request), { timeout: 2_000 })
    return reply.json<{ error?: { err_code: number } }>().error?.err_code ?? 0
  }
  const durable_name = taskConsumer(unattended)
  expect(await create(unattended, { durable_name, filter_subject: count.subject })).toBe(10131)
  expect(await create(unattended, { durable_name, filter_subject: 'task.>' })).toBe(10131)
  expect(await create(unattended, { durable_name })).toBe(10131)
  expect(await create(unattended, { durable_name: 'tap', filter_subject: unattended.subject })).toBe(10017)
  expect(await create(unattended, { durable_name, filter_subject: unattended.subject })).toBe(0)
})

it('answers a request once, and sends to no inbox unasked', async () => {
  const owner = await clientOf('graph')
  const asker = await clientOf('gateway')
  const inbox = '_INBOX.gateway.reply'
  const replies: string[] = []
  asker.nc.subscribe(inbox, { callback: (_, message) => void replies.push(message.string()) })
  owner.nc.subscribe(echo.subject, { queue: 'graph', callback: (_, message) => void message.respond('first') })
  await Promise.all([owner.nc.flush(), asker.nc.flush()])

  expect(await owner.refusedPublishes([inbox])).toEqual([inbox])
  asker.nc.publish(echo.subject, 'question', { reply: inbox })
  await waitUntil(() => replies.length === 1)
  expect(await owner.refusedPublishes([inbox])).toEqual([inbox])
  expect(replies).toEqual(['first'])
})

it('lets nobody but its owner touch the task stream', async () => {
  await messaging.connect('jobs')
  for (const name of serviceNames.filter((service) => service !== taskStream.owner)) {
    const { streams } = await jetstreamManager((await clientOf(name)).nc, { checkAPI: false, timeout: 2_000 })
    for (const touch of [
      () => streams.update(taskStream.name, { republish: { src: '>', dest: `_INBOX.${name}.>` } }),
      () => streams.delete(taskStream.name),
      () => streams.add({ name: 'TAP', sources: [{ name: taskStream.name }] }),
    ])
      await expect(touch()).rejects.toThrow('Permissions Violation')
  }
  const { nc } = await rawClient(messaging.broker.url, admin.user, admin.password)
  const { streams } = await jetstreamManager(nc)
  expect((await streams.info(taskStream.name)).config.republish).toBeUndefined()
  await nc.close()
})
