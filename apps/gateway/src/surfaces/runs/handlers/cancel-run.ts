import { cancelRun as cancelRunCall, cancelRunRoute, watchRun } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const cancelRun = ({ bus }: { bus: Bus }) =>
  endpoint(
    cancelRunRoute,
    async ({ params, principal, commandId, requestId }) => ({
      status: 200,
      body: await bus.call(cancelRunCall, { runId: params.run_id, commandId, requestId }, { principal }),
    }),
    {
      again: {
        of: ({ body }) => body.run_id,
        read: async (runId: string, { principal }) => {
          const request = { runId, afterSeq: Number.MAX_SAFE_INTEGER }
          return { status: 200, body: (await bus.call(watchRun, request, { principal })).run }
        },
      },
    },
  )
