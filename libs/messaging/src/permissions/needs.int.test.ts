import { jetstreamManager } from '@nats-io/jetstream'
import {
  brokerContracts,
  engineCalls,
  serviceNames,
  taskConsumer,
  taskStream,
  workerNames,
  type BrokerContract,
  type Event,
  type ServiceName,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { z } from 'zod'
import type { Bus } from '../bus.ts'
import { answer } from '../calls/answer.ts'
import { admin, passwordOf, startMessaging, type Messaging } from '../testing/broker.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { rawClient, type RawClient } from '../testing/raw-client.ts'
import { perform } from '../work/perform.ts'

let messaging: Messaging
const buses = new Map<ServiceName, Bus>()
const raw = new Map<string, RawClient>()
beforeAll(async () => {
  messaging = await startMessaging()
  for (const name of serviceNames) {
    buses.set(name, await messaging.connect(name))
    raw.set(name, await rawClient(messaging.broker.url, name, passwordOf(name)))
  }
  raw.set(admin.user, await rawClient(messaging.broker.url, admin.user, admin.password))
})
afterAll(async () => {
  for (const { nc } of raw.values()) await nc.close()
  await messaging.stop()
})

const ofType = <T extends BrokerContract['type']>(type: T) =>
  brokerContracts.filter((contract): contract is Extract<BrokerContract, { type: T }> => contract.type === type)
const manager = () => jetstreamManager(raw.get(admin.user)!.nc)
const anyParams = (event: Event) => Object.fromEntries(event.params.map((name) => [name, '*']))

it('lets every caller of every call have an answer', async () => {
  const ofEngine = new Set<BrokerContract>(Object.values(engineCalls).flatMap((calls) => Object.values(calls)))
  for (const name of serviceNames) {
    const own = ofType('call').filter((call) => call.service === name && !ofEngine.has(call))
    await buses.get(name)!.serve(own.map((call) => answer(call, async () => ({}))))
  }
  await startFakeEngine(buses.get('jobs')!)
  for (const { subject, callers } of ofType('call'))
    for (const caller of callers) {
      // Of another form than the contract's, which only its owner can say.
      const reply = await raw.get(caller)!.nc.request(subject, '"?"', { timeout: 2_000 })
      expect([caller, subject, reply.headers?.get('Nats-Service-Error')]).toEqual([
        caller,
        subject,
        'contract_violated',
      ])
    }
})

it('lets every worker take and finish its tasks', async () => {
  const tasks = ofType('task')
  const done: string[] = []
  for (const name of workerNames) {
    const own = tasks.filter((task) => task.service === name)
    const work = (subject: string) => async (): Promise<never> => {
      done.push(subject)
      throw new AppError('cancelled', 'Enough')
    }
    const handlers = own.map((task) => perform({ ...task, input: z.unknown() }, work(task.subject)))
    await buses.get(name)!.work(handlers, { concurrency: 1 })
  }
  for (const task of tasks) await buses.get('jobs')!.dispatch(task, messageFor(`run_${task.name}`), task.name)
  await waitUntil(() => done.length === tasks.length)
  expect(done.sort()).toEqual(tasks.map(({ subject }) => subject).sort())
  await waitUntil(async () => {
    const { consumers } = await manager()
    const infos = await Promise.all(tasks.map((task) => consumers.info(taskStream.name, taskConsumer(task))))
    return infos.every(({ num_ack_pending, num_pending }) => num_ack_pending + num_pending === 0)
  })
})

it('lets every subscriber hear what every publisher sends', async () => {
  for (const event of ofType('event'))
    for (const subscriber of event.subscribers) {
      const heard: string[] = []
      const subscription = raw.get(subscriber)!.nc.subscribe(event.subject(anyParams(event)), {
        callback: (_, message) => void heard.push(message.string()),
      })
      await raw.get(subscriber)!.nc.flush()
      for (const publisher of event.publishers)
        raw.get(publisher)!.nc.publish(event.subject(anyParams(event)).replaceAll('*', 'x'), publisher)
      await waitUntil(() => heard.length === event.publishers.length, { what: `${event.name} at ${subscriber}` })
      expect(heard.sort()).toEqual([...event.publishers].sort())
      subscription.unsubscribe()
    }
})

it('logged no refusal', () => {
  expect(messaging.logged().filter(({ message }) => message.includes('does not allow'))).toEqual([])
})
