import { ownCommand } from '@synthwright/messaging'
import { CreateMemory, RecallRequest, SearchRequest } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { fresh, memoryGraph, principal } from '../testing/memory-graph.ts'

const ada = principal()
const bob = principal({ userId: 'user_bob', role: 'member' })

const world = async () => {
  const clock = fakeClock()
  const graph = memoryGraph(undefined, { clock })
  const open = await graph.project(ada, { name: 'Open' })
  const closed = await graph.project(ada, { name: 'Closed', visibility: 'private' })
  const recall = async (who: typeof ada, given: Record<string, unknown> = {}) =>
    graph.memories.recall(who, RecallRequest.parse({ query: 'tide', ...given }))
  const idsOf = async (who: typeof ada, given: Record<string, unknown> = {}) =>
    (await recall(who, given)).memories.map(({ id }) => id)
  return { clock, graph, open, closed, recall, idsOf }
}

describe('a raw memory', () => {
  it('is kept verbatim, with everything that was said of it', async () => {
    const { graph } = await world()
    const raw_content = '  The tide\r\n\tturns at 6. 🌊\u0301 '
    const given = {
      raw_content,
      title: 'Tides',
      tags: ['sea'],
      metadata: { a: 1, owner_id: 'x' },
      provenance: { url: 'u' },
    }
    const memory = await graph.memory(ada, given)
    expect(memory).toEqual({
      id: expect.stringMatching(/^memory_[0-9a-f]{12}$/),
      source_id: expect.stringMatching(/^src_[0-9a-f]{12}$/),
      principal_id: ada.userId,
      memory_scope: 'private',
      scope_key: null,
      title: 'Tides',
      raw_content,
      tags: ['sea'],
      metadata: { a: 1 },
      provenance: { url: 'u' },
      capture_surface: 'api',
      captured_at: '2026-01-01T00:00:00.000Z',
      created_at: '2026-01-01T00:00:00.000Z',
      revision: 1,
    })
    expect(await graph.memories.get(ada, memory.id)).toEqual(memory)
  })

  it('is made once by a command that comes twice', async () => {
    const { graph, recall } = await world()
    const given = CreateMemory.parse({ raw_content: 'The tide.' })
    const first = await graph.memories.create(ada, ownCommand('cmd'), given)
    expect(await graph.memories.create(ada, ownCommand('cmd'), given)).toEqual(first)
    expect((await recall(ada)).memories).toHaveLength(1)
  })

  it.each([
    ['project', {}, 'missing_scope_key'],
    ['team', {}, 'unverified_membership'],
    ['delegated', {}, 'unverified_membership'],
    ['shared', {}, 'scope_not_enabled'],
    ['organization', {}, 'scope_not_enabled'],
    ['public', {}, 'scope_not_enabled'],
    ['project', { scope_key: 'proj_none' }, 'project_access_denied'],
    ['private', { project_id: 'proj_none' }, 'project_access_denied'],
  ])('of scope %s %j is refused: %s', async (memory_scope, given, code) => {
    const { graph } = await world()
    await expect(graph.memory(ada, { raw_content: 'x', memory_scope, ...given })).rejects.toMatchObject({ code })
  })

  it('is written within the scopes and projects of the credential (acceptance 57)', async () => {
    const { graph, open, closed } = await world()
    const projectOnly = principal({ projectIds: [open.id], memoryScopes: ['project'] })
    await expect(graph.memory(projectOnly, { raw_content: 'x' })).rejects.toMatchObject({
      code: 'memory_scope_not_granted',
      details: { expected: 'private', actual: 'project' },
    })
    const into = (scope_key: string) => ({ raw_content: 'x', memory_scope: 'project', scope_key })
    await expect(graph.memory(projectOnly, into(closed.id))).rejects.toMatchObject({ code: 'project_access_denied' })
    expect(await graph.memory(projectOnly, into(open.id))).toMatchObject({ scope_key: open.id })
  })

  it('that is private is its owner’s alone, and not for a key without that scope (acceptance 23)', async () => {
    const { graph, open, idsOf } = await world()
    const { id } = await graph.memory(bob, { raw_content: 'The tide of Bob.' })
    const bound = { ...bob, projectIds: [open.id] }
    expect(await idsOf(bob)).toEqual([id])
    expect(await idsOf(ada)).toEqual([])
    expect(await idsOf({ ...bound, memoryScopes: ['project'] })).toEqual([])
    expect(await idsOf({ ...bound, memoryScopes: ['private', 'project'] })).toEqual([id])
    await expect(graph.memories.get(ada, id)).rejects.toMatchObject({ code: 'memory_not_found' })
    await expect(graph.memories.delete(ada, fresh(), id)).rejects.toMatchObject({ code: 'memory_not_found' })
  })

  it('of a project is for its readers; whoever wrote it and admins delete it', async () => {
    const { graph, open, idsOf } = await world()
    const eve = principal({ userId: 'user_eve', role: 'member' })
    const { id } = await graph.memory(bob, { raw_content: 'The tide.', memory_scope: 'project', scope_key: open.id })
    expect(await idsOf(eve)).toEqual([id])
    await expect(graph.memories.delete(eve, fresh(), id)).rejects.toMatchObject({ code: 'insufficient_role' })
    await graph.memories.delete(bob, fresh(), id)
    expect(await idsOf(bob)).toEqual([])
    const other = await graph.memory(bob, { raw_content: 'The tide.', memory_scope: 'project', scope_key: open.id })
    await graph.memories.delete(principal({ userId: 'user_root', role: 'admin' }), fresh(), other.id)
    expect(await idsOf(bob)).toEqual([])
  })

  it('of 500,000 characters is found by what stands at its end, and shown there', async () => {
    const { graph, recall } = await world()
    const filler = 'The sea is wide and the gulls are many. '.repeat(12_490)
    const raw_content = `${filler}Only the pelican knows the tide table.`
    const { id } = await graph.memory(ada, { raw_content })
    const { memories } = await recall(ada, { query: 'pelican tide table' })
    expect(memories[0]).toMatchObject({
      id,
      snippet: 'Only the pelican knows the tide table.',
      raw_content_truncated: true,
    })
    const { results } = await graph.search.search(ada, SearchRequest.parse({ query: 'pelican' }))
    const [span] = results[0]!.metadata.spans
    expect(raw_content.slice(span!.start, span!.end)).toBe('Only the pelican knows the tide table.')
  })
})

