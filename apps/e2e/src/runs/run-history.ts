import { runEventsRoute, type HistoryEntry } from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'

/** The recorded events in a stream of them; those of progress are left out. */
export const entriesOf = (text: string): HistoryEntry[] =>
  text
    .split('\n')
    .flatMap((line) => (line.startsWith('data:') ? [JSON.parse(line.slice(5)) as HistoryEntry] : []))
    .filter(({ seq }) => seq !== undefined)

/** Everything that happened to a run, once it has ended. */
export const historyOf = async (api: ApiClient, runId: string): Promise<HistoryEntry[]> => {
  const { text } = await api.send(runEventsRoute, { params: { run_id: runId } })
  return entriesOf(text)
}

const nameOf = ({ step, round, task }: HistoryEntry) =>
  [step, round, task].filter((part) => part !== undefined).join('/')

const repeated = (names: string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at)

/** What a history says happened twice though it may happen only once: a task or step done, a number, an end. */
export const doubledIn = (history: readonly HistoryEntry[]): string[] => [
  ...repeated(history.map(({ seq }) => `seq ${seq}`)),
  ...repeated(history.filter(({ type }) => /^(task|step)\.done$/.test(type)).map((e) => `${e.type} ${nameOf(e)}`)),
  ...repeated(history.filter(({ type }) => type === 'step.started').map((e) => `${e.type} ${nameOf(e)}`)),
  ...history
    .filter(({ type }) => /^run\.(succeeded|failed|cancelled)$/.test(type))
    .slice(1)
    .map(({ type }) => type),
]

/** How often a step lost an attempt. */
export const retriesOf = (history: readonly HistoryEntry[], step: string): number =>
  history.filter((entry) => entry.type === 'task.retry' && entry.step === step).length
