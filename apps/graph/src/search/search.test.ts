import { SearchRequest } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { memoryGraph, principal } from '../testing/memory-graph.ts'

const me = principal()

const world = async () => {
  const graph = memoryGraph()
  const project = await graph.project(me, { name: 'Harbour' })
  const add = (given: Record<string, unknown>) => graph.entity(me, given as { name: string })
  const ids = {
    exact: (
      await add({
        name: 'Overflow',
        content: 'Too many cars wait.',
        entity_type: 'error_pattern',
        retrieval_keys: ['ERR_BERTH_7'],
      })
    ).id,
    decision: (
      await add({
        name: 'Queue decision',
        content: 'One queue.',
        entity_type: 'decision',
        category: 'Design',
        metadata: { status: 'active', source: 'minutes.md' },
      })
    ).id,
    note: (
      await add({
        name: 'Note',
        content: 'The queue is long.',
        entity_type: 'note',
        metadata: { project_id: project.id },
      })
    ).id,
    document: (
      await graph.document(me, {
        project: project.id,
        path: 'a.md',
        content: '# Manual\n\nIntro.\n\n## Queue\n\nThe queue of the ferry is kept here.',
      })
    ).document_id,
  }
  const search = (query: string, given: Record<string, unknown> = {}) =>
    graph.search.search(me, SearchRequest.parse({ query, ...given }))
  const idsOf = async (query: string, given: Record<string, unknown> = {}) =>
    (await search(query, given)).results.map(({ id }) => id)
  return { graph, project, ids, search, idsOf }
}

describe('search', () => {
  it('finds rows and documents by their words, the best first, scored from 1 down', async () => {
    const { search, ids } = await world()
    const { results, total, graph_count, document_count } = await search('queue')
    expect(results[0]).toMatchObject({ id: ids.decision, score: 1, source: 'minutes.md', result_origin: 'graph' })
    expect([total, graph_count, document_count]).toEqual([3, 2, 1])
    const scores = results.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
  })

  it('puts a row first whose key occurs in the query, even if none of its words do', async () => {
    const { idsOf, ids } = await world()
    expect((await idsOf('queue stopped with ERR_BERTH_7'))[0]).toBe(ids.exact)
    expect(await idsOf(ids.note)).toEqual([ids.note])
  })

  it('shows the passage that matched, verbatim, with its place', async () => {
    const { search, ids, graph } = await world()
    const hit = (await search('ferry')).results[0]!
    expect(hit).toMatchObject({ id: ids.document, content: 'The queue of the ferry is kept here.', source: 'a.md' })
    const [span] = hit.metadata.spans
    const text = await graph.documents.text(me, { documentId: ids.document, ...span! })
    expect(text.text).toBe(hit.content)
    expect(span!.passage_id).toBe(`${ids.document}/1`)
  })

  it.each([
    ['types', { types: ['decision'] }, ['decision']],
    ['category, whatever its case', { category: 'design' }, ['decision']],
    ['status', { status: 'active' }, ['decision']],
    ['project', { project: 'PROJECT' }, ['note', 'document']],
    ['documents alone', { include_graph: false }, ['document']],
    ['rows alone', { include_documents: false }, ['decision', 'note']],
  ] as const)('filters by %s', async (_, given, expected) => {
    const { idsOf, ids, project } = await world()
    const filters = 'project' in given ? { project: project.id } : given
    expect((await idsOf('queue', filters)).sort()).toEqual(expected.map((name) => ids[name]).sort())
  })

  it('filters by where a row comes from, by time and by memory scope', async () => {
    const clock = fakeClock()
    const graph = memoryGraph(undefined, { clock })
    const project = await graph.project(me, { name: 'Harbour' })
    const old = await graph.entity(me, { name: 'Old tide', metadata: { valid_at: '2025-03-01', source: 'log/a.md' } })
    const undated = await graph.entity(me, { name: 'Tide', metadata: { date_unknown: true, source: 'log.md' } })
    clock.advance(10 * 24 * 60 * 60 * 1000)
    const mine = await graph.memory(me, { raw_content: 'My tide.', source_id: 'src_me' })
    const ours = await graph.memory(me, { raw_content: 'Our tide.', memory_scope: 'project', scope_key: project.id })
    const ids = async (given: Record<string, unknown>) =>
      (await graph.search.search(me, SearchRequest.parse({ query: 'tide', ...given }))).results
        .map(({ id }) => id)
        .sort()
    const only = (...wanted: { id: string }[]) => wanted.map(({ id }) => id).sort()
    expect(await ids({})).toEqual(only(old, undated, mine, ours))
    expect(await ids({ source: 'log' })).toEqual(only(old))
    expect(await ids({ source: 'log.md' })).toEqual(only(undated))
    expect(await ids({ source: 'src_me' })).toEqual(only(mine))
    expect(await ids({ since: '2026-01-05' })).toEqual(only(mine, ours))
    expect(await ids({ as_of: '2026-01-01' })).toEqual(only(old, undated))
    expect(await ids({ memory_scope: 'private', include_graph: false })).toEqual(only(mine))
    expect(await ids({ scope_key: project.id, include_graph: false })).toEqual(only(ours))
    expect(await ids({ include_raw_memory: false })).toEqual(only(old, undated))
    const counted = await graph.search.search(me, SearchRequest.parse({ query: 'tide', limit: 1 }))
    expect(counted).toMatchObject({ graph_count: 2, raw_memory_count: 2, total: 4 })
    await expect(ids({ memory_scope: 'public' })).rejects.toMatchObject({ code: 'scope_not_enabled' })
    await expect(ids({ scope_key: 'proj_none' })).rejects.toMatchObject({
      code: 'project_access_denied',
      details: { field: 'scope_key' },
    })
  })

  it('gives pages that are pieces of one list', async () => {
    const { search, idsOf } = await world()
    const all = await idsOf('queue ERR_BERTH_7')
    const pages = await Promise.all([0, 1, 2, 3].map((offset) => idsOf('queue ERR_BERTH_7', { limit: 1, offset })))
    expect(pages.flat()).toEqual(all)
    expect(await search('queue', { limit: 2 })).toMatchObject({ has_more: true, limit: 2, offset: 0 })
    expect((await search('queue', { limit: 3 })).has_more).toBe(false)
  })

  it('shows no text when none is asked for', async () => {
    const { search } = await world()
    const { results } = await search('queue', { include_content: false })
    expect(results.every(({ content, metadata }) => content === '' && metadata.spans.length === 0)).toBe(true)
  })

  it('bounds the text it shows', async () => {
    const { search, graph } = await world()
    await graph.entity(me, { name: 'Long', content: 'Gooseberry words go on and on here. '.repeat(100) })
    for (const content_max_chars of [0, 10, 100]) {
      const [hit] = (await search('gooseberry', { content_max_chars })).results
      expect(hit!.content.length).toBeLessThanOrEqual(content_max_chars)
    }
  })

  it('of nothing finds nothing, and an unknown project is refused', async () => {
    const { search } = await world()
    expect(await search('the of and')).toMatchObject({ results: [], total: 0, has_more: false })
    await expect(search('queue', { project: 'proj_none' })).rejects.toMatchObject({ code: 'project_access_denied' })
  })
})
