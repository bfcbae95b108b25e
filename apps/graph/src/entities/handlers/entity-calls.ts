import {
  countEntities,
  createEntities,
  createEntity,
  deleteEntity,
  getEntity,
  listEntities,
  updateEntity,
} from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { EntityService } from '../entity.service.ts'

export const entityCalls = (entities: EntityService) => [
  answer(createEntity, ({ commandId, entity }, { principal }) => entities.create(principal, commandId, entity)),
  answer(createEntities, ({ commandId, entities: given }, { principal }) =>
    entities.createMany(principal, commandId, given),
  ),
  answer(getEntity, ({ entityId }, { principal }) => entities.get(principal, entityId)),
  answer(listEntities, (query, { principal }) => entities.list(principal, query)),
  answer(countEntities, (_, { principal }) => entities.count(principal)),
  answer(updateEntity, ({ entityId, change }, { principal }) => entities.update(principal, entityId, change)),
  answer(deleteEntity, async ({ entityId }, { principal }) => {
    await entities.delete(principal, entityId)
    return { deleted: true as const }
  }),
]
