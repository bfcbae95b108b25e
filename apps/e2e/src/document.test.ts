import {
  documentTextRoute,
  draftRoute,
  getSynthesisRunRoute,
  listSynthesisRunsRoute,
  planRoute,
  searchRoute,
  verifyRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'

let system: System
let api: ApiClient
let project: string
let decisionId: string
let draft: DraftResponse

beforeAll(async () => {
  system = await startSystem()
  api = apiClient(system.url, system.apiKey)
  ;({ projectId: project, decisionId } = await importFerry(api))
  draft = (await api.expect(draftRoute, { body: { goal: ferryGoal, project } })) as DraftResponse
}, 60_000)
afterAll(() => system.stop())

it('finds what was imported a moment ago', async () => {
  const { results } = await api.expect(searchRoute, { body: { query: 'lease of a worker', project } })
  expect(results[0]).toMatchObject({ name: 'How the Ferry queue works', result_origin: 'document' })
})

it('plans the same bytes twice, without text', async () => {
  const body = { goal: ferryGoal, project }
  const [first, second] = [await api.send(planRoute, { body }), await api.send(planRoute, { body })]
  expect(second.text).toBe(first.text)
  expect(first.body.outline.title).toBe('The Ferry Queue Design')
  expect(first.body.verification.status).toBe('pending')
})

it('drafts a document that passes, every sentence with a citation', () => {
  expect(draft.verification.gaps).toEqual([])
  expect(draft.verification).toMatchObject({ status: 'pass', method: 'lexical' })
  expect(draft.verification.checked_sentence_count).toBeGreaterThan(5)
  expect(draft.verification.supported_sentence_count).toBe(draft.verification.checked_sentence_count)
  const sentences = draft.artifact.json_payload.sections.flatMap((section) => section.sentences)
  expect(sentences.every(({ citations }) => citations.length > 0)).toBe(true)
  const decisions = draft.artifact.json_payload.sections.find(({ title }) => title === 'Key Decisions')
  const cited = decisions?.sentences.flatMap(({ citations }) => citations.map(({ id }) => id))
  expect(new Set(cited)).toEqual(new Set([decisionId]))
  expect(draft.artifact.source_ids).toContain(decisionId)
  expect(draft.engine).toMatchObject({ draft_mode: 'extractive', provider: 'offline' })
})

it('quotes exactly what is stored at the offsets of each citation', async () => {
  const documents = draft.artifact.citations.filter(({ id }) => id.startsWith('doc'))
  expect(documents.length).toBeGreaterThan(3)
  for (const { id, start, end, quote } of documents) {
    const params = { document_id: id }
    const { text } = await api.expect(documentTextRoute, { params, query: { start, end } })
    expect(text).toBe(quote)
  }
})

it('repeats the same document for the same request', async () => {
  const again = (await api.expect(draftRoute, { body: { goal: ferryGoal, project } })) as DraftResponse
  expect(again.artifact.markdown).toBe(draft.artifact.markdown)
  expect(again.artifact.generated_text_hash).toBe(draft.artifact.generated_text_hash)
  expect(again.run_id).not.toBe(draft.run_id)
})

it('says the same of the same knowledge under other ids', async () => {
  const { projectId } = await importFerry(api)
  const { artifact } = (await api.expect(draftRoute, {
    body: { goal: ferryGoal, project: projectId },
  })) as DraftResponse
  const told = ({ json_payload }: DraftResponse['artifact']) =>
    json_payload.sections.map(({ title, sentences }) => [
      title,
      ...sentences.map(({ text, citations }) => [text, ...citations.map(({ start, end }) => [start, end])]),
    ])
  expect(told(artifact)).toEqual(told(draft.artifact))
  expect(artifact.source_ids).not.toEqual(draft.artifact.source_ids)
})

it('passes its own draft again, and flags one altered number in it', async () => {
  const markdown = draft.artifact.markdown
  const same = await api.expect(verifyRoute, { body: { run_id: draft.run_id, markdown } })
  expect(same).toMatchObject({ status: 'verified', verification: { status: 'pass' }, parent_run_id: draft.run_id })
  expect(markdown).toContain('30 seconds')
  const altered = await api.expect(verifyRoute, {
    body: { run_id: draft.run_id, markdown: markdown.replace('30 seconds', '90 seconds') },
  })
  expect(altered).toMatchObject({ verification: { status: 'gaps', gaps: [{ reason: 'number_mismatch' }] } })
})

it('stores the run, reads it back and lists it', async () => {
  const run = await api.expect(getSynthesisRunRoute, { params: { run_id: draft.run_id } })
  expect(run).toMatchObject({ kind: 'draft', status: 'verified', withheld: false, stale: { is_stale: false } })
  expect(run.artifact).toEqual(draft.artifact)
  const { runs } = await api.expect(listSynthesisRunsRoute, { query: { kind: 'draft', limit: 1 } })
  expect(runs).toHaveLength(1)
  expect(runs[0]).toMatchObject({ kind: 'draft', verification: { status: 'pass' } })
})
