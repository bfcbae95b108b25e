import {
  bulkCreateEntitiesRoute,
  countEntities,
  countEntitiesRoute,
  createEntities,
  createEntity,
  createEntityRoute,
  deleteEntity,
  deleteEntityRoute,
  getEntity,
  getEntityRoute,
  listEntitiesRoute,
  patchEntityRoute,
  updateEntity,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { listEntityPage } from './list-entities.ts'

export const entityEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(createEntityRoute, async ({ body, principal, commandId }) => ({
    status: 201,
    body: await bus.call(createEntity, { commandId, entity: body }, { principal }),
  })),
  endpoint(bulkCreateEntitiesRoute, async ({ body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(createEntities, { commandId, entities: body.entities }, { principal }),
  })),
  endpoint(listEntitiesRoute, async ({ query, principal, signal }) => ({
    status: 200,
    body: await listEntityPage(bus, query, { principal, signal }),
  })),
  endpoint(countEntitiesRoute, async ({ principal, signal }) => ({
    status: 200,
    body: await bus.call(countEntities, {}, { principal, signal }),
  })),
  endpoint(getEntityRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getEntity, { entityId: params.entity_id }, { principal, signal }),
  })),
  endpoint(patchEntityRoute, async ({ params, body, principal, commandId }) => ({
    status: 200,
    body: await bus.call(updateEntity, { commandId, entityId: params.entity_id, change: body }, { principal }),
  })),
  endpoint(deleteEntityRoute, async ({ params, principal, commandId }) => {
    await bus.call(deleteEntity, { commandId, entityId: params.entity_id }, { principal })
    return { status: 204 }
  }),
]
