import { createEntityRoute, createProjectRoute, signUpRoute } from '@synthwright/contracts'
import { apiClient, startSystem, type System } from '@synthwright/testing'
import type { z } from 'zod'
import {
  PeerAudit,
  PeerContext,
  PeerDraft,
  PeerEntity,
  PeerEntityPage,
  PeerEpicAction,
  PeerExplore,
  PeerHandbook,
  PeerMemory,
  PeerNote,
  PeerNotes,
  PeerPlan,
  PeerRecall,
  PeerSearch,
  PeerStats,
  PeerTaskAction,
} from './testing/peer-shapes.ts'

let system: System
let token: string
let project: string
let decision: string

const goal = 'Document the ferry queue'

beforeAll(async () => {
  system = await startSystem()
  const account = { email: 'ada@example.org', password: 'nine-lives-9', name: 'Ada' }
  token = (await apiClient(system.url).expect(signUpRoute, { body: account })).access_token
  const ada = apiClient(system.url, token)
  project = (await ada.expect(createProjectRoute, { body: { name: 'Ferry' } })).id
  const row = async (entity_type: string, name: string, content: string) =>
    (await ada.expect(createEntityRoute, { body: { entity_type, name, content, metadata: { project_id: project } } }))
      .id
  decision = await row('decision', 'Use one queue', 'The ferry uses one durable queue per task since 2026-03-02.')
  await row('procedure', 'Drain the queue', 'The ferry queue is drained before every release.')
}, 60_000)
afterAll(() => system.stop())

