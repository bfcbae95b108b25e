import type { DraftedSection } from '@synthwright/contracts'
import { checkText, renderArtifact } from '@synthwright/grounding'
import { modelAnswers, startModelServer, type ModelServer } from '@synthwright/testing'
import { asking, scriptedModel } from '../testing/asking.ts'
import { materialOf } from '../testing/corpora/corpus.ts'
import { harbour } from '../testing/corpora/harbour.ts'
import { memories } from '../testing/corpora/memories.ts'
import { firstRelease } from '../testing/corpora/first-release.ts'
import { templates } from '../testing/corpora/templates.ts'
import { input, section, source } from '../testing/material.ts'
import { draftSectionWith, type DraftSectionInput } from './draft-section.service.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.clear())
afterAll(() => server.stop())

const own = firstRelease()
const offline = (extra: Partial<DraftSectionInput>): Promise<DraftedSection> =>
  draftSectionWith(null)(input(extra), asking())

const packs = new Map<string, ReturnType<typeof materialOf>>()
const packsOf = (
  corpus: typeof own,
  type: DraftSectionInput['output_type'],
  sentences: { min: number; max: number },
) => {
  const key = JSON.stringify([corpus.name, type, sentences])
  if (!packs.has(key)) packs.set(key, materialOf(corpus, templates[type], sentences))
  return packs.get(key)!
}

/** A whole document of a corpus, written offline. */
const document = async (
  corpus: typeof own,
  extra: Partial<DraftSectionInput> = {},
  sentences = { min: 4, max: 6 },
): Promise<DraftedSection[]> => {
  const material = packsOf(corpus, extra.output_type ?? 'documentation', sentences)
  const base = { goal: corpus.goal, title: 'The Title Of It' }
  return Promise.all(
    material.map((each, index) =>
      offline({ ...base, section: each, place: { index, count: material.length }, ...extra }),
    ),
  )
}

const textsOf = (sections: readonly DraftedSection[]): string[] =>
  sections.flatMap(({ sentences }) => sentences.map(({ text }) => text))
const markdownOf = (sections: readonly DraftedSection[], audience: string | null = null): string =>
  renderArtifact({
    title: 'The Title Of It',
    audience,
    sections: sections.map((each) => ({ ...each, title: 'A Section Title' })),
  }).markdown
const meanWords = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.split(' ').length, 0) / texts.length

describe('acceptance 7: depth', () => {
  test('bounds the sentences of a section, as tabled', async () => {
    for (const sentences of [
      { min: 2, max: 3 },
      { min: 4, max: 6 },
      { min: 8, max: 12 },
    ]) {
      const counts = (await document(own, {}, sentences)).map((section) => section.sentences.length)
      expect(counts.length).toBeGreaterThan(3)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(sentences.min)
      expect(Math.max(...counts)).toBeLessThanOrEqual(sentences.max)
    }
  })

  test('deep rests on two sources where two have something to say', async () => {
    const rich =
      'The queue of a harbour holds the documents of a voyage. The queue of a harbour is read twice an hour. Nobody but the office empties the queue of a harbour.'
    const poor = 'Heavy rain delays the documents in autumn.'
    const sources = [source('doc_rich', rich), source('doc_poor', poor, { score: 0.1 })]
    const material = section(sources, { query: 'queue harbour', sentences: { min: 1, max: 6 } })
    const cited = async (depth: 'standard' | 'deep') =>
      new Set((await offline({ section: material, depth })).sentences.map(({ citations }) => citations[0]!.id)).size
    expect(await cited('standard')).toBe(1)
    expect(await cited('deep')).toBe(2)
  })
})

