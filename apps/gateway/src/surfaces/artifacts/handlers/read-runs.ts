import { getArtifactRun, getSynthesisRunRoute, listArtifactRuns, listSynthesisRunsRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const listRuns = ({ bus }: { bus: Bus }) =>
  endpoint(listSynthesisRunsRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await bus.call(listArtifactRuns, query, { principal, signal }),
  }))

export const getRun = ({ bus }: { bus: Bus }) =>
  endpoint(getSynthesisRunRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getArtifactRun, { runId: params.run_id }, { principal, signal }),
  }))
