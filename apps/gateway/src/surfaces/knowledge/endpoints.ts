import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { documentEndpoints } from './documents.ts'
import { entityEndpoints } from './entities.ts'
import { projectEndpoints } from './projects.ts'
import { searchEndpoints } from './search.ts'

/** What a synthesis draws on: each is one call of graph, which decides about rights. */
export const knowledgeEndpoints = (bus: Bus): Endpoint[] => [
  ...projectEndpoints(bus),
  ...entityEndpoints(bus),
  ...documentEndpoints(bus),
  ...searchEndpoints(bus),
]
