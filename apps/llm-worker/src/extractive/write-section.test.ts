import type { DraftedSentence, DraftSource, SectionMaterial, TextClaim } from '@synthwright/contracts'
import { checkText, readClaims, renderArtifact } from '@synthwright/grounding'
import fc from 'fast-check'
import { writingRules } from '../constraints/writing-rules.ts'
import { sentenceKey } from '../drafting/sentence-key.ts'
import { passages, runDocument, section, source } from '../testing/material.ts'
import { leansBack } from './openers.ts'
import { writeSection, type ExtractiveTask } from './write-section.ts'

const write = (
  material: SectionMaterial,
  extra: Partial<ExtractiveTask> & { constraints?: string[]; place?: { index: number; count: number } } = {},
): DraftedSentence[] => {
  const { constraints = [], place = { index: 0, count: 1 }, ...task } = extra
  return writeSection({
    section: material,
    goal: 'Explain how runs are stored',
    outputType: 'documentation',
    depth: 'standard',
    domain: null,
    reader: 'practitioner',
    rules: writingRules(constraints, { place, title: 'Runs', audience: null, section: material }),
    refused: [],
    elsewhere: [],
    ...task,
  })
}

const storedAt = (sources: DraftSource[], { citations: [citation] }: DraftedSentence): string => {
  const passage = sources
    .find(({ id }) => id === citation!.id)!
    .passages.find(({ start, end }) => start <= citation!.start && citation!.end <= end)!
  return passage.text.slice(citation!.start - passage.start, citation!.end - passage.start)
}

/** The words of stored text, without what a document does not show of it. */
const shownWords = (stored: string): string =>
  sentenceKey(
    stored
      .replace(/\]\([^)]*\)/g, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/(?<=\w)\*\*|\*\*(?=\w)/g, ''),
  )

const sources = () => [source('doc_runs', runDocument), source('doc_passages', passages, { score: 0.8 })]

test('every sentence is what stands at its offsets, cited once', () => {
  const material = section(sources())
  const sentences = write(material)
  expect(sentences.length).toBeGreaterThanOrEqual(3)
  for (const sentence of sentences) {
    expect(sentence.citations).toHaveLength(1)
    expect(sentenceKey(sentence.text)).toBe(shownWords(storedAt(material.sources, sentence)))
  }
})

test('a goal that asks what blocks something gets the sentence that says so', () => {
  const praise = Array.from(
    { length: 12 },
    (_, n) => `The DOCX export of report ${n} is a valid file that customers like.`,
  )
  const material = section([
    source('note_praise', praise.join(' ')),
    source('task_ship', 'The font licence went to legal in June. The DOCX export is blocked by that review.', {
      score: 0.2,
    }),
  ])
  const texts = (goal: string) => write(material, { goal, outputType: 'briefing' }).map(({ text }) => text)
  expect(texts('Brief the team on what blocks DOCX export')).toContain('The DOCX export is blocked by that review.')
  expect(texts('Brief the team on DOCX export')).not.toContain('The DOCX export is blocked by that review.')
})

test('equal material gives equal text', () => {
  expect(write(section(sources()))).toEqual(write(section(sources())))
})

