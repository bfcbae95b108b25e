import { createEntity, deleteEntity, getEntity, listEntities } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { EntityService } from '../entity.service.ts'

export const entityCalls = (entities: EntityService) => [
  answer(createEntity, ({ commandId, entity }, { principal }) => entities.create(principal, commandId, entity)),
  answer(getEntity, ({ entityId }, { principal }) => entities.get(principal, entityId)),
  answer(listEntities, (query, { principal }) => entities.list(principal, query)),
  answer(deleteEntity, async ({ entityId }, { principal }) => {
    await entities.delete(principal, entityId)
    return { deleted: true as const }
  }),
]
