import {
  explore,
  listEntities,
  listTasks,
  type EntityPage,
  type ExploreRequest,
  type ExploreResponse,
  type ListEntitiesQuery,
  type ListTasksQuery,
  type Principal,
  type TaskPage,
} from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

interface Options {
  principal: Principal
  signal: AbortSignal
}

interface Window {
  readonly offset: number
  readonly size: number
}

const smallestDivisor = (size: number): number => {
  let divisor = 2
  while (size % divisor !== 0) divisor++
  return divisor
}

/** What a window shows. One of long texts may be too large for the broker; it is then fetched in smaller ones. */
const inWindows = async <Page extends { has_more: boolean }>(
  { offset, size }: Window,
  fetch: (window: Window) => Promise<Page>,
): Promise<[Page, ...Page[]]> => {
  try {
    return [await fetch({ offset, size })]
  } catch (error) {
    if (!isAppError(error) || error.code !== 'message_too_large' || size === 1) throw error
  }
  const part = size / smallestDivisor(size)
  const pages = await inWindows({ offset, size: part }, fetch)
  for (let at = part; at < size && pages.at(-1)!.has_more; at += part)
    pages.push(...(await inWindows({ offset: offset + at, size: part }, fetch)))
  return pages
}

/** A page as one: the counts of its first part, and whether anything stands behind its last. */
const joined = async <Query extends { page: number; page_size: number }, Page extends { has_more: boolean }>(
  query: Query,
  fetch: (query: Query) => Promise<Page>,
) => {
  const { page, page_size } = query
  const pages = await inWindows({ offset: (page - 1) * page_size, size: page_size }, ({ offset, size }) =>
    fetch({ ...query, page: offset / size + 1, page_size: size }),
  )
  return { pages, whole: { ...pages[0], page, page_size, has_more: pages.at(-1)!.has_more } }
}

export const listEntityPage = async (bus: Bus, query: ListEntitiesQuery, options: Options): Promise<EntityPage> => {
  const { pages, whole } = await joined(query, (part) => bus.call(listEntities, part, options))
  return { ...whole, entities: pages.flatMap(({ entities }) => entities) }
}

export const listTaskPage = async (bus: Bus, query: ListTasksQuery, options: Options): Promise<TaskPage> => {
  const { pages, whole } = await joined(query, (part) => bus.call(listTasks, part, options))
  return { ...whole, tasks: pages.flatMap(({ tasks }) => tasks) }
}

export const explorePage = async (bus: Bus, request: ExploreRequest, options: Options): Promise<ExploreResponse> => {
  const { offset, limit } = request
  const pages = await inWindows({ offset, size: limit }, (window) =>
    bus.call(explore, { ...request, offset: window.offset, limit: window.size }, options),
  )
  const { has_more } = pages.at(-1)!
  return { ...pages[0], offset, limit, has_more, entities: pages.flatMap(({ entities }) => entities) }
}
