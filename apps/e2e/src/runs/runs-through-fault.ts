import { waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { probeRuns, type Fate } from './probe-runs.ts'

interface Course {
  runs: number
  atOnce?: number
  /** After this a run counts as stuck. */
  withinMs?: number
}

/**
 * Starts runs, has `fault` happen in the midst of them, and tells what became of them once all have ended.
 * @param fault begins when runs are under way, some have ended and some have not begun
 * @throws Error when the fault was over before it could meet a run
 */
export const runsThroughFault = async (
  system: System,
  api: ApiClient,
  { runs, atOnce = 8, withinMs = 30_000 }: Course,
  fault: () => Promise<void>,
): Promise<Fate> => {
  const probes = probeRuns(system, api)
  const running = probes.many(runs, { atOnce, withinMs })
  await waitUntil(() => probes.ended() >= Math.min(atOnce, runs / 4), { what: 'the first runs to end' })
  const endedBefore = probes.ended()
  await fault()
  if (endedBefore === runs) throw new Error('All runs had ended before the fault began')
  await running
  return probes.fate()
}
