import {
  cancelRun,
  deleteRun,
  listCitingRuns,
  listRuns,
  runEnded,
  watchRun,
  type RunKind,
} from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { RunEngine } from '../../engine/engine.ts'
import { citingRuns } from '../citing-runs.ts'
import { listRuns as list } from '../run-list.ts'
import { runView } from '../run-view.ts'
import { runFor, runToChange, type RunAccess } from '../visibility.ts'

interface RunCalls extends RunAccess {
  engine: Pick<RunEngine, 'cancel' | 'delete'>
  shownKinds: readonly RunKind[]
}

/** What the gateway asks about runs of any kind. */
export const runCalls = ({ engine, shownKinds, ...access }: RunCalls) => [
  answer(listRuns, (query, { principal }) => list(query, principal, access, shownKinds)),

  answer(listCitingRuns, async ({ sourceIds }, { principal }) => ({
    runIds: await citingRuns(sourceIds, principal, access),
  })),

  answer(watchRun, async ({ runId, afterSeq }, { principal }) => {
    const run = await runFor(runId, principal, access)
    return {
      run: runView(run),
      ended: runEnded(run.status),
      history: run.history.filter(({ seq }) => seq > afterSeq),
    }
  }),

  answer(cancelRun, async ({ runId, commandId = null, requestId = null }, { principal }) => {
    const at = await runToChange(runId, principal, access)
    return runView(await engine.cancel(at, { commandId, requestId, principal }))
  }),

  answer(deleteRun, async ({ runId, commandId = null, requestId = null }, { principal }) => {
    const at = await runToChange(runId, principal, access)
    await engine.delete(at, { commandId, requestId, principal })
    return {}
  }),
]
