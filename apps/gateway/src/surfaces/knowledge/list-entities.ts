import { listEntities, type EntityPage, type ListEntitiesQuery, type Principal } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

const smallestDivisor = (size: number): number => {
  let divisor = 2
  while (size % divisor !== 0) divisor++
  return divisor
}

/** One page of entities. A page of long texts may be too large for the broker; it is then fetched in smaller ones. */
export const listEntityPage = async (
  bus: Bus,
  query: ListEntitiesQuery,
  options: { principal: Principal; signal: AbortSignal },
): Promise<EntityPage> => {
  try {
    return await bus.call(listEntities, query, options)
  } catch (error) {
    if (!isAppError(error) || error.code !== 'message_too_large' || query.page_size === 1) throw error
  }
  const parts = smallestDivisor(query.page_size)
  const size = query.page_size / parts
  const entities: EntityPage['entities'] = []
  for (let part = 1; ; part++) {
    const page = (query.page - 1) * parts + part
    const found = await listEntityPage(bus, { ...query, page, page_size: size }, options)
    entities.push(...found.entities)
    if (part === parts || !found.has_more) return { ...found, entities, page: query.page, page_size: query.page_size }
  }
}
