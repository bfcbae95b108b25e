import { ListEntitiesQuery } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { memoryGraph, principal } from '../testing/memory-graph.ts'
import { parseRelation } from './relations.ts'

const me = principal()

describe('parseRelation', () => {
  it.each([
    ['note_1', 'RELATED_TO', 'note_1'],
    ['supersedes:note_1', 'SUPERSEDES', 'note_1'],
    ['depends_on:note_1', 'DEPENDS_ON', 'note_1'],
    ['supports: note_1', 'SUPPORTS', 'note_1'],
    ['SUPPORTS:note_1', 'RELATED_TO', 'SUPPORTS:note_1'],
    ['loves:note_1', 'RELATED_TO', 'loves:note_1'],
  ])('%s is %s to %s', (written, type, to) => expect(parseRelation(written)).toEqual({ type, to }))
})

describe('an entity', () => {
  it('says its description, else its name, where it has no content', async () => {
    const graph = memoryGraph()
    expect((await graph.entity(me, { name: 'Ferry', description: 'A boat.' })).content).toBe('A boat.')
    expect((await graph.entity(me, { name: 'Ferry' })).content).toBe('Ferry')
  })

  it('cannot claim to be somebody else’s', async () => {
    const { metadata } = await memoryGraph().entity(me, { name: 'Ferry', metadata: { owner_id: 'user_bob', kept: 1 } })
    expect(metadata).toEqual({ kept: 1 })
  })

  it('of type project is a project', async () => {
    const graph = memoryGraph()
    const { id } = await graph.entity(me, { name: 'Harbour', entity_type: 'project' })
    expect(id).toMatch(/^proj_/)
    expect(await graph.projects.get(me, id)).toMatchObject({
      name: 'Harbour',
      visibility: 'org',
      metadata: { status: 'active' },
    })
    expect(await graph.entities.get(me, id)).toMatchObject({ entity_type: 'project' })
  })

  it('shows only those ends of its relations that the reader can read', async () => {
    const graph = memoryGraph()
    const closed = await graph.project(me, { name: 'Closed', visibility: 'private' })
    const open = await graph.entity(me, { name: 'Open' })
    await graph.entity(me, { name: 'Secret', metadata: { project_id: closed.id }, related_to: [open.id] })
    const bob = principal({ userId: 'user_bob', role: 'member' })
    expect((await graph.entities.get(me, open.id)).related).toHaveLength(1)
    expect((await graph.entities.get(bob, open.id)).related).toEqual([])
    await expect(
      graph.entity(bob, { name: 'Probe', related_to: [open.id, `supports:${closed.id}`] }),
    ).rejects.toMatchObject({
      code: 'relation_target_not_found',
      details: { field: 'related_to.1' },
    })
  })

  it('is no document, nor a document an entity', async () => {
    const graph = memoryGraph()
    const project = await graph.project(me, { name: 'Harbour' })
    const { document_id } = await graph.document(me, { project: project.id, content: 'Text.' })
    await expect(graph.entities.get(me, document_id)).rejects.toMatchObject({ code: 'entity_not_found' })
    await expect(graph.documents.text(me, { documentId: project.id, start: 0 })).rejects.toMatchObject({
      code: 'document_not_found',
    })
  })
})

describe('a list', () => {
  const world = async () => {
    const clock = fakeClock()
    const graph = memoryGraph(undefined, { clock })
    const project = await graph.project(me, { name: 'Harbour' })
    for (const [name, entity_type, category, project_id] of [
      ['Tide', 'topic', 'Sea', project.id],
      ['anchor', 'tool', 'Ship', undefined],
      ['Bow', 'tool', 'ship', project.id],
    ] as const) {
      clock.advance(1_000)
      await graph.entity(me, {
        name,
        entity_type,
        category,
        content: `${name} of the ferry.`,
        metadata: project_id ? { project_id } : {},
      })
    }
    const list = async (query: Record<string, unknown>) => graph.entities.list(me, ListEntitiesQuery.parse(query))
    const names = async (query: Record<string, unknown>) => (await list(query)).entities.map(({ name }) => name)
    return { project, list, names }
  }

  it.each([
    ['newest first', {}, ['Bow', 'anchor', 'Tide', 'Harbour']],
    ['by name, case apart', { sort_by: 'name', sort_order: 'asc' }, ['anchor', 'Bow', 'Harbour', 'Tide']],
    ['of a type', { entity_type: 'tool' }, ['Bow', 'anchor']],
    ['of a category', { category: 'SHIP' }, ['Bow', 'anchor']],
    ['of what the words say', { search: 'tide' }, ['Tide']],
    ['of a project', { project_ids: 'PROJECT' }, ['Bow', 'Tide', 'Harbour']],
    ['of none', { project_ids: '__unassigned__' }, ['anchor']],
    ['of several', { project_ids: 'PROJECT,__unassigned__' }, ['Bow', 'anchor', 'Tide', 'Harbour']],
  ])('is %s', async (_, query, expected) => {
    const { names, project } = await world()
    const given = JSON.parse(JSON.stringify(query).replaceAll('PROJECT', project.id)) as Record<string, unknown>
    expect(await names(given)).toEqual(expected)
  })

  it('comes in pages', async () => {
    const { list } = await world()
    const page = await list({ page: 2, page_size: 3 })
    expect(page).toMatchObject({ total: 4, page: 2, page_size: 3, has_more: false })
    expect(page.entities.map(({ name, content }) => [name, content])).toEqual([['Harbour', 'Harbour']])
    expect((await list({ page: 9 })).entities).toEqual([])
  })
})
