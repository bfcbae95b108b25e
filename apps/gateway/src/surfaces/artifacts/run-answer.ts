import { getArtifactRun, type RunRecord } from '@synthwright/contracts'
import type { AdmissionContext } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

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

interface RunReference {
  runId: string
  /** What was answered before the run had ended stays the answer. */
  accepted: boolean
  preferAsync: boolean
}

/** How the answer about a run is given again: out of the stored run, as its reader may see it by then. */
export const againOfRun = <Body>(bus: Bus, shown: (record: RunRecord) => Body) => ({
  of: (
    { status, body }: { status: 200 | 202; body: { run_id: string } },
    context: Pick<AdmissionContext, 'preferAsync'>,
  ): RunReference => ({
    runId: body.run_id,
    accepted: status === 202,
    preferAsync: context.preferAsync,
  }),
  read: async (reference: RunReference, { principal }: Pick<AdmissionContext, 'principal'>) => {
    const { runId, preferAsync } = reference
    const record = await bus.call(getArtifactRun, { runId }, { principal })
    if (reference.accepted) return accepted(runId, preferAsync)
    assertSucceeded(record)
    return { status: 200 as const, body: shown(record) }
  },
})
