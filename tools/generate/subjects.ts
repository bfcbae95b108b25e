import * as contracts from '@synthwright/contracts'
import { taskConsumer, taskStream, type Call, type Event, type Task } from '@synthwright/contracts'
import { page, table } from './page.ts'

type Contract = Call | Task | Event

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' &&
  value !== null &&
  ['call', 'task', 'event'].includes((value as { type?: string }).type ?? '')

const all = (Object.values(contracts) as unknown[]).filter(isContract)

const placeholders = (event: Event) =>
  event.subject(Object.fromEntries(event.params.map((name) => [name, `<${name}>`])))

const bySubject = (a: { subject: string }, b: { subject: string }) => (a.subject < b.subject ? -1 : 1)
const calls = all.filter((contract) => contract.type === 'call').sort(bySubject)
const tasks = all.filter((contract) => contract.type === 'task').sort(bySubject)
const events = all
  .filter((contract) => contract.type === 'event')
  .sort((a, b) => (placeholders(a) < placeholders(b) ? -1 : 1))

/** Every subject of the broker with the contract behind it. */
export const subjectsPage = (): string =>
  page('Subjects', 'What travels over the broker, by the contract that defines it.', [
    {
      heading: 'Calls',
      body: table(
        ['subject', 'answered by', 'called by', 'timeout', 'effect', 'for a principal', 'own errors'],
        calls.map(({ subject, service, callers, timeoutMs, effect, principal, errors }) => [
          `\`${subject}\``,
          service,
          callers.join(', '),
          `${timeoutMs / 1_000} s`,
          typeof effect === 'string' ? effect.replace('_', ' ') : `command, by \`${effect.command}\``,
          principal === 'required' ? 'yes' : 'no',
          errors.map((code) => `\`${code}\``).join(', '),
        ]),
      ),
    },
    {
      heading: `Tasks, in the stream ${taskStream.name}`,
      body: table(
        ['subject', 'done by', 'durable consumer', 'attempts', 'time limit'],
        tasks.map((task) => [
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
        ['subject', 'about', 'published by', 'heard by'],
        events.map((event) => [
          `\`${placeholders(event)}\``,
          event.params.join(', '),
          event.publishers.join(', '),
          event.subscribers.join(', '),
        ]),
      ),
    },
  ])
