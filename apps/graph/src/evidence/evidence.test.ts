import type { DraftedSection } from '@synthwright/contracts'
import { redactedPrint } from '@synthwright/grounding'
import { memoryGraph, principal } from '../testing/memory-graph.ts'
import type { EvidenceRequest } from './evidence.service.ts'

const me = principal()
const text = `# Queue

First comes a sentence about tides. The ferry queue holds 40 cars. A car waits 12 minutes. Last comes the harbour.

## Elsewhere

Nobody has counted the gulls.
`

const asked: EvidenceRequest = {
  markdown: null,
  title: 'Ferry',
  audience: null,
  drafted: [],
  sections: [],
  source_ids: [],
  project: null,
}

const world = async () => {
  const graph = memoryGraph()
  const project = await graph.project(me, { name: 'Ferry' })
  const document = await graph.document(me, { project: project.id, path: 'queue.md', content: text })
  const note = await graph.entity(me, {
    name: 'Fares',
    content: 'A crossing costs 9 euros. Dogs travel free.',
    metadata: { unresolved_claims: ['Whether cats pay'], valid_at: '2026-02-03' },
  })
  const gather = (given: Partial<EvidenceRequest>) => graph.evidence.gather(me, { ...asked, ...given })
  const queue = { section_id: 'sec_1', title: 'Queue', source_ids: [document.document_id] }
  const fares = { section_id: 'sec_2', title: 'Fares', source_ids: [note.id] }
  return { graph, document: document.document_id, note: note.id, gather, sections: [queue, fares] }
}

const drafted = (section_id: string, sentence: string, id: string, start: number, end: number): DraftedSection => ({
  section_id,
  sentences: [{ text: sentence, citations: [{ id, start, end }], paragraph: 0 }],
  draft_mode: 'extractive',
  provider: 'offline',
  model: null,
  prompt_version: '1',
  fell_back: false,
  forged_in: [],
})

describe('the evidence of a draft', () => {
  it('is the cited sentences with one on either side', async () => {
    const { gather, document, sections } = await world()
    const sentence = 'The ferry queue holds 40 cars.'
    const start = text.indexOf(sentence)
    const { text: checked, evidence } = await gather({
      sections,
      drafted: [drafted('sec_1', sentence, document, start, start + sentence.length)],
    })
    expect(checked.markdown).toBe(
      `# Ferry\n\n## Queue\n\n${sentence} [${document}]\n\n## Fares\n\nNo source in this knowledge base covers this section.\n`,
    )
    expect(checked.sections).toEqual([
      { section_id: 'sec_1', title: 'Queue' },
      { section_id: 'sec_2', title: 'Fares' },
    ])
    expect(evidence.claims).toHaveLength(1)
    expect(evidence.evidence[0]!.sentences.map((found) => found.text)).toEqual([
      'First comes a sentence about tides.',
      sentence,
      'A car waits 12 minutes.',
    ])
    for (const { start, end, text: quoted } of evidence.evidence[0]!.sentences)
      expect(text.slice(start, end)).toBe(quoted)
  })
})

describe('contradictions (acceptance 39)', () => {
  it.each(['CONTRADICTS', 'CONFLICTS_WITH'])(
    'are the %s edges among what may be cited, and no others',
    async (relation) => {
      const { graph, gather } = await world()
      const row = async (name: string, ...related_to: string[]) => (await graph.entity(me, { name, related_to })).id
      const [one, outside] = [await row('One'), await row('Outside')]
      const edge = relation.toLowerCase()
      const other = await row('Other', `${edge}:${one}`, `${edge}:${outside}`, `supports:${one}`)
      const contradictionsIn = async (source_ids: string[]) =>
        (await gather({ markdown: 'A text.', source_ids })).evidence.contradictions
      expect(await contradictionsIn([one, other])).toEqual([{ ids: [other, one], relation }])
      expect(await contradictionsIn([one, outside])).toEqual([])
    },
  )
})