describe('recall', () => {
  it('filters by scope, project, labels and time', async () => {
    const { graph, clock, open, idsOf } = await world()
    const mine = await graph.memory(ada, { raw_content: 'My tide.', tags: ['sea', 'moon'] })
    clock.advance(2 * 24 * 60 * 60 * 1000)
    const theirs = await graph.memory(ada, {
      raw_content: 'Our tide.',
      memory_scope: 'project',
      scope_key: open.id,
      tags: ['sea'],
    })
    const linked = await graph.memory(ada, {
      raw_content: 'A linked tide.',
      project_id: open.id,
      metadata: { valid_at: '2020-05-05' },
    })
    const sorted = async (given: Record<string, unknown>) => (await idsOf(ada, given)).sort()
    expect(await sorted({})).toEqual([mine.id, theirs.id, linked.id].sort())
    expect(await sorted({ memory_scope: 'project' })).toEqual([theirs.id])
    expect(await sorted({ memory_scope: 'private' })).toEqual([mine.id, linked.id].sort())
    expect(await sorted({ scope_key: open.id })).toEqual([theirs.id])
    expect(await sorted({ project_id: open.id })).toEqual([theirs.id, linked.id].sort())
    expect(await sorted({ labels: ['sea', 'moon'] })).toEqual([mine.id])
    expect(await sorted({ occurred_before: '2020-05-05' })).toEqual([linked.id])
    expect(await sorted({ occurred_after: '2026-01-02' })).toEqual([theirs.id])
    expect(await idsOf(ada, { limit: 1 })).toHaveLength(1)
  })

  it('says why it looked at nothing', async () => {
    const { recall } = await world()
    const key = principal({ memoryScopes: ['project'] })
    expect(await recall(key, { memory_scope: 'private' })).toMatchObject({
      memories: [],
      policy_reason: 'memory_scope_not_granted',
    })
    await expect(recall(ada, { memory_scope: 'team' })).rejects.toMatchObject({ code: 'unverified_membership' })
    await expect(recall(ada, { project_id: 'proj_none' })).rejects.toMatchObject({ code: 'project_access_denied' })
  })

  it('ranks the memories as search does', async () => {
    const { graph, idsOf } = await world()
    for (const words of ['tide', 'tide tide', 'tide and moon', 'the moon and the sea and the tide of spring'])
      await graph.memory(ada, { raw_content: words })
    const { results } = await graph.search.search(ada, SearchRequest.parse({ query: 'tide' }))
    expect(results.map(({ id }) => id)).toEqual(await idsOf(ada))
    expect(results[0]).toMatchObject({ type: 'raw_memory', result_origin: 'raw_memory' })
  })
})

test('a memory of nothing but headings is kept, and parted as if it had none', async () => {
  const graph = memoryGraph()
  const raw_content = `# ${'h'.repeat(300)}\n${'## quay\n'.repeat(62_000)}`.slice(0, 500_000)
  const { id } = await graph.memory(ada, { raw_content })
  const row = await graph.replicas.of(ada.teamId).read((index) => index.get(id)!)
  expect(row.memory!.passages.length).toBeLessThanOrEqual(1_000)
  expect(row.memory!.passages.at(-1)!.end).toBe(raw_content.length)
  const { memories } = await graph.memories.recall(ada, RecallRequest.parse({ query: 'quay' }))
  expect(memories.map((memory) => memory.id)).toEqual([id])
})
