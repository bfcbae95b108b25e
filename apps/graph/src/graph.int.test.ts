import {
  createEntity,
  createProject,
  deleteEntity,
  getDocumentText,
  getEntity,
  importDocument,
  listEntities,
  planArtifact,
  PlanRequest,
  reviewSources,
  search,
  type ArtifactPlan,
  type CallRequest,
  type CheckedText,
  type Evidence,
} from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { principal } from './testing/memory-graph.ts'
import { startGraphs, type GraphReplica, type Graphs } from './testing/graph-process.ts'

const me = principal()
const guide = `# Ferry queue

The ferry queue keeps every crossing until the harbour has confirmed it.

## Design

One durable queue holds the work of one harbour. A crossing that fails is tried three times.

## Risks

The queue is lost when the disk of the broker fails. Nobody has measured how long a restart takes.
`
const decision = {
  name: 'Use one durable queue',
  entity_type: 'decision' as const,
  content: 'The ferry design uses one durable queue for each harbour because retries stay simple.',
}

let graphs: Graphs | undefined
beforeAll(async () => {
  graphs = await startGraphs()
})
afterAll(() => graphs?.stop())

const ask: Graphs['ask'] = (contract, request, who) => graphs!.ask(contract, request, who)
const entity = (given: Partial<CallRequest<typeof createEntity>['entity']> & { name: string }) =>
  ask(createEntity, { commandId: newId('command'), entity: given }, me)

/** A project with a guide and a decision that supports it. */
const harbour = async () => {
  const project = await ask(createProject, { commandId: newId('command'), project: { name: 'Harbour' } }, me)
  const document = await ask(
    importDocument,
    { commandId: newId('command'), content: guide, project: project.id, path: 'docs/guide.md' },
    me,
  )
  const chosen = await entity({
    ...decision,
    metadata: { project_id: project.id },
    related_to: [`supports:${document.document_id}`],
  })
  return { project, document, chosen }
}

const planOf = (project: string, given: Record<string, unknown> = {}) =>
  ask(
    planArtifact,
    { request: PlanRequest.parse({ goal: 'Document the ferry queue design', project, ...given }), unknownFields: [] },
    me,
  )

describe('over the broker and the store', () => {
  it('what is written is found, planned, drafted from and checked against', async () => {
    const replica = await graphs!.replica('graph_path')
    const { project, document, chosen } = await harbour()

    expect(document).toMatchObject({ title: 'Ferry queue', revision: 1, unchanged: false, path: 'docs/guide.md' })
    const span = document.passages.find(({ heading_path }) => heading_path.at(-1) === 'Design')!
    expect(
      await ask(getDocumentText, { documentId: document.document_id, start: span.start, end: span.end }, me),
    ).toMatchObject({ text: guide.slice(span.start, span.end) })

    const found = await ask(search, { query: 'durable queue', project: project.id }, me)
    expect(found.results.map(({ id }) => id).sort()).toEqual([chosen.id, document.document_id].sort())
    expect([found.graph_count, found.document_count, found.total]).toEqual([1, 1, 2])

    const { result: plan, facts } = await replica.work<{ result: ArtifactPlan; facts: { sections: unknown[] } }>(
      'plan-draft',
      { request: { goal: 'Document the ferry queue design', project: project.id }, unknownFields: [] },
      me,
    )
    expect(plan).toEqual(await planOf(project.id))
    expect(plan.body.outline.title).toBe('The Ferry Queue Design')
    const sections = plan.body.outline.sections
    expect(facts.sections).toEqual(sections.map(({ section_id }) => ({ id: section_id, empty: false })))
    const decisions = plan.body.source_packs.find(({ title }) => title === 'Key Decisions')!
    expect(decisions.source_ids).toContain(chosen.id)

    const source = plan.material.flatMap(({ sources }) => sources).find(({ id }) => id === chosen.id)!
    const sectionOf = decisions.section_id
    const { result } = await replica.work<{ result: { text: CheckedText; evidence: Evidence } }>(
      'gather-evidence',
      {
        markdown: null,
        title: plan.body.outline.title,
        audience: null,
        drafted: [
          {
            section_id: sectionOf,
            sentences: [
              {
                text: source.passages[0]!.text,
                citations: [{ id: chosen.id, start: 0, end: source.passages[0]!.text.length }],
                paragraph: 0,
              },
            ],
            draft_mode: 'extractive',
            provider: 'offline',
            model: null,
            prompt_version: '1',
            fell_back: false,
            forged_in: [],
          },
        ],
        sections,
        source_ids: [],
        project: project.id,
      },
      me,
    )
    expect(result.text.markdown).toContain(`${decision.content} [${chosen.id}]`)
    expect(result.evidence.claims).toEqual([expect.objectContaining({ section_id: sectionOf, text: decision.content })])
    expect(result.evidence.evidence[0]!.sentences.map(({ text }) => text)).toEqual([decision.content])

    expect(
      await ask(
        reviewSources,
        {
          projectId: project.id,
          sources: [
            { id: chosen.id, revision: 1 },
            { id: 'note_gone', revision: 1 },
          ],
        },
        me,
      ),
    ).toEqual({ projectReadable: true, unreadable: ['note_gone'], changed: ['note_gone'] })
    await replica.stop()
  })

  it('a write through one replica is seen by the next reader of another', async () => {
    const first = await graphs!.replica('graph_two')
    const { project } = await harbour()
    await first.stop()

    const [writer, reader] = [
      await graphs!.replica('graph_two'),
      await graphs!.replica('graph_two', { serving: false }),
    ]
    const read = () =>
      reader.work<{ result: ArtifactPlan }>(
        'plan-draft',
        { request: { goal: 'Document the ferry queue design', project: project.id }, unknownFields: [] },
        me,
      )
    const before = await read()
    const { id } = await entity({
      name: 'Ferry queue risk',
      content: 'The ferry queue design risks loss.',
      metadata: { project_id: project.id },
    })
    const after = await read()
    expect(JSON.stringify(after.result.body)).toContain(id)
    expect(after.result.snapshot.row_count).toBe(before.result.snapshot.row_count + 1)

    await ask(deleteEntity, { commandId: newId('command'), entityId: id }, me)
    const undone = await read()
    expect(undone.result).toEqual(before.result)
    await Promise.all([writer.stop(), reader.stop()])
  })

  it('the same plan comes in the same bytes from another replica and after a restart of everything', async () => {
    const first = await graphs!.replica('graph_bytes')
    const { project } = await harbour()
    const bytes = JSON.stringify(await planOf(project.id))
    expect(JSON.stringify(await planOf(project.id))).toBe(bytes)
    await first.stop()
    await graphs!.atRest.restart()

    const second = await graphs!.replica('graph_bytes')
    expect(JSON.stringify(await planOf(project.id))).toBe(bytes)
    await entity({ name: 'Ferry queue', content: 'A ferry queue design note.', metadata: { project_id: project.id } })
    const changed = await planOf(project.id)
    expect(changed.snapshot.digest).not.toBe((JSON.parse(bytes) as ArtifactPlan).snapshot.digest)
    await second.stop()
  })
})

