import { getRunRoute, listRunsRoute, runEnded, type RunView } from '@synthwright/contracts'
import { delay } from '@synthwright/kernel'
import type { ApiClient, System } from '@synthwright/testing'
import { randomUUID } from 'node:crypto'
import { doubledIn, historyOf } from './run-history.ts'

/** What became of a number of runs. */
export interface Fate {
  succeeded: number
  /** Commands that were never answered with a run, and runs that were answered and are not there. */
  lost: string[]
  /** Runs that no command asked for, and what happened twice within a run. */
  doubled: string[]
  /** Runs that did not end in time. */
  stuck: string[]
  failed: string[]
}

/** Nothing lost, nothing doubled, nothing stuck, and no attempt too many. */
export const allWell = (runs: number): Fate => ({ succeeded: runs, lost: [], doubled: [], stuck: [], failed: [] })

const pauseMs = 50

/**
 * A command may be kept from its answer several times over, each time until the lease of its key has lapsed; that its run
 * ends does not wait for it.
 */
const answeredWithinMs = 5 * 60_000

const tookMs = ({ created_at, ended_at }: RunView) => Date.parse(ended_at!) - Date.parse(created_at)

/** Starts runs that do nothing, and follows each to its end, as a client does that asks again until it is answered. */
export const probeRuns = (system: System, api: ApiClient) => {
  const since = new Date().toISOString()
  const commands = new Map<string, string | undefined>()
  const stuck: string[] = []
  let inFlight = 0
  let ended = 0

  /** Asks until somebody answers; undefined when `endsAt` comes first. */
  const insist = async <T>(ask: (signal: AbortSignal) => Promise<T | undefined>, endsAt: number) => {
    while (Date.now() < endsAt) {
      const answer = await ask(AbortSignal.timeout(Math.max(1, endsAt - Date.now()))).catch(() => undefined)
      if (answer !== undefined) return answer
      await delay(pauseMs)
    }
    return undefined
  }

  const started = (key: string, endsAt: number) =>
    insist(async (signal) => {
      const response = await fetch(`${system.url}/internal/probe`, {
        method: 'POST',
        headers: { authorization: `Bearer ${system.apiKey}`, 'idempotency-key': key },
        signal,
      })
      const body = (await response.json()) as { run_id?: string }
      return response.ok ? body.run_id : undefined
    }, endsAt)

  const read = (runId: string, endsAt: number, until: (run: RunView) => boolean = () => true) =>
    insist(async (signal) => {
      const { status, body } = await api.send(getRunRoute, { params: { run_id: runId }, signal })
      if (status === 404) return 'missing' as const
      return status === 200 && until(body) ? body : undefined
    }, endsAt)

  /** Every run of the kind that was made since this began. */
  const listed = async (): Promise<RunView[]> => {
    const runs: RunView[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { kind: 'internal.probe', since, limit: 100, ...(cursor ? { cursor } : {}) }
      const page = await api.expect(listRunsRoute, { query })
      runs.push(...page.runs)
      cursor = page.next_cursor
    }
    return runs
  }

  return {
    /** Runs under way, as their starter knows, and those that have ended. */
    inFlight: () => inFlight,
    ended: () => ended,
    listed,

    /** Starts one run and waits for its end, which is to come within `withinMs` of its beginning. */
    async one(withinMs: number): Promise<void> {
      const key = randomUUID()
      commands.set(key, undefined)
      inFlight += 1
      try {
        const runId = await started(key, Date.now() + answeredWithinMs)
        if (!runId) return
        commands.set(key, runId)
        const run = await read(runId, Date.now() + withinMs, ({ status }) => runEnded(status))
        if (!run || (run !== 'missing' && tookMs(run) > withinMs)) stuck.push(runId)
      } finally {
        inFlight -= 1
        ended += 1
      }
    },

    /** Starts `runs` of them, `atOnce` at a time, and waits for all. */
    async many(runs: number, { atOnce, withinMs }: { atOnce: number; withinMs: number }): Promise<void> {
      let left = runs
      const lane = async () => {
        while (left > 0) {
          left -= 1
          await this.one(withinMs)
        }
      }
      await Promise.all(Array.from({ length: Math.min(atOnce, runs) }, lane))
    },

    /** Looks at everything that was started, from outside. */
    async fate(): Promise<Fate> {
      const fate = { ...allWell(0), stuck }
      const answered = new Set(commands.values())
      const byId = new Map((await listed()).map((run) => [run.run_id, run]))
      for (const [key, runId] of commands) if (!runId) fate.lost.push(`command ${key}`)
      for (const runId of byId.keys()) if (!answered.has(runId)) fate.doubled.push(`${runId} was asked for by nobody`)
      for (const runId of answered) {
        if (runId === undefined) continue
        const run = byId.get(runId)
        if (!run) {
          fate.lost.push(runId)
          continue
        }
        if (!runEnded(run.status)) continue
        if (run.status === 'succeeded') fate.succeeded += 1
        else fate.failed.push(`${runId}: ${run.status} ${run.error?.code}`)
        for (const what of doubledIn(await historyOf(api, runId))) fate.doubled.push(`${runId}: ${what}`)
      }
      if (answered.size < commands.size && !answered.has(undefined)) fate.doubled.push('Two commands got one run')
      return fate
    },
  }
}
