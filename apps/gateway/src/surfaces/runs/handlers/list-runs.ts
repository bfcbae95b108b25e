import { listRuns as listRunsCall, listRunsRoute } from '@synthwright/contracts'
import { endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const listRuns = ({ bus }: { bus: Bus }) =>
  endpoint(listRunsRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await bus.call(listRunsCall, query, { principal, signal }),
  }))
