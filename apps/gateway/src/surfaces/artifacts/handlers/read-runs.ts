import { getArtifactRun, getSynthesisRunRoute, listArtifactRuns, listSynthesisRunsRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { ArtifactParts } from '../parts.ts'

export const listRuns = ({ bus }: Pick<ArtifactParts, 'bus'>) =>
  endpoint(listSynthesisRunsRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await bus.call(listArtifactRuns, query, { principal, signal }),
  }))

export const getRun = ({ bus, audit, hidden }: Pick<ArtifactParts, 'bus' | 'audit' | 'hidden'>) =>
  endpoint(getSynthesisRunRoute, async ({ params, principal, signal, requestId }) => {
    const record = await bus.call(getArtifactRun, { runId: params.run_id }, { principal, signal })
    hidden.tell(principal, record)
    // A run that goes on shows nothing yet, and whoever waits for it asks again and again.
    if (record.ended_at !== null) await audit.runRead({ principal, requestId, record })
    return { status: 200, body: record }
  })
