import {
  correctSourceRoute,
  createEntityRoute,
  createProjectRoute,
  draftRoute,
  verifyRoute,
  type DraftResponse,
  type VerifyResponse,
} from '@synthwright/contracts'
import {
  allowedAt,
  apiClient,
  modelAnswers,
  startModelServer,
  startSystem,
  type ApiClient,
  type ChatRequest,
  type ModelServer,
  type System,
} from '@synthwright/testing'

let model: ModelServer
let system: System
let api: ApiClient
let id: string

beforeAll(async () => {
  model = await startModelServer()
  system = await startSystem({
    env: {
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'sk-scripted',
      LLM_MODEL: 'scripted-1',
      LLM_JUDGE: 'on',
      LLM_TIMEOUT_MS: '1000',
      // A judge gets what is left ten seconds before the end, and keeps two of it back.
      DRAFT_DEADLINE_MS: '14000',
    },
  })
  api = apiClient(system.url, system.apiKey)
  const content = 'A lease lasts 30 seconds. Whoever dies while holding a document gives it back to the queue.'
  ;({ id } = await api.expect(createEntityRoute, { body: { name: 'Leases', entity_type: 'note', content } }))
}, 60_000)
beforeEach(() => model.clear())
afterAll(async () => {
  await system.stop()
  await model.stop()
})

const paraphrase = 'Crashed workers surrender their parcels automatically.'
const wrongNumber = 'A lease lasts 40 seconds.'

const verified = async (judge?: 'off') => {
  const markdown = `# Leases\n\n${paraphrase} [${id}]\n\n${wrongNumber} [${id}]\n`
  const body = { markdown, source_ids: [id], ...(judge ? { judge } : {}) }
  const { verification, sentences, notices } = (await api.expect(verifyRoute, { body })) as VerifyResponse
  const [first, second] = sentences.map(({ verdict, flags }) => [verdict, ...flags.map(({ code }) => code)])
  return { verification, first, second, notices }
}

it('acceptance 53: a judge settles what reading left undecided, and clears no wrong number', async () => {
  model.handle(() => modelAnswers.json({ verdict: 'supported', evidence_ids: ['e1'] }))
  const { verification, first, second, notices } = await verified()
  expect(verification.method).toBe('lexical+judge')
  expect(first).toEqual(['supported'])
  expect(second).toEqual(['unsupported', 'number_mismatch'])
  expect(verification.gaps.map(({ reason }) => reason)).toEqual(['number_mismatch'])
  expect(notices).toEqual([])
  const prompts = model.calls.map(({ body }) => JSON.stringify(body.messages))
  expect(prompts).toHaveLength(1)
  expect(prompts[0]).not.toContain('40 seconds')
})

it('acceptance 53: a judge that does not answer in time leaves the reading as it is, and says so', async () => {
  model.handle(() => modelAnswers.hang())
  const { verification, first, second, notices } = await verified()
  expect(model.calls.length).toBeGreaterThan(0)
  expect(verification.method).toBe('lexical')
  expect(first).toEqual(['unsupported', 'unsupported_claim'])
  expect(second).toEqual(['unsupported', 'number_mismatch'])
  expect(notices.map(({ code }) => code)).toEqual(['judge_unavailable'])
}, 30_000)

it('acceptance 35: a constraint in words that nobody can count is settled by a judge, and unchecked without one', async () => {
  const asking = async (judge: 'auto' | 'off') => {
    const markdown = `# Leases\n\nA lease lasts 30 seconds. [${id}]\n`
    const body = { markdown, source_ids: [id], constraints: ['in a friendly tone'], judge }
    const { verification } = (await api.expect(verifyRoute, { body })) as VerifyResponse
    return [verification.status, ...verification.flags!.map(({ code, severity }) => `${severity} ${code}`)]
  }
  expect(await asking('off')).toEqual(['pass', 'soft constraint_unchecked'])
  model.handle(() => modelAnswers.json({ verdict: 'supported', evidence_ids: ['e1'] }))
  expect(await asking('auto')).toEqual(['pass'])
  model.handle(() => modelAnswers.json({ verdict: 'contradicted', evidence_ids: ['e1'] }))
  expect(await asking('auto')).toEqual(['gaps', 'hard constraint_violation'])
})

it('is not asked by a request that wants none', async () => {
  const { verification, first } = await verified('off')
  expect(model.calls).toEqual([])
  expect(verification.method).toBe('lexical')
  expect(first).toEqual(['unsupported', 'unsupported_claim'])
})

it('acceptance 24: what a redacted source said reaches no model and no draft, however the model was told of it before', async () => {
  const { id: project } = await api.expect(createProjectRoute, { body: { name: 'Heron' } })
  const rule = async (name: string, content: string, more: object = {}) => {
    const metadata = { project_id: project, ...more }
    return (await api.expect(createEntityRoute, { body: { name, entity_type: 'rule', content, metadata } })).id
  }
  const open = 'The harbour gate is closed when the tide turns.'
  await rule('Gate rule', open)
  const secret = await rule('Zanzibar rule', 'The harbour gate is guarded by the heron of Quelimane.', {
    unresolved_claims: ['Whether the harbour gate needs Antananarivo'],
  })
  const words = /zanzibar|quelimane|heron of|antananarivo/i
  const asked = async () => {
    model.clear()
    model.handle((request: ChatRequest) => {
      const [citation] = allowedAt(request, 'sentences.[].citation_ids.[]')
      const sentence = { text: open, citation_ids: [citation], quote: open, quote_source_id: citation, paragraph: 0 }
      return modelAnswers.json(citation ? { sentences: [sentence] } : { verdict: 'supported', evidence_ids: ['e1'] })
    })
    const answer = await api.send(draftRoute, { body: { goal: 'Document the harbour gate', project } })
    const prompts = model.calls.map(({ body }) => JSON.stringify(body))
    expect(prompts.some((prompt) => prompt.includes(open))).toBe(true)
    return { answer, told: prompts.filter((prompt) => words.test(prompt)).length }
  }
  const before = await asked()
  expect(before.told).toBeGreaterThan(0)
  expect(before.answer.text).toMatch(words)

  await api.expect(correctSourceRoute, { params: { source_id: secret }, body: { action: 'redact' } })
  const { answer, told } = await asked()
  expect([answer.status, told]).toEqual([200, 0])
  expect(answer.text).not.toMatch(words)
  const { source_packs, artifact } = answer.body as DraftResponse
  const masked = source_packs.flatMap(({ sources }) => sources).find(({ id }) => id === secret)
  expect(masked).toMatchObject({ name: '[redacted]', content_preview: '' })
  expect(source_packs.reduce((sum, { redaction_count }) => sum + redaction_count, 0)).toBe(1)
  expect(source_packs.flatMap(({ source_ids }) => source_ids)).not.toContain(secret)
  expect(artifact.citations.map(({ id }) => id)).not.toContain(secret)
}, 30_000)
