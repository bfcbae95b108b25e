import {
  contextPack,
  contextPackRoute,
  expand,
  expandRoute,
  exploreRoute,
  search,
  searchRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { explorePage } from './long-pages.ts'

export const searchEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(searchRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await bus.call(search, body, { principal, signal }),
  })),
  endpoint(exploreRoute, async ({ body, principal, signal }) => ({
    status: 200,
    body: await explorePage(bus, body, { principal, signal }),
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
