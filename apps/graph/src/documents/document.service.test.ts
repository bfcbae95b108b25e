import { fresh, memoryGraph, principal, type TestGraph } from '../testing/memory-graph.ts'
import { ImportDocument, SearchRequest } from '@synthwright/contracts'

const me = principal()
const found = async (graph: TestGraph, query: string) =>
  (await graph.search.search(me, SearchRequest.parse({ query }))).results.map(({ id }) => id)

const library = async () => {
  const graph = memoryGraph()
  const { id: project } = await graph.project(me, { name: 'Library' })
  return { graph, project, put: (given: Record<string, unknown>) => graph.document(me, { project, ...given }) }
}

describe('import', () => {
  it('of equal bytes changes nothing', async () => {
    const { graph, put } = await library()
    const first = await put({ path: 'a.md', content: '# A\n\nText.' })
    expect(first.unchanged).toBe(false)
    const snapshot = () =>
      graph.replicas
        .of(me.teamId)
        .read((index) => [index.writtenAt(first.document_id), index.snapshot(index.classes())])
    const before = await snapshot()
    expect(await put({ path: 'a.md', content: '# A\n\nText.' })).toEqual({ ...first, unchanged: true })
    expect(await snapshot()).toEqual(before)
  })

  it('of changed bytes is a new revision, and nothing of the old one is found any more', async () => {
    const { graph, put } = await library()
    const first = await put({ path: 'a.md', content: `# Ferry\n\n${'Old cranberry words. '.repeat(200)}` })
    const second = await put({ path: 'a.md', content: '# Ferry\n\nNew gooseberry words.' })
    expect([second.document_id, second.revision]).toEqual([first.document_id, 2])
    expect(second.content_hash).not.toBe(first.content_hash)
    expect(await found(graph, 'cranberry')).toEqual([])
    expect(await found(graph, 'gooseberry')).toEqual([first.document_id])
  })

  it('knows a file without a path by its bytes', async () => {
    const { put } = await library()
    const first = await put({ content: 'Some text.' })
    expect(await put({ content: 'Some text.' })).toEqual({ ...first, unchanged: true })
    expect((await put({ content: 'Other text.' })).document_id).not.toBe(first.document_id)
  })

  it('keeps one path of two projects apart', async () => {
    const { graph, put } = await library()
    const other = await graph.project(me, { name: 'Other' })
    const first = await put({ path: 'a.md', content: 'Text.' })
    expect((await put({ path: 'a.md', content: 'Text.', project: other.id })).document_id).not.toBe(first.document_id)
  })

  it('takes a byte order mark off once and keeps every other byte', async () => {
    const { graph, put } = await library()
    const content = '\uFEFF\uFEFF# A\r\n\r\nText with 🚗.\r\n'
    const { document_id, passages } = await put({ path: 'a.md', content })
    const { text } = await graph.documents.text(me, { documentId: document_id, start: 0 })
    expect(text).toBe(content.slice(1))
    expect(passages.at(-1)!.end).toBe(text.length)
  })

  it('takes a file of 2,000,000 characters, which is found', async () => {
    const { graph, put } = await library()
    const content = `${'Plain words fill this page. '.repeat(71_428)}Gooseberry.`.slice(-2_000_000)
    const { document_id } = await put({ path: 'big.md', content })
    expect(await found(graph, 'gooseberry')).toEqual([document_id])
  })
})

describe('text', () => {
  it('is the exact span behind a citation', async () => {
    const { graph, put } = await library()
    const { document_id } = await put({ path: 'a.md', content: 'One 🚗 two.' })
    const text = async (start: number, end?: number) => {
      const answer = await graph.documents.text(me, { documentId: document_id, start, end })
      expect(answer.text).toBe('One 🚗 two.'.slice(answer.start, answer.end))
      return answer.text
    }
    expect(await text(0, 3)).toBe('One')
    expect(await text(7)).toBe('two.')
    expect(await text(5, 7)).toBe('🚗 ')
    expect(await text(4, 5)).toBe('')
    expect([await text(99), await text(8, 2)]).toEqual(['', ''])
  })

  it('of another team or of nothing is not found', async () => {
    const { graph, put } = await library()
    const { document_id } = await put({ path: 'a.md', content: 'Text.' })
    const asked = { documentId: document_id, start: 0 }
    await expect(graph.documents.text(principal({ teamId: 'team_two' }), asked)).rejects.toMatchObject({
      code: 'document_not_found',
    })
    await expect(graph.documents.text(me, { ...asked, documentId: 'doc_gone' })).rejects.toMatchObject({
      code: 'document_not_found',
    })
  })
})

it('of a document that was redacted since, a repeated import tells neither title nor headings', async () => {
  const graph = memoryGraph()
  const { id: project } = await graph.project(me, { name: 'Library' })
  const command = fresh()
  const file = ImportDocument.parse({ project, path: 'quay.md', content: '# Quay\n\nText.' })
  const { document_id } = await graph.documents.import(me, command, file)
  const secret = { project, path: 'quay.md', title: 'Zanzibar', content: '# Zanzibar\n\nText.' }
  await graph.document(me, secret)
  await graph.correct(me, document_id, { action: 'redact', reason: 'secret' })
  const shown = { document_id, title: '[redacted]', path: null, passages: [] }
  expect(await graph.documents.import(me, command, file)).toMatchObject(shown)
  expect(await graph.document(me, { ...secret, title: undefined })).toMatchObject({ ...shown, unchanged: true })
  await graph.correct(me, document_id, { action: 'hide', reason: 'secret' })
  await expect(graph.documents.import(me, command, file)).rejects.toMatchObject({ code: 'document_not_found' })
})

it('of a document that was hidden, an import of the same bytes tells only what was sent', async () => {
  const { graph, put } = await library()
  const file = { path: 'quay.md', content: '# Quay\n\nText.' }
  const { document_id } = await put({ ...file, title: 'Zanzibar' })
  await graph.correct(me, document_id, { action: 'hide' })
  expect(await put(file)).toMatchObject({ title: 'Quay', unchanged: true })
})

it('of one path twice, the second answer is about the new bytes too', async () => {
  const { graph, project, put } = await library()
  await put({ path: 'a.md', content: '# Old\n\nText.' })
  const file = ImportDocument.parse({ project, path: 'a.md', content: '# New\n\nText.' })
  const prepared = await graph.documents.prepare(me, file)
  const [first, second] = await graph.documents.storeMany(me, fresh(), project, [prepared, prepared])
  expect(second).toEqual({ ...first, unchanged: true })
})
