import {
  contextPack,
  contextPackRoute,
  expand,
  expandRoute,
  explore,
  exploreRoute,
  search,
  searchRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'

export const searchEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(searchRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await bus.call(search, body, { principal, signal }),
  })),
  endpoint(exploreRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await bus.call(explore, body, { principal, signal }),
  })),
  endpoint(expandRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await bus.call(expand, body, { principal, signal }),
  })),
  endpoint(contextPackRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await bus.call(contextPack, body, { principal, signal }),
  })),
]