describe('redacted rows (acceptance 47)', () => {
  it('of the project that was asked for are handed over as prints, those of others, hidden and unreadable ones are not', async () => {
    const { graph, gather } = await world()
    const open = await graph.project(me, { name: 'Open' })
    const closed = await graph.project(me, { name: 'Closed', visibility: 'private' })
    const secret = async (project_id: string, content: string, action: string) => {
      const { id } = await graph.entity(me, { name: 'Row', content, metadata: { project_id } })
      await graph.correct(me, id, { action })
      return redactedPrint(content)
    }
    const words = (name: string) => `The ${name} contract ends on the last Friday of June.`
    const [osprey, , heron] = [
      await secret(open.id, words('Osprey'), 'redact'),
      await secret(open.id, words('Ibis'), 'hide'),
      await secret(closed.id, words('Heron'), 'redact'),
    ]
    const redactedFor = async (who: typeof me, project: string | null) =>
      (await graph.evidence.gather(who, { ...asked, markdown: 'A text.', project })).evidence.redacted
    expect(await redactedFor(me, open.id)).toEqual([osprey])
    expect(await redactedFor(me, closed.id)).toEqual([heron])
    expect(await redactedFor(me, null)).toHaveLength(2)
    expect(await redactedFor(principal({ userId: 'user_bob', role: 'member' }), null)).toEqual([osprey])
    expect((await gather({ markdown: 'A text.' })).evidence.redacted).toHaveLength(2)
  })

  it('are left out where their texts together are too long, the shorter ones that follow are not', async () => {
    const { graph } = await world()
    const { id: project } = await graph.project(me, { name: 'Open' })
    for (const length of [300_000, 150_000, 90_000]) {
      const { document_id } = await graph.document(me, {
        project,
        path: `${length}.md`,
        content: 'Osprey. '.repeat(length / 8),
      })
      await graph.correct(me, document_id, { action: 'redact' })
    }
    const { redacted } = (await graph.evidence.gather(me, { ...asked, markdown: 'A text.', project })).evidence
    expect(redacted!.length).toBeGreaterThan(0)
    expect(redacted!.length).toBeLessThan(3)
  })
})

describe('what became of the words that were cited', () => {
  it('is told of the sources that were changed since', async () => {
    const { gather, document, note, sections } = await world()
    const changedOf = async (cited: EvidenceRequest['cited']) => {
      const { evidence } = await gather({ sections, markdown: '# Mine\n', ...(cited ? { cited } : {}) })
      return evidence.sources.map(({ id, changed }) => [id === note ? 'note' : 'document', changed])
    }
    const citing = (id: string, revision: number, quote: string) => ({ id, revision, quote })
    expect(await changedOf(undefined)).toEqual([
      ['document', null],
      ['note', null],
    ])
    expect(
      await changedOf([
        citing(document, 0, 'The ferry queue holds 40 cars.'),
        citing(note, 0, 'Dogs travel free.'),
        citing(note, 0, 'Cats travel free.'),
      ]),
    ).toEqual([
      ['document', 'intact'],
      ['note', 'gone'],
    ])
    expect(await changedOf([citing(note, 1, 'Cats travel free.')])).toEqual([
      ['document', null],
      ['note', null],
    ])
  })
})

describe('the evidence of a foreign text', () => {
  it('is, for a citation without a range, what of the source says most of the sentence', async () => {
    const { gather, document, note, sections } = await world()
    const { evidence } = await gather({
      sections,
      markdown: `# Mine\n\n## Queue\n\nForty cars fit into the ferry queue [${document}].\n\n## Fares\n\nDogs pay nothing [${note}#26-43]. Uncited.\n`,
    })
    expect(evidence.claims.map(({ section_id }) => section_id)).toEqual(['sec_1', 'sec_2', 'sec_2'])
    expect(evidence.evidence[0]!.sentences.map((found) => found.text)).toContain('The ferry queue holds 40 cars.')
    expect(evidence.evidence[1]!.sentences.map((found) => found.text)).toContain('Dogs travel free.')
    expect(evidence.evidence[2]!.sentences).toEqual([])
  })

  it('names what the caller cannot read and what it never was alike', async () => {
    const { graph, gather, sections } = await world()
    const foreign = await graph.entity(principal({ teamId: 'team_two' }), { name: 'Theirs', content: 'Forty cars.' })
    const { evidence } = await gather({
      sections,
      markdown: `## Queue\n\nForty cars [${foreign.id}]. Fifty cars [note_invented].\n`,
    })
    expect(evidence.unresolved).toEqual([foreign.id, 'note_invented'])
    expect(evidence.sources.map(({ id }) => id)).not.toContain(foreign.id)
    expect(evidence.evidence.flatMap(({ sentences }) => sentences)).toEqual([])
  })

  it('may be given without sections: one pack for the whole text', async () => {
    const { gather, note } = await world()
    const { evidence } = await gather({ markdown: 'A crossing costs 9 euros.', source_ids: [note] })
    expect(evidence.packs).toEqual([
      { section_id: null, source_ids: [note], texts: ['A crossing costs 9 euros. Dogs travel free.'] },
    ])
  })
})

