import {
  authorizeProject,
  createEntity,
  createProject,
  deleteEntity,
  explore,
  getDocumentText,
  getEntity,
  getProject,
  importDocument,
  listEntities,
  listProjects,
  listTasks,
  search,
  stageImport,
  startImport,
  type AuditEntry,
  type TaskRecord,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { entity, planned, project } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded

beforeAll(async () => {
  gateway = await startGateway()
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())
beforeEach(() => gateway.services.forget())

const auditEntry = (teamId: string): AuditEntry => ({
  id: 'aud_knowledge',
  teamId,
  at: '2026-05-05T00:00:00.000Z',
  type: 'memory.corrected',
  principal: { userId: 'user_1', credentialId: 'cred_1' },
  requestId: null,
  runId: null,
  targetIds: ['note_1'],
  outcome: 'ok',
  operation: 'hide',
  counts: { sources: 1 },
})

const ask = (method: string, path: string, body?: unknown) => gateway.ask(owner.key, method, path, body)
const onlyRequest = () => gateway.services.asked.map(({ request }) => request)[0]

it('creates, lists and reads projects', async () => {
  const { services } = gateway
  services.on(createProject, () => project)
  services.on(listProjects, () => ({ projects: [project], total: 1 }))
  services.on(getProject, () => project)
  const created = await ask('POST', '/api/projects', { name: ' Ferry ' })
  expect([created.status, created.body]).toEqual([201, project])
  expect(onlyRequest()).toMatchObject({ commandId: expect.any(String), project: { name: 'Ferry', visibility: 'org' } })
  expect((await ask('GET', '/api/projects')).body).toEqual({ projects: [project], total: 1 })
  expect((await ask('GET', '/api/projects/proj_1')).body).toEqual(project)
  expect(services.asked.map(({ principal }) => principal.teamId)).toEqual([owner.teamId, owner.teamId, owner.teamId])
})

it('creates, lists, reads and deletes entities', async () => {
  const { services } = gateway
  const { related, ...listed } = entity
  services.on(createEntity, () => entity)
  services.on(getEntity, () => entity)
  services.on(listEntities, ({ page, page_size }) => ({
    entities: [listed],
    total: 1,
    page,
    page_size,
    has_more: false,
  }))
  services.on(deleteEntity, () => ({ deleted: true as const }))
  const created = await ask('POST', '/api/entities', { name: 'n', entity_type: 'decision', related_to: ['requires:a'] })
  expect([created.status, created.body.related]).toEqual([201, related])
  expect((await ask('GET', '/api/entities?page_size=200&project_ids=a&project_ids=b')).body.page_size).toBe(200)
  expect(services.asked.at(-1)!.request).toMatchObject({ project_ids: ['a', 'b'], page: 1 })
  expect((await ask('GET', '/api/entities/decision_1')).body).toEqual(entity)
  const deleted = await ask('DELETE', '/api/entities/decision_1')
  expect([deleted.status, deleted.text]).toEqual([204, ''])
})

it.each([
  [200, 1, 170, false],
  [63, 2, 63, true],
])('lists %i entities on page %i though they are too large for one message', async (pageSize, page, count, more) => {
  const { related: _, ...listed } = { ...entity, content: '船'.repeat(50_000) }
  const all = Array.from({ length: 170 }, (_, n) => ({ ...listed, id: `note_${n}` }))
  gateway.services.on(listEntities, ({ page, page_size }) => {
    const entities = all.slice((page - 1) * page_size, page * page_size)
    return { entities, total: all.length, page, page_size, has_more: page * page_size < all.length }
  })
  const { status, body } = await ask('GET', `/api/entities?page_size=${pageSize}&page=${page}`)
  expect([status, body.page, body.page_size, body.total, body.has_more]).toEqual([200, page, pageSize, 170, more])
  const first = (page - 1) * pageSize
  expect(body.entities.map(({ id }: { id: string }) => id)).toEqual(all.slice(first, first + count).map(({ id }) => id))
})

it('lists tasks and explores though their texts are too large for one message', async () => {
  const description = '船'.repeat(50_000)
  const names = Array.from({ length: 170 }, (_, n) => `row_${n}`)
  gateway.services.on(listTasks, ({ page, page_size }) => {
    const shown = names.slice((page - 1) * page_size, page * page_size)
    const tasks = shown.map((id): TaskRecord => ({
      ...{ id, title: id, description, project_id: null, priority: 'medium', complexity: 'medium', status: 'todo' },
      ...{ assignees: [], tags: [], technologies: [], depends_on: [], epic_id: null, parent_task_id: null },
      ...{ feature: null, revision: 1, created_at: '', updated_at: '' },
    }))
    return { tasks, total: names.length, page, page_size, has_more: page * page_size < names.length }
  })
  gateway.services.on(explore, ({ mode, offset, limit }) => {
    const shown = names.slice(offset, offset + limit)
    const entities = shown.map((id) => ({
      ...{ id, name: id, type: 'note', relationship: null, direction: null, distance: 0, description, metadata: {} },
    }))
    return { mode, entities, total: names.length, filters: {}, limit, offset, has_more: offset + limit < names.length }
  })
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)

  const tasks = await ask('GET', '/api/tasks?page_size=150')
  expect([tasks.status, tasks.body.total, tasks.body.page_size, tasks.body.has_more]).toEqual([200, 170, 150, true])
  expect(ids(tasks.body.tasks)).toEqual(names.slice(0, 150))

  const { status, body } = await ask('POST', '/api/search/explore', { limit: 150, offset: 17 })
  expect([status, body.total, body.limit, body.offset, body.has_more]).toEqual([200, 170, 150, 17, true])
  expect(ids(body.entities)).toEqual(names.slice(17, 167))
})

it('imports documents and reads their text', async () => {
  const { services } = gateway
  services.on(importDocument, ({ path }) => ({
    document_id: 'doc_1',
    title: 'T',
    path,
    content_hash: 'sha256:0',
    revision: 1,
    passages: [],
    unchanged: false,
  }))
  services.on(getDocumentText, ({ documentId, start, end }) => ({
    document_id: documentId,
    revision: 1,
    start,
    end: end ?? 3,
    text: 'abc',
  }))
  const imported = await ask('POST', '/api/ingestion/documents', { project: 'proj_1', path: 'a.md', content: '# A' })
  expect([imported.status, imported.body.path]).toEqual([201, 'a.md'])
  const text = await ask('GET', '/api/ingestion/documents/doc_1/text?start=1&end=2')
  expect(text.body).toMatchObject({ document_id: 'doc_1', start: 1, end: 2 })
})

it('takes a document of 2,000,000 characters, and says so when its bytes are too many for the broker', async () => {
  const { services } = gateway
  services.on(importDocument, ({ content }) => ({
    document_id: 'doc_1',
    title: String(content.length),
    path: null,
    content_hash: 'sha256:0',
    revision: 1,
    passages: [],
    unchanged: false,
  }))
  const importing = (content: string) => ask('POST', '/api/ingestion/documents', { project: 'proj_1', content })
  expect((await importing('船'.repeat(2_000_000))).body.title).toBe('2000000')
  expect((await importing('x'.repeat(2_000_001))).body.details).toMatchObject({ field: 'content' })
  const { status, body } = await importing('\u0001'.repeat(2_000_000))
  expect([status, body.error]).toEqual([413, 'payload_too_large'])
})

it('searches, handing every filter on', async () => {
  gateway.services.on(search, ({ query, limit, offset }) => ({
    results: [],
    total: 0,
    query,
    filters: {},
    graph_count: 0,
    document_count: 0,
    raw_memory_count: 0,
    limit,
    offset,
    has_more: false,
    retrieval: planned().retrieval,
  }))
  const filters = {
    source: 'a.md',
    since: '2026-01-01',
    as_of: '2026-02-01T00:00:00Z',
    memory_scope: 'project',
    scope_key: 'proj_1',
    include_raw_memory: false,
  }
  expect((await ask('POST', '/api/search', { query: 'q', ...filters })).body.limit).toBe(10)
  expect(onlyRequest()).toMatchObject(filters)
})

it.each([
  ['team', 'unverified_membership'],
  ['delegated', 'unverified_membership'],
  ['shared', 'scope_not_enabled'],
  ['organization', 'scope_not_enabled'],
  ['public', 'scope_not_enabled'],
])('refuses the memory scope %s before anybody is asked', async (memory_scope, message) => {
  const bodies = [
    ['/api/memory/raw', { raw_content: 'x', memory_scope }],
    ['/api/memory/raw/recall', { query: 'x', memory_scope }],
    ['/api/search', { query: 'x', memory_scope }],
  ] as const
  for (const [path, body] of bodies) {
    const answer = await ask('POST', path, body)
    expect([answer.status, answer.body]).toEqual([403, { error: 'forbidden', message, request_id: expect.any(String) }])
  }
  expect(gateway.services.asked).toEqual([])
})

it('wants to know whose project memory it is to be', async () => {
  const { status, body } = await ask('POST', '/api/memory/raw', { raw_content: 'x', memory_scope: 'project' })
  expect([status, body]).toMatchObject([
    400,
    { error: 'invalid_request', message: 'missing_scope_key', details: { field: 'scope_key' } },
  ])
})

it('imports many files in parts that the broker takes', async () => {
  const { services } = gateway
  services.on(authorizeProject, ({ role }) => ({ role }))
  services.on(stageImport, ({ files }) => ({ staged: files.length }))
  services.on(startImport, () => ({ import_id: 'imp_1', status: 'queued' as const }))
  const files = Array.from({ length: 12 }, (_, n) => ({ path: `${n}.md`, content: 'x'.repeat(1_000_000) }))
  const { status, body } = await ask('POST', '/api/ingestion/imports', { project: 'proj_1', files })
  expect([status, body]).toEqual([202, { import_id: 'imp_1', status: 'queued' }])
  const parts = services.asked
    .filter(({ name }) => name === 'stage-import')
    .map(({ request }) => request as { from: number; files: unknown[] })
  expect(parts.map(({ from, files: part }) => [from, part.length])).toEqual([
    [0, 4],
    [4, 4],
    [8, 4],
  ])
  expect(services.asked.at(-1)).toMatchObject({ name: 'start-import', request: { project: 'proj_1', files: 12 } })
})

it('shows the audit log without a text', async () => {
  const { id, ...kept } = auditEntry(owner.teamId)
  await gateway.audit.record({ id, ...kept })
  const { status, body } = await ask('GET', '/api/memory/audit?type=memory.corrected&limit=1')
  expect(status).toBe(200)
  expect(body).toEqual({
    events: [
      {
        action: 'memory.corrected',
        created_at: '2026-05-05T00:00:00.000Z',
        derived_ids: [],
        details: { operation: 'hide', sources: 1 },
        organization_id: expect.stringMatching(/^team_/),
        policy_allowed: true,
        policy_reason: null,
        source_ids: ['note_1'],
        user_id: 'user_1',
        id,
        at: kept.at,
        type: 'memory.corrected',
        principal_id: 'user_1',
        credential_id: 'cred_1',
        request_id: null,
        run_id: null,
        target_ids: ['note_1'],
        outcome: 'ok',
        operation: 'hide',
        counts: { sources: 1 },
      },
    ],
    limit: 1,
  })
  expect((await ask('GET', '/api/memory/audit?target_id=note_2')).body.events).toEqual([])
  expect((await ask('GET', '/api/memory/audit?until=2026-01-01')).body.events).toEqual([])
})

it.each([
  ['POST', '/api/projects', 'name', { name: '' }],
  ['POST', '/api/projects', 'visibility', { name: 'n', visibility: 'all' }],
  ['POST', '/api/projects', 'metadata.status', { name: 'n', metadata: { status: 'lost' } }],
  ['POST', '/api/entities', 'name', { name: 'x'.repeat(201) }],
  ['POST', '/api/entities', 'content', { name: 'n', content: 'x'.repeat(50_001) }],
  ['POST', '/api/entities', 'entity_type', { name: 'n', entity_type: 'passage' }],
  ['POST', '/api/entities', 'related_to', { name: 'n', related_to: Array.from({ length: 101 }, () => 'a') }],
  ['POST', '/api/entities', 'retrieval_keys', { name: 'n', retrieval_keys: Array.from({ length: 51 }, () => 'a') }],
  ['POST', '/api/ingestion/documents', 'content', { project: 'p', content: '' }],
  ['POST', '/api/ingestion/documents', 'path', { project: 'p', content: 'c', path: 'x'.repeat(501) }],
  ['POST', '/api/ingestion/documents', 'document_date', { project: 'p', content: 'c', document_date: '2026-13-01' }],
  ['POST', '/api/search', 'query', { query: ' ' }],
  ['POST', '/api/search', 'since', { query: 'q', since: 'yesterday' }],
  ['POST', '/api/search', 'content_max_chars', { query: 'q', content_max_chars: 50_001 }],
  ['POST', '/api/search/explore', 'entity_id', { mode: 'related' }],
  ['POST', '/api/search/explore', 'depth', { depth: 4 }],
  ['POST', '/api/search/expand', 'entity_ids', { entity_ids: Array.from({ length: 9 }, () => 'a') }],
  ['POST', '/api/search/expand', 'limit', { entity_ids: ['a'], limit: 25 }],
  ['POST', '/api/context/pack', 'markdown_token_budget', { goal: 'g', markdown_token_budget: 99 }],
  ['POST', '/api/context/pack', 'intent', { goal: 'g', intent: 'win' }],
  ['POST', '/api/entities/bulk', 'entities', { entities: [] }],
  ['POST', '/api/entities/bulk', 'entities.1.name', { entities: [{ name: 'n' }, {}] }],
  ['PATCH', '/api/entities/note_1', 'expected_revision', { expected_revision: 0 }],
  ['POST', '/api/tasks', 'project_id', { title: 't' }],
  ['POST', '/api/tasks', 'priority', { title: 't', project_id: 'p', priority: 'urgent' }],
  ['POST', '/api/tasks/task_1/finish', 'action', undefined],
  ['POST', '/api/memory/raw', 'raw_content', { raw_content: 'x'.repeat(500_001) }],
  ['POST', '/api/memory/raw', 'memory_scope', { raw_content: 'x', memory_scope: 'world' }],
  ['POST', '/api/memory/raw/recall', 'limit', { query: 'q', limit: 51 }],
  ['POST', '/api/memory/inspect/a/corrections', 'replacement_source_id', { action: 'supersede' }],
  ['POST', '/api/memory/inspect/a/corrections', 'duplicate_of_source_id', { action: 'mark_duplicate' }],
  ['POST', '/api/memory/inspect/a/corrections/preview', 'reason', { action: 'hide', reason: 'x'.repeat(2_001) }],
  ['POST', '/api/ingestion/imports', 'files', { project: 'p', files: [] }],
  ['POST', '/api/projects/proj_1/members', 'role', { user_id: 'u', role: 'king' }],
  ['POST', '/api/search', 'limit', { query: 'q', limit: 51 }],
  ['GET', '/api/entities?page_size=201', 'page_size', undefined],
  ['GET', '/api/entities?page=0', 'page', undefined],
  ['GET', '/api/entities?sort_by=colour', 'sort_by', undefined],
  ['GET', '/api/ingestion/documents/doc_1/text?start=-1', 'start', undefined],
])('%s %s is refused at its %s', async (method, path, field, body) => {
  const answer = await ask(method, path, body)
  expect([answer.status, answer.body.details.field]).toEqual([422, field])
  expect(gateway.services.asked).toEqual([])
})

it('takes no id that is longer than any', async () => {
  const answer = await ask('GET', `/api/entities/${'x'.repeat(201)}`)
  expect([answer.status, answer.body.details]).toEqual([
    422,
    { field: 'entity_id', expected: 'string (0-200)', actual: 'string' },
  ])
})

it.each([
  ['GET', '/api/projects/proj_other', getProject, 'project_not_found', 'Project not found'],
  ['GET', '/api/entities/note_other', getEntity, 'entity_not_found', 'Entity not found'],
  ['DELETE', '/api/entities/note_other', deleteEntity, 'entity_not_found', 'Entity not found'],
  ['GET', '/api/ingestion/documents/doc_other/text', getDocumentText, 'document_not_found', 'Document not found'],
] as const)('%s %s of another team is not found', async (method, path, contract, code, message) => {
  gateway.services.on<typeof getProject>(contract as unknown as typeof getProject, () => {
    throw new AppError(code, 'it belongs to team_2')
  })
  const { status, body } = await ask(method, path)
  expect([status, body]).toEqual([404, { error: 'not_found', message, request_id: expect.any(String) }])
})

it('tells a relation that leads nowhere as a fault of the request', async () => {
  gateway.services.on(createEntity, () => {
    throw new AppError('relation_target_not_found', 'no', { details: { field: 'related_to.0' } })
  })
  const { status, body } = await ask('POST', '/api/entities', { name: 'n', related_to: ['nowhere'] })
  expect([status, body.error, body.details]).toEqual([422, 'validation_error', { field: 'related_to.0' }])
})