test('headings, code, tables, fragments and pointers elsewhere are left where they are', () => {
  const text = write(section(sources(), { sentences: { min: 3, max: 12 } }))
    .map((sentence) => sentence.text)
    .join('\n')
  expect(text).not.toMatch(/await jobs|fragment without|first character|See the protocol|^#/m)
})

test('emphasis is taken out and inline code stays', () => {
  const [sentence] = write(
    section([source('doc_x', 'The **run document** is kept in `runs` and *never* copied to another place.')]),
  )
  expect(sentence!.text).toBe('The run document is kept in `runs` and never copied to another place.')
})

test('a sentence that leans back comes only after the one before it', () => {
  const material = section([source('doc_passages', passages)], { sentences: { min: 5, max: 12 } })
  const sentences = write(material)
  const leaning = sentences.flatMap((sentence, index) => (leansBack(sentence.text) ? [index] : []))
  expect(leaning.map((index) => sentences[index]!.text)).toEqual(['This makes an edit of a document one write.'])
  for (const index of leaning) {
    const [before, sentence] = [sentences[index - 1]!, sentences[index]!]
    expect(before.text).toMatch(/^Splitting can be improved/)
    expect(before.paragraph).toBe(sentence.paragraph)
    const between = passages.slice(before.citations[0]!.end, sentence.citations[0]!.start)
    expect(between.trim()).toBe('')
  }
})

test('what a check refused is not chosen again, nor what leaned on it', () => {
  const query = 'message wakes worker identifiers input'
  const material = section([source('doc_runs', runDocument)], { query, sentences: { min: 2, max: 12 } })
  const opening = 'A message only wakes a worker.'
  expect(write(material).map(({ text }) => text)).toContain(opening)
  const refused = [{ text: `${opening.toUpperCase()} [doc_runs]` }]
  const texts = write(material, { refused }).map(({ text }) => text)
  expect(texts).not.toContain(opening)
  expect(texts.some((text) => text.startsWith('It carries five'))).toBe(false)
})

test('no two sentences say the same, also when two sources do', () => {
  const copy = runDocument.replace('one conditional update', 'a conditional update')
  const texts = write(
    section([source('doc_runs', runDocument), source('doc_copy', copy)], { sentences: { min: 4, max: 12 } }),
  ).map(({ text }) => text)
  expect(new Set(texts).size).toBe(texts.length)
  expect(texts.filter((text) => text.startsWith('Every change of state'))).toHaveLength(1)
})

test('sentences of a source stand together and in its order', () => {
  const sentences = write(section(sources(), { sentences: { min: 4, max: 8 } }))
  const ids = sentences.map(({ citations }) => citations[0]!.id)
  expect(ids.filter((id, index) => id !== ids[index - 1])).toHaveLength(new Set(ids).size)
  const pairs = sentences.slice(1).map((next, index) => ({ sentence: sentences[index]!, next }))
  for (const { sentence, next } of pairs) expect(next.paragraph - sentence.paragraph).toBeLessThanOrEqual(1)
  const ofOneSource = pairs.filter(({ sentence, next }) => sentence.citations[0]!.id === next.citations[0]!.id)
  expect(ofOneSource.length).toBeGreaterThan(1)
  for (const { sentence, next } of ofOneSource)
    expect(next.citations[0]!.start).toBeGreaterThanOrEqual(sentence.citations[0]!.end)
})

test('executives get fewer sentences, newcomers shorter ones', () => {
  const material = section(sources(), { sentences: { min: 5, max: 10 } })
  expect(write(material, { reader: 'executive' }).length).toBeLessThanOrEqual(6)
  const long =
    'The store keeps every document of every team in one place that all replicas read from at the same time; it answers a question in the order in which the questions came, whoever asked them and however long the answer is going to be.'
  const [sentence] = write(section([source('doc_x', long)]), { reader: 'newcomer' })
  expect(sentence).toEqual({
    text: 'The store keeps every document of every team in one place that all replicas read from at the same time.',
    citations: [{ id: 'doc_x', start: 0, end: long.indexOf(';') }],
    paragraph: 0,
  })
})

test('long stretches are broken into paragraphs of at most four sentences', () => {
  const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
  const animals = ['otter', 'heron', 'badger', 'falcon', 'lynx', 'marten', 'viper', 'walrus', 'zebra']
  const text = numbers.map((n, at) => `Keeper ${n} looks after the ${animals[at]} of enclosure ${at}${n}.`).join(' ')
  const sentences = write(
    section([source('doc_x', text)], { query: 'keeper enclosure', sentences: { min: 9, max: 9 } }),
  )
  const sizes = [...Map.groupBy(sentences, ({ paragraph }) => paragraph).values()].map(({ length }) => length)
  expect(sentences).toHaveLength(9)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4)
  expect(Math.min(...sizes)).toBeGreaterThan(1)
})

test('nothing leans on a sentence that was cut', () => {
  const text =
    'The store keeps every document of every team in one place that all replicas read from at the same time; the index of a team lives in the memory of each replica and is made anew from it. It is rebuilt when a replica starts.'
  const texts = write(section([source('doc_x', text)], { sentences: { min: 1, max: 4 } })).map((each) => each.text)
  expect(texts[0]).toMatch(/at the same time\.$/)
  expect(texts).not.toContainEqual(expect.stringMatching(/^It is rebuilt/))
})

test('what is written passes the checks that a draft is put to', () => {
  const pack = sources()
  const sections = [
    { section_id: 'sec_1', title: 'S', sentences: write(section(pack, { sentences: { min: 4, max: 9 } })) },
  ]
  const { claims } = renderArtifact({ title: 'T', audience: null, sections })
  const cited = (claim: TextClaim) =>
    claim.citations.map(({ id, start, end }) => {
      const { text } = pack.find((each) => each.id === id)!.passages[0]!
      return { id, start: start!, end: end!, text: text.slice(start!, end!) }
    })
  const known = pack.map(({ id, name }) => ({
    ...{ id, name, type: 'document', revision: 1, content_hash: 'h', freshness_basis: 'created_at' },
    ...{ freshness: '2026-02-11', unresolved_claims: [] },
  }))
  const { sentences, flags } = checkText({
    goal: null,
    constraints: [],
    evidence: {
      claims,
      sources: known,
      unresolved: [],
      evidence: claims.map((claim) => ({ claim: claim.index, sentences: cited(claim) })),
      packs: [{ section_id: 'sec_1', source_ids: pack.map(({ id }) => id), texts: [runDocument, passages] }],
    },
  })
  expect(sentences.length).toBeGreaterThanOrEqual(4)
  expect(sentences.map(({ verdict }) => verdict)).toEqual(sentences.map(() => 'supported'))
  expect([...flags, ...sentences.flatMap((sentence) => sentence.flags)]).toEqual([])
})