/** Asks as a client of the peer does, whose base is `/api`. */
const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${system.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

/** What the peer's client makes of an answer that has to be a success. */
const read = async <S extends z.ZodType>(
  shape: S,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.output<S>> => {
  const answer = await send(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path} ${answer.status}: ${JSON.stringify(answer.body)}`)
  return shape.parse(answer.body)
}

const operations = [
  ['/synthesis/plan', PeerPlan],
  ['/synthesis/draft', PeerDraft],
] as const

describe.each(operations)('a client of the peer: POST %s', (path, shape) => {
  it.each<[string, object]>([
    ['a goal alone', {}],
    ['blank optional texts', { audience: '', seed_query: ' ', project: '', domain: '' }],
    ['null for what may be absent', { audience: null, seed_query: null, project: null, domain: null }],
    ['null for lists', { entity_ids: null, required_sections: null, constraints: null }],
    ['numbers that came as text', { max_sections: '4' }],
    ['sections without a prompt', { required_sections: [{ title: 'Queues', prompt: null }, { title: 'Calm seas' }] }],
    ['pins that nobody has', { entity_ids: ['note_none'], decision_ids: ['decision_none'] }],
    ['sections that do not fit', { required_sections: [{ title: 'A' }, { title: 'B' }], max_sections: 1 }],
    ['members of another release', { since_the_next_release: true }],
  ])('takes %s, and reads the answer', async (_, given) => {
    await read(shape, 'POST', path, { goal, ...given })
  })

  it('may send back the request that it was told', async () => {
    const sections = [{ title: 'Queues', prompt: null, required_source_ids: [decision] }]
    const first = await read(shape, 'POST', path, { goal, project, required_sections: sections })
    expect(first.request.required_sections).toEqual(sections)
    const again = await read(shape, 'POST', path, first.request)
    expect(again.request).toEqual(first.request)
  })

  it('is told of gaps of the whole run in strings', async () => {
    const { verification } = await read(shape, 'POST', path, { goal, entity_ids: ['note_none'] })
    expect(verification.gaps).toContainEqual({
      section_id: '',
      title: expect.any(String),
      reason: 'pinned_source_ids_not_found',
      query: '',
      missing_source_ids: ['note_none'],
    })
  })

  it.each([
    ['', 422],
    ['   ', 400],
  ])('refuses the goal "%s" with %i', async (blank, status) => {
    const answer = await send('POST', path, { goal: blank })
    expect([answer.status, answer.body]).toEqual([
      status,
      expect.objectContaining({ details: expect.objectContaining({ field: 'goal' }) }),
    ])
  })
})

it('a client of the peer reads a handbook', async () => {
  await read(PeerHandbook, 'GET', `/synthesis/handbook?project=${project}`)
})

describe('a client of the peer: tasks', () => {
  const taskOf = async (given: object = {}) =>
    (await read(PeerTaskAction, 'POST', '/tasks', { title: 'Dredge', project_id: project, ...given })).task_id

  it('is told of what it made and changed, and that it was done', async () => {
    const nulls = { description: null, assignees: null, tags: null, depends_on: null, epic_id: null, feature: null }
    const task = await taskOf(nulls)
    const blank = { title: null, description: null, assignees: null, tags: null, status: null, expected_revision: null }
    const change = { ...blank, priority: 'high', add_depends_on: [decision] }
    const changed = await read(PeerTaskAction, 'PATCH', `/tasks/${task}`, change)
    expect(changed).toMatchObject({
      action: 'update',
      data: { title: 'Dredge', priority: 'high', depends_on: [decision] },
    })
    const freed = await read(PeerTaskAction, 'PATCH', `/tasks/${task}`, { remove_depends_on: [decision] })
    expect(freed.data).toMatchObject({ depends_on: [] })
    await read(PeerTaskAction, 'POST', `/tasks/${task}/start`)
    await read(PeerTaskAction, 'POST', `/tasks/${task}/block`, { reason: 'No tide', expected_revision: null })
    expect((await read(PeerEntity, 'GET', `/entities/${task}`)).metadata).toMatchObject({ block_reason: 'No tide' })
    await read(PeerTaskAction, 'POST', `/tasks/${task}/unblock`)
    expect((await send('POST', `/tasks/${task}/complete`, { expected_revision: 1 })).status).toBe(409)
    await read(PeerTaskAction, 'POST', `/tasks/${task}/complete`, {
      actual_hours: 1.5,
      learnings: 'Mud',
      cited_ids: [],
    })
    const { metadata } = await read(PeerEntity, 'GET', `/entities/${task}`)
    expect(metadata).toMatchObject({ status: 'done', actual_hours: 1.5, learnings: 'Mud' })
    expect(metadata).not.toHaveProperty('block_reason')
  })

  it('keeps notes of a task, newest first', async () => {
    const task = await taskOf()
    for (const content of ['First.', 'Second.'])
      await read(PeerNote, 'POST', `/tasks/${task}/notes`, { content, author_type: 'agent', author_name: 'Bo' })
    const { notes, count } = await read(PeerNotes, 'GET', `/tasks/${task}/notes?limit=10`)
    expect([count, notes.map(({ content, author_name }) => [content, author_name])]).toEqual([
      2,
      [
        ['Second.', 'Bo'],
        ['First.', 'Bo'],
      ],
    ])
    expect((await send('GET', '/tasks/task_none/notes')).status).toBe(404)
  })

  it('shows epics with how far their tasks are', async () => {
    const body = { name: 'Deep water', entity_type: 'epic', content: '', metadata: { project_id: project } }
    const { id: epic } = await read(PeerEntity, 'POST', '/entities', body)
    await taskOf({ epic_id: epic, status: 'done' })
    const open = await taskOf({ epic_id: epic })
    const progress = { total_tasks: 2, completed_tasks: 1, progress_pct: 50 }
    expect((await read(PeerEntity, 'GET', `/entities/${epic}`)).metadata).toMatchObject(progress)
    const list = { mode: 'list', types: ['epic'], project }
    const { entities } = await read(PeerExplore, 'POST', '/search/explore', list)
    expect(entities.find(({ id }) => id === epic)!.metadata).toMatchObject(progress)
    const started = await read(PeerEpicAction, 'POST', `/epics/${epic}/start`)
    expect(started.data).toMatchObject({ metadata: { status: 'in_progress', project_id: project } })
    await read(PeerEpicAction, 'PATCH', `/epics/${epic}`, { status: null, title: 'Deeper water', assignees: null })
    const done = await read(PeerEpicAction, 'POST', `/epics/${epic}/complete`, { learnings: 'Wait for the tide' })
    expect(done.data).toMatchObject({
      name: 'Deeper water',
      metadata: { status: 'completed', learnings: 'Wait for the tide' },
    })
    expect((await send('POST', `/epics/${open}/start`)).status).toBe(404)
  })

  it('finds tasks by several statuses at once, and by what else they have', async () => {
    const task = await taskOf({ title: 'Paint', priority: 'low', tags: ['hull'], assignees: ['bo'] })
    const found = async (given: object) => {
      const asked = { mode: 'list', types: ['task'], project, limit: 200, ...given }
      const { entities } = await read(PeerExplore, 'POST', '/search/explore', asked)
      return entities.map(({ id }) => id)
    }
    expect(await found({ status: 'todo,doing' })).toContain(task)
    expect(await found({ status: 'doing,done' })).not.toContain(task)
    expect(await found({ priority: 'low, someday', tags: 'mast,hull', no_epic: true })).toEqual([task])
    expect(await found({ relationship_types: null, entity_id: null, status: null, project_ids: null })).toContain(task)
  })

  it('begins a list of dependencies with what was asked about', async () => {
    const first = await taskOf({ title: 'Survey' })
    const second = await taskOf({ title: 'Dig', depends_on: [first] })
    const asked = { mode: 'dependencies', entity_id: second }
    const { entities } = await read(PeerExplore, 'POST', '/search/explore', asked)
    expect(entities.map(({ id }) => id)).toEqual([second, first])
  })
})

describe('a client of the peer: knowledge', () => {
  it('may send null for the lists of an entity, and reads what it made', async () => {
    const lists = { languages: [], tags: [], related_to: null, retrieval_keys: null, probes: null, spans: null }
    const made = await read(PeerEntity, 'POST', '/entities', { name: 'Buoy', content: 'A buoy.', ...lists })
    const nulls = { name: null, description: null, content: null, languages: null, tags: null, metadata: null }
    const changed = await read(PeerEntity, 'PATCH', `/entities/${made.id}`, { ...nulls, atomic: null })
    expect(changed).toMatchObject({ name: 'Buoy', content: 'A buoy.' })
  })

  it('lists entities by when they were changed', async () => {
    await read(PeerEntity, 'PATCH', `/entities/${decision}`, { tags: ['queue'] })
    const { entities } = await read(PeerEntityPage, 'GET', '/entities?page_size=200')
    const times = entities.map(({ updated_at }) => updated_at!)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(entities[0]!.id).toBe(decision)
  })

  it('searches with null for every filter, and for types that only it has', async () => {
    const nulls = {
      types: null,
      language: null,
      category: null,
      status: null,
      project: null,
      source: null,
      since: null,
    }
    const { results } = await read(PeerSearch, 'POST', '/search', { query: 'ferry queue', ...nulls, assignee: null })
    expect(results.map(({ id }) => id)).toContain(decision)
    const none = await read(PeerSearch, 'POST', '/search', { query: 'ferry queue', types: ['crawled_page'] })
    expect(none.results).toEqual([])
  })

  it.each(['wake', 'recall', 'deep_search'])('reads a context pack of layer %s', async (layer) => {
    const nulls = { domain: null, project: null, agent_id: null, markdown_token_budget: null, evidence: null }
    const pack = await read(PeerContext, 'POST', '/context/pack', {
      goal,
      intent: 'ideate',
      layer,
      related_limit: 0,
      ...nulls,
    })
    expect([pack.layer, pack.sections.length > 0]).toEqual([layer, true])
  })

  it('remembers and recalls', async () => {
    const given = { raw_content: 'The buoy is green.', title: '', scope_key: null, project_id: null, tags: null }
    const { id } = await read(PeerMemory, 'POST', '/memory/raw', given)
    const asked = { query: 'green buoy', scope_key: null, labels: null, occurred_after: null, as_of: null }
    const { memories } = await read(PeerRecall, 'POST', '/memory/raw/recall', asked)
    expect(memories.map((memory) => memory.id)).toContain(id)
  })

  it('reads the audit log under its own names', async () => {
    const { events } = await read(PeerAudit, 'GET', '/memory/audit?policy_allowed=true&limit=5&action=synthesis.plan')
    expect(new Set(events.map(({ action }) => action))).toEqual(new Set(['synthesis.plan']))
    expect((await read(PeerAudit, 'GET', '/memory/audit?action=memory.shared')).events).toEqual([])
  })

  it('counts what there is', async () => {
    const { entity_counts, total_entities } = await read(PeerStats, 'GET', '/admin/stats')
    expect(entity_counts).toMatchObject({ project: 1, decision: 1 })
    expect(total_entities).toBe(Object.values(entity_counts).reduce((sum, count) => sum + count, 0))
  })
})

it('a client of the peer corrects with null for what it does not say', async () => {
  const { id } = await read(PeerEntity, 'POST', '/entities', { name: 'Old chart', content: 'Shoals.' })
  const nulls = { reason: null, replacement_source_id: null, duplicate_of_source_id: null, expected_revision: null }
  const { status, body } = await send('POST', `/memory/inspect/${id}/corrections`, { action: 'mark_stale', ...nulls })
  expect([status, body]).toMatchObject([200, { allowed: true, applied: true, target_lifecycle_state: 'stale' }])
})

describe('a client of the peer: around it', () => {
  it('finds health, its organisation and its keys where it looks', async () => {
    expect(await send('GET', '/health')).toEqual({ status: 200, body: { status: 'healthy' } })
    const { body } = await send('GET', '/orgs')
    const { orgs } = body as { orgs: { slug: string; role: string }[] }
    expect(orgs).toMatchObject([{ role: 'owner', is_personal: false }])
    expect((await send('GET', `/orgs/${orgs[0]!.slug}`)).body).toMatchObject({
      organization: { slug: orgs[0]!.slug },
      role: 'owner',
    })
    await send('POST', '/auth/api-keys', { name: 'k', memory_space_ids: [] })
    const listed = (await send('GET', '/auth/api-keys')).body as { api_keys: object[]; keys: object[] }
    expect([listed.keys.length, listed.keys]).toEqual([1, listed.api_keys])
    const bound = await send('POST', '/auth/api-keys', { name: 'k', memory_space_ids: ['space'] })
    expect([bound.status, bound.body]).toMatchObject([422, { details: { field: 'memory_space_ids' } }])
  })

  it.each([
    ['POST', '/memory/cite'],
    ['POST', '/context/reflect'],
    ['DELETE', '/search'],
    ['PATCH', '/teams/one'],
  ])('is told for good that nothing does %s %s, so that it does not keep it', async (method, path) => {
    const kept = await send(method, path, {}, { 'idempotency-key': '8a2c1a52-0b0e-4a3c-9e0c-3c1f4b1f7a11' })
    expect([kept.status, kept.body]).toMatchObject([400, { error: 'invalid_request', message: 'unknown_operation' }])
    expect([404, 405]).toContain((await send(method, path, {})).status)
  })
})
