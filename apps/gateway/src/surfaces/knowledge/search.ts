import { search, searchRoute, type SearchRequest } from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { notBuilt } from '../artifacts/not-built-yet.ts'

const filtersNotBuilt = ['source', 'since', 'as_of', 'memory_scope', 'scope_key'] as const

/** A filter that is left out would widen the answer without a word. */
const refuseUnbuiltFilters = (request: SearchRequest): void => {
  const field = filtersNotBuilt.find((name) => request[name] !== undefined && request[name] !== null)
  if (field) throw notBuilt(field)
}

export const searchEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(searchRoute, async ({ body, principal, signal }) => {
    refuseUnbuiltFilters(body)
    return { status: 200, body: await bus.call(search, body, { principal, signal }) }
  }),
]
