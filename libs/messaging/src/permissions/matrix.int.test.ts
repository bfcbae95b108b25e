import * as allExports from '@synthwright/contracts'
import {
  brokerContracts,
  brokerPermissions,
  eventPattern,
  serviceNames,
  taskConsumer,
  type BrokerContract,
  type ServiceName,
} from '@synthwright/contracts'
import { startBroker, type Broker } from '@synthwright/testing'
import { rawClient, type RawClient } from '../testing/raw-client.ts'

let broker: Broker
const clients = new Map<ServiceName | 'admin', RawClient>()
beforeAll(async () => {
  const services = serviceNames.map((user) => ({ user, password: 'secret', permissions: brokerPermissions(user) }))
  broker = await startBroker({ users: [...services, { user: 'admin', password: 'secret' }] })
  for (const name of [...serviceNames, 'admin'] as const) clients.set(name, await rawClient(broker.url, name, 'secret'))
})
afterAll(async () => {
  for (const { nc } of clients.values()) await nc.close()
  await broker.stop()
})

const ofType = <T extends BrokerContract['type']>(type: T) =>
  brokerContracts.filter((contract): contract is Extract<BrokerContract, { type: T }> => contract.type === type)
const calls = ofType('call')
const events = ofType('event')
const tasks = ofType('task')
const owners = [...new Set(calls.map(({ service }) => service))]
const inboxes = serviceNames.map((name) => `_INBOX.${name}.x.1`)

const streamApi = [
  'INFO',
  'CREATE',
  'UPDATE',
  'DELETE',
  'PURGE',
  'MSG.GET',
  'MSG.DELETE',
  'SNAPSHOT',
  'LEADER.STEPDOWN',
]
const consumerApi = (consumer: string) => [
  ...['INFO', 'MSG.NEXT', 'CREATE', 'DURABLE.CREATE', 'DELETE', 'LEADER.STEPDOWN'].map(
    (verb) => `$JS.API.CONSUMER.${verb}.TASKS.${consumer}`,
  ),
  `$JS.ACK.TASKS.${consumer}.1.1.1.1.0`,
]
const consumers = tasks.map(taskConsumer)

/** Every subject of the product, and those of the broker by which somebody could get at its messages. */
const publishable = [
  ...calls.map(({ subject }) => subject),
  ...tasks.map(({ subject }) => subject),
  ...events.map((event) => eventPattern(event).replaceAll('*', 'x')),
  ...inboxes,
  ...streamApi.map((verb) => `$JS.API.STREAM.${verb}.TASKS`),
  ...['STREAM.CREATE.TAP', 'STREAM.NAMES', 'STREAM.LIST', 'INFO', 'DIRECT.GET.TASKS', 'CONSUMER.CREATE.TASKS'].map(
    (rest) => `$JS.API.${rest}`,
  ),
  ...['NAMES', 'LIST'].map((verb) => `$JS.API.CONSUMER.${verb}.TASKS`),
  ...consumers.flatMap(consumerApi),
  ...consumers.flatMap((consumer) => tasks.map((task) => `$JS.API.CONSUMER.CREATE.TASKS.${consumer}.${task.subject}`)),
  '$JS.API.CONSUMER.CREATE.TASKS.tap.task.>',
  '$JS.FC.x',
  '$SYS.REQ.SERVER.PING',
  'task.anything',
]

const mayPublish = (service: ServiceName, subject: string): boolean =>
  calls.some((call) => call.subject === subject && call.callers.includes(service)) ||
  events.some((event) => eventPattern(event).replaceAll('*', 'x') === subject && event.publishers.includes(service)) ||
  (service === 'jobs' && tasks.some((task) => task.subject === subject)) ||
  (service === 'jobs' && /^\$JS\.API\.STREAM\.(INFO|CREATE|UPDATE)\.TASKS$/.test(subject)) ||
  tasks.some((task) => {
    if (task.service !== service) return false
    const consumer = taskConsumer(task)
    return [
      `$JS.API.CONSUMER.INFO.TASKS.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.TASKS.${consumer}`,
      `$JS.API.CONSUMER.CREATE.TASKS.${consumer}.${task.subject}`,
      `$JS.ACK.TASKS.${consumer}.1.1.1.1.0`,
    ].includes(subject)
  })

const listenable = [
  ...calls.flatMap(({ subject }) => [subject, ...serviceNames.map((name) => `${subject} ${name}`)]),
  ...tasks.flatMap(({ subject, service }) => [subject, `${subject} ${service}`]),
  ...events.map(eventPattern),
  ...inboxes.map((inbox) => inbox.replace('x.1', '>')),
  ...['>', '*', '*.>', '> jobs', 'call.>', 'call.*.*.v1', 'task.>', 'event.>', 'event.*.>', 'event.*.*.*.v1'],
  ...['_INBOX.>', '_INBOX.*.>', '$JS.>', '$JS.API.>', '$JS.ACK.>', '$JS.ACK.TASKS.>', '$JS.EVENT.>', '$SYS.>'],
  ...owners.map((service) => `call.${service}.> ${service}`),
]

const mayListen = (service: ServiceName, subject: string): boolean =>
  calls.some((call) => call.service === service && `${call.subject} ${service}` === subject) ||
  events.some((event) => eventPattern(event) === subject && event.subscribers.includes(service)) ||
  subject === `_INBOX.${service}.>`

describe.each(serviceNames)('the user of %s', (service) => {
  it('sends to what its contracts say, and to nothing else', async () => {
    const refused = await clients.get(service)!.refusedPublishes(publishable)
    expect(refused).toEqual(publishable.filter((subject) => !mayPublish(service, subject)))
    expect(refused.length).toBeLessThan(publishable.length)
  })

  it('listens to what its contracts say, and to nothing else', async () => {
    const refused = await clients.get(service)!.refusedSubscriptions(listenable)
    expect(refused).toEqual(listenable.filter((subject) => !mayListen(service, subject)))
  })
})

it('knows every contract that the package exports', () => {
  const exported = [
    ...(Object.values(allExports) as unknown[]),
    ...Object.values(allExports.engineCalls).flatMap((calls) => Object.values(calls)),
  ]
  const types: readonly unknown[] = ['call', 'task', 'event']
  const contracts = exported.filter(
    (value) => typeof value === 'object' && value !== null && types.includes((value as { type?: unknown }).type),
  )
  expect(new Set(brokerContracts)).toEqual(new Set(contracts))
})
