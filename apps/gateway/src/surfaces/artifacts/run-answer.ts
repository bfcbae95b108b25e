import type { RunRecord } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/** What a run that goes on is answered with, and where to look for it. */
export const accepted = (runId: string, preferAsync: boolean) => ({
  status: 202 as const,
  body: { run_id: runId, status: 'drafting' as const },
  headers: {
    location: `/api/synthesis/runs/${runId}`,
    ...(preferAsync ? { 'preference-applied': 'respond-async' } : {}),
  },
})

/**
 * Refuses a run that ended without a result its reader may see.
 * @throws AppError `run_cancelled`; `project_access_denied` when access went while it ran; else `internal`
 */
export const assertSucceeded = ({ error, status, withheld, kind }: RunRecord): void => {
  if (error?.code === 'run_cancelled') throw new AppError('run_cancelled', 'The run was cancelled')
  // Of a check of what is withheld the verdicts are told.
  if ((withheld && kind !== 'verify') || error?.code === 'project_access_denied')
    throw new AppError('project_access_denied', 'What the run rests on can no longer be read', {
      details: { field: 'project' },
    })
  if (status === 'failed') throw new AppError('internal', `The run failed with ${error?.code ?? 'no code'}`)
}
