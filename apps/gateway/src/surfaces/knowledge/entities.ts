import {
  createEntity,
  createEntityRoute,
  deleteEntity,
  deleteEntityRoute,
  getEntity,
  getEntityRoute,
  listEntitiesRoute,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { newId } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { listEntityPage } from './list-entities.ts'

export const entityEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(createEntityRoute, async ({ body, principal }) => ({
    status: 201,
    body: await bus.call(createEntity, { commandId: newId('command'), entity: body }, { principal }),
  })),
  endpoint(listEntitiesRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await listEntityPage(bus, query, { principal, signal }),
  })),
  endpoint(getEntityRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getEntity, { entityId: params.entity_id }, { principal, signal }),
  })),
  endpoint(deleteEntityRoute, async ({ params, principal }) => {
    await bus.call(deleteEntity, { entityId: params.entity_id }, { principal })
    return { status: 204 }
  }),
]
