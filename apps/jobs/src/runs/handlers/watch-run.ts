import { runEnded, watchRun } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { answer, type Bus } from '@synthwright/messaging'
import type { RunRepository } from '../../engine/run.repository.ts'
import { runView } from '../run-view.ts'
import { maySeeRun } from '../visibility.ts'

export const watchRunHandler = (runs: RunRepository, bus: Pick<Bus, 'call'>) =>
  answer(watchRun, async ({ runId, afterSeq }, { principal }) => {
    const run = await runs.find(principal.teamId, runId)
    if (!run || !(await maySeeRun(run, principal, bus))) throw new AppError('run_not_found', 'Run not found')
    return {
      run: runView(run),
      ended: runEnded(run.status),
      history: run.history.filter(({ seq }) => seq > afterSeq),
    }
  })
