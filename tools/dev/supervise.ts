import { setTimeout as sleep } from 'node:timers/promises'
import type { System } from '@synthwright/testing'

export interface Supervised {
  readonly pid: number
  restart(): Promise<void>
}

interface Supervision {
  signal: AbortSignal
  say: (line: string) => void
  lookEveryMs?: number
  firstPauseMs?: number
}

/** Everything of a system that runs as a process of ours, by name. */
export const processesOf = ({ services, broker, store }: System): ReadonlyMap<string, Supervised> => {
  const all: [string, Supervised][] = [...services, ['broker', broker], ['store', store]]
  return new Map(all.filter(([, { pid }]) => pid > 0))
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const longestPauseMs = 30_000
const steadyAfterMs = 60_000

const watch = async (
  name: string,
  watched: Supervised,
  { signal, say, lookEveryMs = 500, firstPauseMs = 1_000 }: Supervision,
) => {
  let failures = 0
  let startedAt = Date.now()
  while (!signal.aborted) {
    await sleep(lookEveryMs, undefined, { signal })
    if (isAlive(watched.pid)) continue
    if (Date.now() - startedAt > steadyAfterMs) failures = 0
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures++)
    say(`${name} has stopped; it is started again in ${pauseMs / 1_000} s`)
    await sleep(pauseMs, undefined, { signal })
    startedAt = Date.now()
    await watched.restart().then(
      () => say(`${name} is up again`),
      (error: Error) => say(error.message.split('\n')[0]!),
    )
  }
}

/** Starts again what has died, after a pause that doubles while it keeps dying, until `signal` aborts. */
export const supervise = async (
  processes: ReadonlyMap<string, Supervised>,
  supervision: Supervision,
): Promise<void> => {
  const ended = (error: Error) => {
    if (!supervision.signal.aborted) throw error
  }
  await Promise.all([...processes].map(([name, watched]) => watch(name, watched, supervision).catch(ended)))
}