test.each([
  ['only a heading', '# Release notes of the spring'],
  ['only code', '```json\n{ "lease": 30 }\n```'],
  ['only a table', '| name | value |\n| --- | --- |\n| lease | thirty seconds |'],
  ['only fragments', '- leases\n- heartbeats\n- retries'],
  ['only sentences that lean back', 'This is why it holds. They are never lost.'],
  ['only a question', 'Who renews the lease?'],
  ['one word', 'Lease'],
  ['an unfinished sentence', 'the lease of a worker that is cut off from'],
])('a pack with %s still gives something to cite', (_, text) => {
  const material = section([source('doc_x', text)])
  const sentences = write(material)
  expect(sentences.length).toBeGreaterThan(0)
  for (const { citations } of sentences) expect(citations[0]!.end).toBeGreaterThan(citations[0]!.start)
})

test('a pack without a word gives nothing', () => {
  expect(write(section([source('doc_x', '---\n\n***\n')]))).toEqual([])
  expect(write(section([]))).toEqual([])
})

test('acceptance 31: line ends, emoji and combining marks do not move an offset', () => {
  const text =
    '# Titre\r\n\r\n👩‍👩‍👧 families keep their emoji in the stored text of a run. Re\u0301sume\u0301 files are read\r\nas they were written by their authors. A run keeps the 😀 of its author in every document.\r\n'
  const material = section([source('doc_x', text)])
  const sentences = write(material)
  expect(sentences).toHaveLength(3)
  for (const sentence of sentences) {
    const { start, end } = sentence.citations[0]!
    expect(text.slice(start, end).replace(/\s+/g, ' ')).toBe(sentence.text)
  }
})

test('passages that touch are read as one text', () => {
  const text =
    'The lease of a claimed task is thirty seconds long and renewed every ten. Nobody else may take the task.'
  const cut = text.indexOf('thirty')
  const parts = [
    { start: 100 + cut, end: 100 + text.length, text: text.slice(cut), heading_path: [] },
    { start: 100, end: 100 + cut, text: text.slice(0, cut), heading_path: [] },
  ]
  const [sentence] = write(section([source('doc_x', '', { passages: parts })]))
  expect(sentence!.text).toBe('The lease of a claimed task is thirty seconds long and renewed every ten.')
  expect(sentence!.citations[0]).toEqual({ id: 'doc_x', start: 100, end: 100 + text.indexOf(' Nobody') })
})

test('text shaped like a citation, html and headings inside a source stay text', () => {
  const text =
    'The lease is kept by the worker, see [decision_ab12], until it ends. Runs are <b onclick="x()">never</b> lost, says ![logo](http://x/y.png) the [guide](javascript:x).'
  const sentences = write(section([source('doc_x', text)], { sentences: { min: 2, max: 3 } }))
  const { markdown } = renderArtifact({
    title: 'T',
    audience: null,
    sections: [{ section_id: 'sec_1', title: 'S', sentences }],
  })
  expect(readClaims(markdown).flatMap(({ markers }) => markers.map(({ id }) => id))).toEqual(['doc_x', 'doc_x'])
  expect(markdown).not.toMatch(/<b|onclick|javascript|!\[/)
})

const fragment = fc.constantFrom(
  'The worker renews its lease every ten seconds.',
  'It is refused when another worker holds the task.',
  'This 👍 matters, e.g. for Dr. Lee, who asked on Jan. 5.',
  'Costs rose by 3.5 % in 2025 [claim_12ab].',
  '**Bold text.** A run is kept for ninety days after it ended.',
  'Use `npm run demo` to see it.',
  '- a list item that has no verb\n',
  '- The reconciler sends the message again when nobody claimed it.\n',
  '\n\n## Heading with [src_1]\n\n',
  '\r\n\r\n',
  '> Quoted prose is prose that somebody else wrote first.\n\n',
  '| a | b |\n| - | - |\n| one cell | of a table |\n\n',
  '```\ncode() { return 1 }\n```\n',
  '<div>html</div> and a [link](http://x.y/z) are in this sentence of a page.',
  'Unbalanced ( bracket and "quote stay as they are in the text.',
)

test('whatever the sources hold: exact offsets, one marked claim per sentence, no orphan', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fragment, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      (texts) => {
        const pack = texts.map((parts, index) => source(`doc_${index}`, parts.join(' ')))
        const material = section(pack, { sentences: { min: 2, max: 5 } })
        const sentences = write(material)
        expect(sentences.length).toBeLessThanOrEqual(5)
        for (const sentence of sentences) {
          const stored = shownWords(storedAt(pack, sentence))
          expect(stored).toBe(sentenceKey(sentence.text))
        }
        const sections = [{ section_id: 'sec_1', title: 'S', sentences }]
        const { claims } = renderArtifact({ title: 'T', audience: null, sections })
        expect(claims).toHaveLength(sentences.length)
        claims.forEach((claim, index) => expect(claim.citations).toEqual(sentences[index]!.citations))
      },
    ),
    { numRuns: 150, seed: 7 },
  )
})
