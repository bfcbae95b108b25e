import type { ServiceName } from '../core/call.ts'
import { taskConsumer, taskStream, type Task } from '../core/task.ts'
import { brokerContracts, eventPattern, type BrokerContract } from './contracts.ts'

/** What the broker lets one user do, in the form of its configuration. */
export interface BrokerPermissions {
  readonly publish: { readonly allow: readonly string[] }
  readonly subscribe: { readonly allow: readonly string[] }
  /** One message to the reply subject of each message that was received, while its sender may still wait. */
  readonly allow_responses?: { readonly max: number; readonly expires: string }
}

/** Subjects that begin so are the replies to this service's requests, and nobody else's. */
export const inboxPrefix = (service: string): string => `_INBOX.${service}`

const api = '$JS.API'

const streamSubjects = [
  `${api}.STREAM.INFO.${taskStream.name}`,
  `${api}.STREAM.CREATE.${taskStream.name}`,
  `${api}.STREAM.UPDATE.${taskStream.name}`,
]

/**
 * A consumer is made by the subject that names its filter, which the broker compares with what the request asks for:
 * under the older `CONSUMER.DURABLE.CREATE` a service could give a consumer of its own the messages of another.
 */
const consumerSubjects = (task: Task): string[] => {
  const consumer = `${taskStream.name}.${taskConsumer(task)}`
  return [
    `${api}.CONSUMER.INFO.${consumer}`,
    `${api}.CONSUMER.CREATE.${consumer}.${task.subject}`,
    `${api}.CONSUMER.MSG.NEXT.${consumer}`,
    `$JS.ACK.${consumer}.>`,
  ]
}

/**
 * What `service` needs of the broker, and nothing beside it: the calls it makes and answers, the events it sends and
 * hears, its own tasks, its own inbox.
 *
 * Only the owner of the task stream may make or change it. Whoever could would read every task, since a stream can be
 * told to publish again, elsewhere, whatever it takes; so workers wait until it is there.
 */
export const brokerPermissions = (
  service: ServiceName,
  contracts: readonly BrokerContract[] = brokerContracts,
): BrokerPermissions => {
  const publish = new Set<string>(service === taskStream.owner ? streamSubjects : [])
  const subscribe = new Set([`${inboxPrefix(service)}.>`])
  let answers = false
  for (const contract of contracts)
    if (contract.type === 'call') {
      if (contract.callers.includes(service)) publish.add(contract.subject)
      if (contract.service !== service) continue
      answers = true
      // Only in its queue group: a replica beside it would see what the others are asked, and answer it as well.
      subscribe.add(`${contract.subject} ${service}`)
    } else if (contract.type === 'task') {
      if (service === taskStream.owner) publish.add(contract.subject)
      if (contract.service === service) for (const subject of consumerSubjects(contract)) publish.add(subject)
    } else {
      if (contract.publishers.includes(service)) publish.add(eventPattern(contract))
      if (contract.subscribers.includes(service)) subscribe.add(eventPattern(contract))
    }
  return {
    publish: { allow: [...publish].sort() },
    subscribe: { allow: [...subscribe].sort() },
    ...(answers ? { allow_responses: { max: 1, expires: '5m' } } : {}),
  }
}
