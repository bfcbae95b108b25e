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
  type BulkResult,
  type Entity,
  type Principal,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { listEntityPage } from './long-pages.ts'

type BulkReference = Omit<BulkResult, 'entities'> & { ids: string[] }

/** Undefined for one that is not there, or not for the principal. */
const findEntity = async (bus: Bus, entityId: string, principal: Principal): Promise<Entity | undefined> => {
  try {
    return await bus.call(getEntity, { entityId }, { principal })
  } catch (error) {
    if (isAppError(error) && error.code === 'entity_not_found') return undefined
    throw error
  }
}

export const entityEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createEntityRoute,
    async ({ body, principal, commandId }) => ({
      status: 201,
      body: await bus.call(createEntity, { commandId, entity: body }, { principal }),
    }),
    {
      again: {
        of: ({ body }) => body.id,
        read: async (entityId: string, { principal }) => ({
          status: 201,
          body: await bus.call(getEntity, { entityId }, { principal }),
        }),
      },
    },
  ),
  endpoint(
    bulkCreateEntitiesRoute,
    async ({ body, principal, commandId }) => ({
      status: 200,
      body: await bus.call(createEntities, { commandId, entities: body.entities }, { principal }),
    }),
    {
      again: {
        of: ({ body: { entities, created, failed } }) => ({ ids: entities.map(({ id }) => id), created, failed }),
        read: async ({ ids, ...result }: BulkReference, { principal }) => {
          const found = await Promise.all(ids.map((entityId) => findEntity(bus, entityId, principal)))
          return { status: 200, body: { entities: found.filter((entity) => entity !== undefined), ...result } }
        },
      },
    },
  ),
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