describe('acceptance 9: audience', () => {
  test('different readers get different drafts of the same sources', async () => {
    const drafts = await Promise.all(
      [null, 'executives', 'new contributors', 'the auditors of the board'].map((audience) =>
        document(own, { audience: audience && audience.replace(' of the board', '') }),
      ),
    )
    const written = drafts.map((draft) => markdownOf(draft))
    expect(new Set(written).size).toBe(4)
    const [plain, executives, newcomers] = drafts.map(textsOf)
    expect(executives!.length).toBeGreaterThan(4)
    expect(newcomers!.length).toBeGreaterThan(8)
    expect(executives!.length).toBeLessThanOrEqual(Math.ceil(plain!.length * 0.7))
    expect(newcomers!.every((text) => text.split(' ').length <= 32)).toBe(true)
  })

  test('auditors get quotations, word for word', async () => {
    const sections = await document(own, { audience: 'compliance' })
    const texts = own.texts.map(({ text }) => text.replace(/\s+/g, ' ').replace(/\*\*/g, ''))
    const quotations = textsOf(sections).filter((text) => text.startsWith('“'))
    expect(quotations.length).toBeGreaterThan(8)
    for (const quotation of quotations) {
      const quoted = quotation.slice(1, -1)
      expect(texts.some((text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').includes(quoted))).toBe(true)
    }
  })

  test('the audience may stand in any words that name it', async () => {
    const told = async (audience: string) => markdownOf(await document(own, { audience }))
    expect(await told('people new to the team')).toBe(await told('onboarding'))
  })
})

test('the kind of document shapes its prose: points draw on more sources, briefings are short', async () => {
  const material = materialOf(own, templates.documentation, { min: 5, max: 6 })
  const written = async (output_type: DraftSectionInput['output_type']) =>
    Promise.all(material.map((each) => offline({ goal: own.goal, section: each, output_type })))
  const sourcesOf = (sections: readonly DraftedSection[]) =>
    new Set(
      sections.flatMap(({ section_id, sentences }) => sentences.map((s) => `${section_id} ${s.citations[0]!.id}`)),
    ).size
  const [essay, notes, briefing] = await Promise.all([
    written('documentation'),
    written('release_notes'),
    written('briefing'),
  ])
  expect(sourcesOf(notes)).toBeGreaterThan(sourcesOf(essay))
  expect(meanWords(textsOf(briefing))).toBeLessThan(meanWords(textsOf(essay)))
})

test('the domain and the prompt of a section turn the choice of its sentences', async () => {
  const text =
    'The office of the port opens at six. The fees of the port are paid in cash. The cranes of the port are painted red.'
  const material = (prompt: string) =>
    section([source('doc_x', text)], { title: 'The port', query: 'port', prompt, sentences: { min: 1, max: 1 } })
  const first = async (extra: Partial<DraftSectionInput>) => textsOf([await offline({ goal: 'port', ...extra })])
  expect(await first({ section: material('') })).toEqual(['The office of the port opens at six.'])
  expect(await first({ section: material(''), domain: 'cranes' })).toEqual(['The cranes of the port are painted red.'])
  expect(await first({ section: material('How fees are paid') })).toEqual(['The fees of the port are paid in cash.'])
})

describe('acceptance 35: constraints', () => {
  const countWords = (markdown: string) => markdown.split(/\s+/).filter(Boolean).length

  test.each([90, 120, 200, 400])(
    'at most %i words hold for the whole document, headings and marks included',
    async (most) => {
      for (const corpus of [own, harbour, memories])
        for (const audience of [null, 'executives']) {
          const sections = await document(corpus, { constraints: [`at most ${most} words`], audience })
          expect(sections.every(({ sentences }) => sentences.length > 0)).toBe(true)
          expect(sections.length).toBeGreaterThan(2)
          expect(countWords(markdownOf(sections, audience))).toBeLessThanOrEqual(most)
        }
    },
  )

  test('at least so many words go beyond what the depth asks for', async () => {
    const sections = await document(own, { constraints: ['at least 700 words'] })
    expect(countWords(markdownOf(sections))).toBeGreaterThanOrEqual(700)
  })

  test('sentences are counted over the document or in each section', async () => {
    const all = await document(own, { constraints: ['at most 9 sentences'] })
    expect(textsOf(all)).toHaveLength(9)
    const short = await document(own, { constraints: ['at most two sentences per section'] })
    expect(Math.max(...short.map(({ sentences }) => sentences.length))).toBe(2)
    const terse = textsOf(await document(own, { constraints: ['sentences under 16 words'] }))
    expect(terse.length).toBeGreaterThan(8)
    for (const text of terse) expect(text.split(' ').length).toBeLessThan(16)
  })

  test('what must not be mentioned is not, though sources mention it', async () => {
    expect(textsOf(await document(harbour)).join(' ')).toMatch(/\bqueues?\b/)
    expect(textsOf(await document(harbour, { constraints: ['do not mention the queue'] })).join(' ')).not.toMatch(
      /\bqueues?\b/i,
    )
  })

  test('what must be mentioned is, where a source does', async () => {
    const phrase = 'Brindhaven'
    expect(textsOf(await document(harbour, {}, { min: 1, max: 1 })).join(' ')).not.toContain(phrase)
    const sections = await document(harbour, { constraints: [`must mention ${phrase}`] }, { min: 1, max: 2 })
    expect(textsOf(sections).join(' ')).toContain(phrase)
  })

  test('older sources and sources of other types are left alone', async () => {
    const old = source('doc_old', 'The old harbour burned down in winter.', { freshness: '2025-12-31T10:00:00Z' })
    const young = source('doc_new', 'The new harbour opened in spring.', { freshness: '2026-01-01T00:00:00Z' })
    const undated = source('note_x', 'Nobody knows when the third one closed.', { freshness: null, type: 'note' })
    const material = section([old, young, undated])
    const cited = async (...constraints: string[]) =>
      (await offline({ section: material, constraints })).sentences.map(({ citations }) => citations[0]!.id)
    expect(await cited('only sources since 2026-01-01')).toEqual(['doc_new'])
    expect(await cited('no sources older than 2026-01-01')).toEqual(['doc_new'])
    expect(await cited('cite only notes')).toEqual(['note_x'])
    expect(await cited()).toEqual(expect.arrayContaining(['doc_old', 'doc_new', 'note_x']))
    expect(await cited('cite only notes', 'only sources since 2026-01-01')).toEqual([])
  })

  test('bullets are asked for, prose is the rule', async () => {
    expect((await offline({})).form).toBe('prose')
    expect((await offline({ constraints: ['bullets only'] })).form).toBe('list')
  })

  test.each([
    'at most 120 words',
    'at most 40 words per section',
    'at most 9 sentences',
    'sentences under 16 words',
    'do not mention queues',
    'must mention Brindhaven',
    'bullets only',
    'no bullets',
    'only sources since 2026-01-01',
    'cite only documents',
  ])('the check of the document finds that %j holds', async (constraint) => {
    const sections = (await document(harbour, { constraints: [constraint] })).map((each) => ({
      ...each,
      title: 'Part',
    }))
    const { markdown, claims } = renderArtifact({ title: 'T', audience: null, sections })
    const sources = harbour.texts.map(({ id, name, type }) => ({
      ...{ id, name, type, revision: 1, content_hash: 'h', freshness: '2026-02-11', freshness_basis: null },
      unresolved_claims: [],
    }))
    const evidence = { claims, sources, unresolved: [], evidence: [], packs: [] }
    const { flags } = checkText({ goal: null, constraints: [constraint], evidence, markdown })
    expect(claims.length).toBeGreaterThan(3)
    expect(flags.filter(({ code }) => code.startsWith('constraint'))).toEqual([])
  })

  test('what is in other words is named offline and told to a model', async () => {
    const constraints = ['at most 100 words', 'in a friendly tone']
    expect((await offline({ constraints })).unread_constraints).toEqual(['in a friendly tone'])
    server.handle(() =>
      modelAnswers.json(answerOf('A lease lasts for thirty seconds.', 'A message only wakes a worker')),
    )
    const drafted = await draftSectionWith(scriptedModel(server.url))(input({ constraints }), asking())
    expect(drafted.unread_constraints).toEqual([])
    expect(server.calls[0]!.body.messages[1]!.content).toContain('Constraint on the whole document: in a friendly tone')
  })
})

const answerOf = (...texts: string[]) => ({
  sentences: texts.map((text) => ({
    ...{ text, citation_ids: ['s1'], quote: 'A message only wakes a worker', quote_source_id: 's1', paragraph: 0 },
  })),
})

describe('a model is held to what can be counted', () => {
  const drafted = async (extra: Partial<DraftSectionInput>, ...texts: string[]) => {
    server.handle(() => modelAnswers.json(answerOf(...texts)))
    const { sentences } = await draftSectionWith(scriptedModel(server.url))(input(extra), asking())
    return sentences.map(({ text }) => text)
  }
  const three = ['A message wakes a worker.', 'Falcon wakes nobody.', 'A worker claims its task before it begins.']

  test('banned words, told sentences and too many words are dropped', async () => {
    expect(await drafted({ constraints: ['never mention Falcon'] }, ...three)).toEqual([three[0], three[2]])
    expect(await drafted({ elsewhere: ['A message wakes a worker!'] }, ...three)).toEqual([three[1], three[2]])
    expect(await drafted({ constraints: ['at most 15 words'] }, ...three)).toEqual([three[0]])
    expect(await drafted({ constraints: ['at most 2 sentences'] }, ...three)).toEqual(three.slice(0, 2))
  })

  test('every field stands in the request', async () => {
    await drafted(
      {
        output_type: 'release_notes',
        depth: 'deep',
        domain: 'customs',
        place: { index: 2, count: 5 },
        constraints: ['at most 900 words'],
      },
      ...three,
    )
    const prompt = server.calls.at(-1)!.body.messages[1]!.content
    for (const part of [
      'Kind of document: release notes; one change per sentence',
      'Go into detail',
      'Domain: customs',
      'Section 3 of 5: Key Decisions',
      /Length: 3 to 6 sentences, at most 1\d\d words\./,
    ])
      expect(prompt).toMatch(part)
  })
})

describe('acceptance 34: nothing is said twice', () => {
  test('a sentence that another section tells is left to it', async () => {
    const first = textsOf([await offline({})])
    const again = textsOf([await offline({ elsewhere: first.map((text) => text.toUpperCase()) })])
    expect(again.length).toBeGreaterThan(0)
    expect(again.filter((text) => first.includes(text))).toEqual([])
  })

  test('a row that is nothing but a title is no sentence', async () => {
    const texts = textsOf(await document(memories, { output_type: 'roadmap' }))
    expect(texts).not.toContain('Alarm for full disks.')
  })
})

test.each([
  ['numbers', 'A lease of a worker lasts for 30 seconds.', 'A lease of a worker lasts for 60 seconds.'],
  ['a denial', 'Workers of the office may share one lease.', 'Workers of the office may not share one lease.'],
])('acceptance 39: sources that contradict each other by %s are both told', async (_, one, other) => {
  const sources = [source('decision_a', one, { type: 'decision' }), source('decision_b', other, { type: 'decision' })]
  const material = section(sources, { query: 'lease workers', sentences: { min: 1, max: 4 } })
  const { sentences } = await offline({ section: material })
  expect(sentences.map(({ text, citations }) => [text, citations[0]!.id])).toEqual([
    [one, 'decision_a'],
    [other, 'decision_b'],
  ])
})

test('acceptance 33: an empty pack, and one that constraints emptied, costs no call and has no text', async () => {
  const draft = draftSectionWith(scriptedModel(server.url))
  const empty = { sentences: [], fell_back: false, usage: expect.objectContaining({ modelCalls: 0, costUsd: 0 }) }
  expect(await draft(input({ section: section([]) }), asking())).toMatchObject(empty)
  expect(await draft(input({ constraints: ['only sources since 2030-01-01'] }), asking())).toMatchObject(empty)
  expect(server.calls).toHaveLength(0)
})

test('what a section took stands on its result, also when the model gave nothing', async () => {
  const price = { input: 3, output: 12 }
  server.script(modelAnswers.json(answerOf('A message wakes a worker.')))
  const draft = draftSectionWith(scriptedModel(server.url, { price }))
  const { usage } = await draft(input(), asking())
  expect(usage).toMatchObject({ provider: 'openai', model: 'scripted-1', modelCalls: 1 })
  expect(usage!.costUsd).toBeCloseTo((usage!.inputTokens * 3 + usage!.outputTokens * 12) / 1e6, 12)
  server.handle(() => modelAnswers.prose())
  const fallen = await draft(input(), asking())
  expect(fallen.usage).toMatchObject({ provider: 'offline', model: null, modelCalls: 2 })
  expect(fallen.usage!.costUsd).toBeGreaterThan(0)
  expect(fallen.usage!.latencyMs).toBeGreaterThan(0)
  expect((await offline({})).usage).toMatchObject({ provider: 'offline', modelCalls: 0, costUsd: 0 })
})
