import { ownCommand } from '@synthwright/messaging'
import { BulkEntities, ListEntitiesQuery } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { fresh, memoryGraph, principal } from '../testing/memory-graph.ts'
import { createShelf } from '../testing/memory-repositories.ts'
import { mostRelated } from './entity-view.ts'
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

  it('takes the place only of what its writer may change', async () => {
    const graph = memoryGraph()
    const project = await graph.project(me, { name: 'Theirs', visibility: 'private' })
    const bob = principal({ userId: 'user_bob', role: 'member' })
    await graph.members.add(me, fresh(), project.id, bob.userId, 'project_viewer')
    const { id } = await graph.entity(me, { name: 'Rule', metadata: { project_id: project.id } })
    const related_to = [`supersedes:${id}`]
    const refused = { code: 'project_access_denied', details: { field: 'related_to' } }
    await expect(graph.entity(bob, { name: 'No rule', related_to })).rejects.toMatchObject(refused)
    const note = await graph.entity(bob, { name: 'Note', related_to: [id] })
    await expect(graph.entities.update(bob, fresh(), note.id, { related_to })).rejects.toMatchObject(refused)
    await graph.members.update(me, fresh(), project.id, bob.userId, 'project_contributor')
    expect((await graph.entity(bob, { name: 'New rule', related_to })).related).toHaveLength(1)
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

describe('a change of an entity', () => {
  it('lets metadata grow to what may be sent at once, and no further little by little', async () => {
    const graph = memoryGraph()
    const part = 'x'.repeat(40_000)
    const { id } = await graph.entity(me, { name: 'Ferry', metadata: { a: part } })
    await expect(graph.entities.update(me, fresh(), id, { metadata: { b: part } })).rejects.toMatchObject({
      code: 'validation_failed',
      details: { field: 'metadata' },
    })
    expect((await graph.entities.update(me, fresh(), id, { metadata: { a: null, b: part } })).metadata).toEqual({
      b: part,
    })
  })

  it('leaves what it does not name, merges metadata, and counts as a revision', async () => {
    const clock = fakeClock()
    const graph = memoryGraph(undefined, { clock })
    const other = await graph.entity(me, { name: 'Other' })
    const { id } = await graph.entity(me, {
      name: 'Ferry',
      description: 'A boat.',
      tags: ['sea'],
      metadata: { a: 1, b: 2, valid_at: '2026-01-01' },
      related_to: [other.id],
    })
    clock.advance(60_000)
    const changed = await graph.entities.update(me, fresh(), id, {
      description: 'A big boat.',
      metadata: { b: null, c: 3, owner_id: 'user_bob' },
      related_to: [`requires:${other.id}`],
      expected_revision: 1,
    })
    expect(changed).toMatchObject({
      name: 'Ferry',
      description: 'A big boat.',
      content: 'A big boat.',
      tags: ['sea'],
      metadata: { a: 1, c: 3, valid_at: '2026-01-01' },
      revision: 2,
      updated_at: '2026-01-01T00:01:00.000Z',
      related: [{ id: other.id, relationship: 'REQUIRES', direction: 'outgoing' }],
    })
    await expect(graph.entities.update(me, fresh(), id, { name: 'X', expected_revision: 1 })).rejects.toMatchObject({
      code: 'revision_conflict',
    })
    const { content } = await graph.entities.update(me, fresh(), id, { content: 'Its own text.' })
    expect([content, (await graph.entities.update(me, fresh(), id, { name: 'Boat' })).content]).toEqual([
      content,
      content,
    ])
  })

  it('may move it to a project that one may write to', async () => {
    const graph = memoryGraph()
    const closed = await graph.project(me, { name: 'Closed', visibility: 'private' })
    const bob = principal({ userId: 'user_bob', role: 'member' })
    const { id } = await graph.entity(bob, { name: 'Note' })
    await expect(
      graph.entities.update(bob, fresh(), id, { metadata: { project_id: closed.id } }),
    ).rejects.toMatchObject({
      code: 'project_access_denied',
      details: { field: 'metadata.project_id' },
    })
    await graph.entities.update(me, fresh(), id, { metadata: { project_id: closed.id } })
    await expect(graph.entities.get(bob, id)).rejects.toMatchObject({ code: 'entity_not_found' })
  })

  it('keeps edges to what the writer cannot see', async () => {
    const graph = memoryGraph()
    const closed = await graph.project(me, { name: 'Closed', visibility: 'private' })
    const secret = await graph.entity(me, { name: 'Secret', metadata: { project_id: closed.id } })
    const open = await graph.entity(me, { name: 'Open', related_to: [secret.id] })
    const bob = principal({ userId: 'user_bob', role: 'member' })
    expect((await graph.entities.update(bob, fresh(), open.id, { related_to: [] })).related).toEqual([])
    expect((await graph.entities.get(me, open.id)).related.map(({ id }) => id)).toEqual([secret.id])
  })
})

describe('many entities at once', () => {
  const many = (graph: ReturnType<typeof memoryGraph>, commandId: string, entities: Record<string, unknown>[]) =>
    graph.entities.createMany(me, ownCommand(commandId), BulkEntities.parse({ entities }).entities)

  it('are made in one step, relate to each other, and fail one by one', async () => {
    const shelf = createShelf()
    const graph = memoryGraph(shelf)
    const given = [
      { name: 'Tide' },
      { name: 'Lost', related_to: ['note_nowhere'] },
      { name: 'Moon', related_to: ['supports:ref:0'] },
      { name: 'Early', related_to: ['ref:5'] },
      { name: 'Denied', metadata: { project_id: 'proj_none' } },
    ]
    const { entities, created, failed } = await many(graph, 'cmd', given)
    expect([created, entities.map(({ name }) => name)]).toEqual([2, ['Tide', 'Moon']])
    expect(entities[1]!.related).toEqual([
      expect.objectContaining({ id: entities[0]!.id, relationship: 'SUPPORTS', direction: 'outgoing' }),
    ])
    expect(failed).toEqual([
      { index: 1, error: 'relation_target_not_found', message: 'Relation target not found' },
      { index: 3, error: 'relation_target_not_found', message: 'Relation target not found' },
      { index: 4, error: 'project_access_denied', message: 'Project access denied' },
    ])
    expect(shelf.changes.get(me.teamId)).toHaveLength(1)
    expect(await many(graph, 'cmd', given)).toEqual({ entities, created, failed })
    expect(shelf.changes.get(me.teamId)).toHaveLength(1)
  })

  it('are 128 at most', () => {
    const entities = (count: number) => ({ entities: Array.from({ length: count }, () => ({ name: 'n' })) })
    expect(BulkEntities.safeParse(entities(128)).success).toBe(true)
    expect(BulkEntities.safeParse(entities(129)).success).toBe(false)
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

it('a list by relation says nothing of an end that its reader cannot read', async () => {
  const graph = memoryGraph()
  const [here, there] = [await graph.project(me, { name: 'Here' }), await graph.project(me, { name: 'There' })]
  const far = await graph.entity(me, { name: 'Far', metadata: { project_id: there.id } })
  const near = await graph.entity(me, { name: 'Near', metadata: { project_id: here.id }, related_to: [far.id] })
  const listed = async (projectIds: string[] | null) => {
    const query = ListEntitiesQuery.parse({ related_to: far.id })
    return (await graph.entities.list(principal({ projectIds }), query)).entities.map(({ id }) => id)
  }
  expect(await listed(null)).toEqual([near.id])
  expect(await listed([here.id])).toEqual([])
})

test('what rows are related to always fits into an answer: of too many, those come first that a row names', async () => {
  const graph = memoryGraph()
  const many = (count: number, entity: Record<string, unknown>) =>
    graph.entities.createMany(
      me,
      fresh(),
      BulkEntities.parse({ entities: Array.from({ length: count }, (_, n) => ({ ...entity, name: entityName(n) })) })
        .entities,
    )
  const entityName = (n: number) => `${n} ${'字'.repeat(190)}`
  const targets = (await many(100, {})).entities.map(({ id }) => id)
  const made = await many(128, { related_to: targets, description: 'd'.repeat(23_000) })
  expect(made).toMatchObject({ created: 128, failed: [] })
  expect(made.entities).toHaveLength(128)
  expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThan(8 * 1024 * 1024)

  const hub = await graph.entity(me, { name: 'Hub', related_to: targets.slice(0, 3) })
  for (let step = 0; step < 9; step += 1) await many(128, { related_to: [hub.id] })
  const { related } = await graph.entities.get(me, hub.id)
  expect(related).toHaveLength(mostRelated)
  expect(related.slice(0, 4).map(({ direction }) => direction)).toEqual([
    'outgoing',
    'outgoing',
    'outgoing',
    'incoming',
  ])
}, 20_000)
