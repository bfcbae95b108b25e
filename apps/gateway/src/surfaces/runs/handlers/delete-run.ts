import { deleteRun as deleteRunCall, deleteRunRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const deleteRun = ({ bus }: { bus: Bus }) =>
  endpoint(deleteRunRoute, async ({ params, principal, commandId, requestId }) => {
    await bus.call(deleteRunCall, { runId: params.run_id, commandId, requestId }, { principal })
    return { status: 204 }
  })
