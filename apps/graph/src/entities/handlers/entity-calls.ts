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
  answer(createEntity, ({ entity }, { principal, command }) => entities.create(principal, command, entity)),
  answer(createEntities, ({ entities: given }, { principal, command }) =>
    entities.createMany(principal, command, given),
  ),
  answer(getEntity, ({ entityId }, { principal }) => entities.get(principal, entityId)),
  answer(listEntities, (query, { principal }) => entities.list(principal, query)),
  answer(countEntities, (_, { principal }) => entities.count(principal)),
  answer(updateEntity, ({ entityId, change }, { principal, command }) =>
    entities.update(principal, command, entityId, change),
  ),
  answer(deleteEntity, async ({ entityId }, { principal, command }) => {
    await entities.delete(principal, command, entityId)
    return { deleted: true as const }
  }),
]
