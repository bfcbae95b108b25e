import {
  bulkCreateEntitiesRoute,
  createProjectRoute,
  draftRoute,
  planRoute,
  type DraftResponse,
  type PlanResponse,
} from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'

export interface GivenRow {
  name: string
  entity_type: string
  content?: string
  status?: string
  related_to?: string[]
  metadata?: Record<string, unknown>
  category?: string
}

const bulkSize = 128

/** Rows about the queue of a ferry, of many types, and one about something else. */
export const ferryRows: readonly GivenRow[] = [
  { name: 'Guide to the ferry queue', entity_type: 'guide' },
  { name: 'Use one ferry queue', entity_type: 'decision' },
  { name: 'Retry a crossing', entity_type: 'procedure' },
  { name: 'Queue overflow', entity_type: 'error_pattern' },
  { name: 'Lay the second queue', entity_type: 'task', status: 'todo' },
  { name: 'Paint the first queue', entity_type: 'task', status: 'done' },
  { name: 'Bread', entity_type: 'note', content: 'A recipe for bread with rye flour.' },
]

/** Many equal rows of a type that all speak of the ferry queue, each in words of its own. */
export const crowd = (count: number, name: string, entity_type: string): GivenRow[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `${name} ${i}`,
    entity_type,
    content: `${name} ${i} tells of the ferry queue that berth ${i} waits ${i + 3} minutes. It was seen on day ${i + 1}.`,
  }))

export const goal = 'Document the ferry queue'

/** A project of its own with these rows, planned and drafted over HTTP. */
export const planWorld = async (api: ApiClient, rows: readonly GivenRow[] = ferryRows, name = 'Ferry') => {
  const { id: project } = await api.expect(createProjectRoute, { body: { name } })
  const ids = new Map<string, string>()
  const add = async (...given: readonly GivenRow[]): Promise<string[]> => {
    for (let start = 0; start < given.length; start += bulkSize) {
      const entities = given.slice(start, start + bulkSize).map(({ status, metadata, content, ...row }) => ({
        ...row,
        content: content ?? `${row.name} of the ferry queue.`,
        metadata: { project_id: project, ...(status ? { status } : {}), ...metadata },
      }))
      const made = await api.expect(bulkCreateEntitiesRoute, { body: { entities } })
      expect(made.failed).toEqual([])
      for (const entity of made.entities) ids.set(entity.name, entity.id)
    }
    return given.map((row) => ids.get(row.name)!)
  }
  await add(...rows)
  const bodyOf = (given: Record<string, unknown>) => ({ goal, project, ...given })
  const answer = (given: Record<string, unknown> = {}) => api.send(planRoute, { body: bodyOf(given) })
  const plan = (given: Record<string, unknown> = {}): Promise<PlanResponse> =>
    api.expect(planRoute, { body: bodyOf(given) })
  const draft = async (given: Record<string, unknown> = {}) =>
    (await api.expect(draftRoute, { body: bodyOf(given) })) as DraftResponse
  const idOf = (row: string): string => ids.get(row)!
  return { project, add, answer, plan, draft, idOf }
}

type Planned = Pick<PlanResponse, 'outline' | 'source_packs'>

export const titles = ({ outline }: Planned): string[] => outline.sections.map(({ title }) => title)
export const pack = ({ source_packs }: Planned, title: string) => source_packs.find((found) => found.title === title)!
export const everySource = ({ source_packs }: Planned) => source_packs.flatMap(({ sources }) => sources)
export const everyId = (planned: Planned): string[] => everySource(planned).map(({ id }) => id)
