import type { ArtifactPlan } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { memoryGraph, planRequest, principal } from './memory-graph.ts'
import { createShelf } from './memory-repositories.ts'

export const me = principal()

export interface FerryRow {
  name: string
  entity_type?: string
  content?: string
  status?: string
  related_to?: string[]
  tags?: string[]
  metadata?: Record<string, unknown>
}

/** A graph about a ferry queue, with rows of many types; ids by name. */
export const ferryGraph = async (more: FerryRow[] = []) => {
  const shelf = createShelf()
  const clock = fakeClock()
  const graph = memoryGraph(shelf, { clock })
  const project = await graph.project(me, { name: 'Ferry' })
  const ids = new Map<string, string>()
  const add = async ({ name, content, status, metadata = {}, ...rest }: FerryRow) => {
    clock.advance(1_000)
    const { id } = await graph.entity(me, {
      name,
      content: content ?? `${name} of the ferry queue.`,
      ...rest,
      metadata: { project_id: project.id, ...(status ? { status } : {}), ...metadata },
    })
    ids.set(name, id)
    return id
  }
  await add({ name: 'Guide to the ferry queue', entity_type: 'guide' })
  await add({ name: 'Use one ferry queue', entity_type: 'decision' })
  await add({ name: 'Retry a crossing', entity_type: 'procedure' })
  await add({ name: 'Queue overflow', entity_type: 'error_pattern' })
  await add({ name: 'Lay the second queue', entity_type: 'task', status: 'todo' })
  await add({ name: 'Paint the first queue', entity_type: 'task', status: 'done' })
  await add({ name: 'Bread', entity_type: 'note', content: 'A recipe for bread with rye flour.' })
  for (const given of more) await add(given)
  const plan = (given: Record<string, unknown> = {}): Promise<ArtifactPlan> =>
    graph.plans.plan(me, planRequest({ goal: 'Document the ferry queue', project: project.id, ...given }), [])
  const nameOf = (id: string): string => [...ids].find(([, own]) => own === id)?.[0] ?? id
  return { graph, shelf, project, ids, add, plan, nameOf }
}

export const titles = ({ body }: ArtifactPlan) => body.outline.sections.map(({ title }) => title)
export const pack = ({ body }: ArtifactPlan, title: string) => body.source_packs.find((found) => found.title === title)!
export const everySource = ({ body }: ArtifactPlan) => body.source_packs.flatMap(({ sources }) => sources)
