import { SearchRequest } from '@synthwright/contracts'
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
