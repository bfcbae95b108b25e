import { getRunRoute, watchRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const getRun = ({ bus }: { bus: Bus }) =>
  endpoint(getRunRoute, async ({ params, principal, signal }) => {
    const request = { runId: params.run_id, afterSeq: Number.MAX_SAFE_INTEGER }
    return { status: 200, body: (await bus.call(watchRun, request, { principal, signal })).run }
  })
