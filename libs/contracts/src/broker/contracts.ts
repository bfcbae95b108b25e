import type { Call } from '../core/call.ts'
import type { Event } from '../core/event.ts'
import type { Task } from '../core/task.ts'
import * as gateway from '../gateway/index.ts'
import * as graph from '../graph/index.ts'
import * as jobs from '../jobs/index.ts'
import * as llm from '../llm/index.ts'
import * as runs from '../runs/index.ts'
import * as verifier from '../verifier/index.ts'

/** What travels over the broker. */
export type BrokerContract = Call | Task | Event

const types: readonly unknown[] = ['call', 'task', 'event'] satisfies BrokerContract['type'][]

const isBrokerContract = (value: unknown): value is BrokerContract =>
  typeof value === 'object' && value !== null && types.includes((value as { type?: unknown }).type)

/** Every contract of the broker. */
export const brokerContracts: readonly BrokerContract[] = [gateway, graph, jobs, llm, runs, verifier]
  .flatMap((folder) => Object.values(folder) as unknown[])
  .filter(isBrokerContract)
  .concat(Object.values(jobs.engineCalls).flatMap((calls) => Object.values(calls)))

/** An event's subject with a wildcard for each of its params. */
export const eventPattern = (event: Event): string =>
  event.subject(Object.fromEntries(event.params.map((name) => [name, '*'])))