describe('packs and sources', () => {
  it('hold for each section its sources, whole texts where a claim was made, and further sources everywhere', async () => {
    const { gather, document, note, sections } = await world()
    const { evidence } = await gather({ sections, source_ids: [note], markdown: '## Queue\n\nOne claim.\n' })
    expect(evidence.packs.map(({ section_id, source_ids }) => [section_id, source_ids])).toEqual([
      ['sec_1', [document, note]],
      ['sec_2', [note]],
      [null, [document, note]],
    ])
    expect(evidence.packs.map(({ texts }) => texts.length)).toEqual([2, 0, 0])
    expect(evidence.packs[0]!.texts[0]).toBe(text)
  })

  it('tell how fresh a source is and which claims it leaves open', async () => {
    const { gather, note } = await world()
    const { evidence } = await gather({ markdown: 'x', source_ids: [note] })
    expect(evidence.sources[0]).toMatchObject({
      id: note,
      revision: 1,
      freshness: '2026-02-03T00:00:00.000Z',
      freshness_basis: 'valid_at',
      unresolved_claims: ['Whether cats pay'],
    })
  })

  it('stay small for sources that are long', async () => {
    const { graph, gather } = await world()
    const long = await graph.entity(me, { name: 'Long', content: 'Unrelated words fill the page. '.repeat(1_600) })
    const project = await graph.project(me, { name: 'Big' })
    const content = `${'Filler about nothing. '.repeat(40_000)}\n\nThe ferry queue holds 40 cars.\n\n${'More filler. '.repeat(40_000)}`
    const big = await graph.document(me, { project: project.id, path: 'big.md', content })
    const { evidence } = await gather({
      markdown: `Forty cars fit into the ferry queue [${big.document_id}].`,
      source_ids: [long.id, big.document_id],
    })
    const size = evidence.packs.flatMap(({ texts }) => texts).reduce((sum, { length }) => sum + length, 0)
    expect(size).toBeLessThan(160_000)
    expect(evidence.packs[0]!.texts[1]).toContain('The ferry queue holds 40 cars.')
    expect(evidence.evidence[0]!.sentences.map((found) => found.text)).toContain('The ferry queue holds 40 cars.')
  })
})

describe('a review', () => {
  it('tells what can no longer be read and what has changed', async () => {
    const { graph, note, document } = await world()
    const project = await graph.project(me, { name: 'Closed', visibility: 'private' })
    const file = (content: string) => ({ project: project.id, path: 'a.md', content })
    const { document_id } = await graph.document(me, file('One.'))
    await graph.document(me, file('Two.'))
    const sources = [
      { id: note, revision: 1 },
      { id: document, revision: null },
      { id: document_id, revision: 1 },
    ]
    expect(await graph.evidence.review(me, { projectId: project.id, sources })).toEqual({
      projectReadable: true,
      unreadable: [],
      changed: [document_id],
    })
    const bob = principal({ userId: 'user_bob', role: 'member' })
    expect(await graph.evidence.review(bob, { projectId: project.id, sources })).toEqual({
      projectReadable: false,
      unreadable: [document_id],
      changed: [],
    })
  })
})
