import * as contracts from '@synthwright/contracts'
import { taskConsumer, taskStream, type Call, type Event, type Task } from '@synthwright/contracts'
import { page, table } from './page.ts'

type Contract = Call | Task | Event

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  ['call', 'task', 'event'].includes((value as { type?: string }).type ?? '')

const all = (Object.values(contracts) as unknown[]).filter(isContract)
const ofType = <T extends Contract['type']>(type: T) =>
  all.filter((contract): contract is Extract<Contract, { type: T }> => contract.type === type)

const placeholders = (event: Event) =>
  event.subject(Object.fromEntries(event.params.map((name) => [name, `<${name}>`])))

/** Every subject of the broker with the contract behind it. */
export const subjectsPage = (): string =>
  page('Subjects', 'What travels over the broker, by the contract that defines it.', [
    {
      heading: 'Calls',
      body: table(
        ['subject', 'answered by', 'timeout', 'repeatable', 'for a principal', 'own errors'],
        ofType('call').map(({ subject, service, timeoutMs, idempotent, principal, errors }) => [
          `\`${subject}\``,
          service,
          `${timeoutMs / 1_000} s`,
          idempotent ? 'yes' : 'no',
          principal === 'required' ? 'yes' : 'no',
          errors.map((code) => `\`${code}\``).join(', '),
        ]),
      ),
    },
    {
      heading: `Tasks, in the stream ${taskStream.name}`,
      body: table(
        ['subject', 'done by', 'durable consumer', 'attempts', 'time limit'],
        ofType('task').map((task) => [
          `\`${task.subject}\``,
          task.service,
          `\`${taskConsumer(task)}\``,
          String(task.maxAttempts),
          task.attemptTimeoutMs === null ? 'none' : `${task.attemptTimeoutMs / 1_000} s`,
        ]),
      ),
    },
    {
      heading: 'Events',
      body: table(
        ['subject', 'about'],
        ofType('event').map((event) => [`\`${placeholders(event)}\``, event.params.join(', ')]),
      ),
    },
  ])