describe('entities', () => {
  let replica: GraphReplica
  beforeAll(async () => {
    replica = await graphs!.replica('graph_entities')
  })
  afterAll(() => replica.stop())

  it('are listed, read with both ends of their relations, and gone once deleted', async () => {
    const tide = await entity({ name: 'Tide', entity_type: 'topic', tags: ['sea'] })
    const ferry = await entity({ name: 'Ferry', entity_type: 'tool', related_to: [tide.id, `depends_on:${tide.id}`] })
    expect(ferry).toMatchObject({ content: 'Ferry', revision: 1 })
    expect(ferry.related.map(({ relationship, direction }) => [relationship, direction])).toEqual([
      ['DEPENDS_ON', 'outgoing'],
      ['RELATED_TO', 'outgoing'],
    ])
    expect((await ask(getEntity, { entityId: tide.id }, me)).related[0]).toMatchObject({
      id: ferry.id,
      direction: 'incoming',
    })
    const page = await ask(listEntities, { sort_by: 'name', sort_order: 'asc', page_size: 1 }, me)
    expect(page).toMatchObject({ total: 2, has_more: true, entities: [{ name: 'Ferry' }] })

    await ask(deleteEntity, { commandId: newId('command'), entityId: ferry.id }, me)
    await expect(ask(getEntity, { entityId: ferry.id }, me)).rejects.toMatchObject({ code: 'entity_not_found' })
    await expect(ask(deleteEntity, { commandId: newId('command'), entityId: ferry.id }, me)).rejects.toMatchObject({
      code: 'entity_not_found',
    })
    expect((await ask(getEntity, { entityId: tide.id }, me)).related).toEqual([])
  })

  it('keep metadata that no store would take as field names', async () => {
    const metadata = { 'a.b': { $set: 1 }, $where: ['x'], valid_at: '2026-01-01' }
    const { id } = await entity({ name: 'Odd', metadata })
    expect((await ask(getEntity, { entityId: id }, me)).metadata).toEqual(metadata)
  })

  it('refuse a relation to what the caller cannot read, and name it', async () => {
    const other = principal({ teamId: 'team_other' })
    const foreign = await ask(createEntity, { commandId: newId('command'), entity: { name: 'Theirs' } }, other)
    await expect(entity({ name: 'Mine', related_to: [`supports:${foreign.id}`] })).rejects.toMatchObject({
      code: 'relation_target_not_found',
      details: { field: 'related_to.0' },
    })
  })
})
