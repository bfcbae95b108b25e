import type { DraftSource, Evidence, TextClaim } from '@synthwright/contracts'
import {
  checkText,
  neutralise,
  readMarkdown,
  readTextClaims,
  redactedPrint,
  renderArtifact,
  sourceReader,
  splitSentences,
} from '@synthwright/grounding'
import { isAppError } from '@synthwright/kernel'
import { bestSpans, createIndex, tokenize, type Unit } from '@synthwright/retrieval'

/** Something that reads text from outside, by the name of who it works for. */
export interface Reader {
  readonly name: string
  readonly read: (text: string) => unknown
}

type Exports = Readonly<Record<string, (...given: unknown[]) => unknown>>

/** Tools do not import services; this bench measures what stands in them, so it loads the files by their paths. */
const load = async (path: string): Promise<Exports> =>
  (await import(new URL(`../../../apps/${path}`, import.meta.url).href)) as Exports

const question = 'When does the ferry sail from the harbour, and from which pier?'

/** The check of a text that cites one source, as the verifier is handed it. */
const evidenceOf = (
  claims: TextClaim[],
  source: string,
  best: (claim: string) => Evidence['evidence'][number]['sentences'],
): Evidence => ({
  claims,
  sources: [
    {
      id: 'doc_1',
      type: 'document',
      name: 'Ferry',
      revision: 1,
      content_hash: '',
      freshness: '2026-01-01T00:00:00Z',
      freshness_basis: 'updated_at',
      unresolved_claims: ['Nobody knows whether the ferry sails at nine.'],
    },
  ],
  unresolved: [],
  evidence: claims.map(({ index, text }) => ({ claim: index, sentences: best(text) })),
  packs: [{ section_id: null, source_ids: ['doc_1'], texts: [source.slice(0, 150_000)] }],
})

/** A text with too many passages is refused by design; what it took to find that out counts. */
const keptOrRefused = (read: () => unknown): void => {
  try {
    read()
  } catch (error) {
    if (!isAppError(error)) throw error
  }
}

const cited = (claims: TextClaim[]): TextClaim[] =>
  claims.map((claim) => ({ ...claim, citations: [{ id: 'doc_1', start: null, end: null }] }))

interface Row {
  readonly id: string
}

/** Every pass over a whole text from outside; what looks at a bounded piece of one is left out. */
export const loadReaders = async (): Promise<Reader[]> => {
  const [outline, documentRow, units, rowText, sentences, fence, quotes, packTexts] = await Promise.all([
    load('graph/src/documents/document-outline.ts'),
    load('graph/src/documents/document-row.ts'),
    load('graph/src/index/row-units.ts'),
    load('graph/src/rows/row-text.ts'),
    load('graph/src/evidence/source-sentences.ts'),
    load('llm-worker/src/prompting/fence.ts'),
    load('llm-worker/src/model-writing/locate-quote.ts'),
    load('graph/src/evidence/pack-texts.ts'),
  ])
  const given = {
    project: 'proj_1',
    path: null,
    domain: null,
    tags: [],
    metadata: {},
    document_date: null,
    date_unknown: false,
  }
  const prepared = (content: string, format = 'markdown'): unknown =>
    documentRow['prepareDocument']!({ ...given, content, format })
  const rowOf = (content: string): Row => {
    // Its passages are those of a text that may be kept, as no row has others.
    const ordinary = prepared(content.slice(0, 1_000)) as { document: object }
    const passages = Array.from({ length: Math.ceil(content.length / 1_200) }, (_, i) => ({
      start: i * 1_200,
      end: Math.min(content.length, (i + 1) * 1_200),
      headings: [],
      prose: true,
    }))
    const file = { ...ordinary, content, document: { ...ordinary.document, passages } }
    return documentRow['documentRow']!(file, undefined, 'user_1', '2026-01-01T00:00:00Z') as Row
  }
  const source = (content: string): DraftSource => ({
    id: 'doc_1',
    type: 'document',
    name: 'Ferry',
    revision: 1,
    freshness: '2026-01-01',
    unresolved_claims: [],
    score: 1,
    passages: [{ start: 0, end: content.length, text: content, heading_path: [] }],
  })
  const SourceSentences = sentences['SourceSentences'] as unknown as new (
    row: Row,
    text: string,
  ) => { best: (text: string, most: number) => unknown }
  return [
    { name: 'markdown', read: (text) => readMarkdown(text) },
    { name: 'sentences', read: (text) => splitSentences(text) },
    { name: 'text claims', read: (text) => readTextClaims(text, [{ section_id: 'sec_1', title: 'Part 1' }]) },
    { name: 'neutralise', read: (text) => neutralise(text) },
    {
      name: 'render',
      read: (text) =>
        renderArtifact({
          title: text.slice(0, 300),
          audience: text.slice(0, 500),
          sections: [{ section_id: 'sec_1', title: 'A', sentences: [{ text, citations: [], paragraph: 0 }] }],
        }),
    },
    { name: 'redacted print', read: (text) => redactedPrint(text) },
    { name: 'source reader', read: (text) => sourceReader(splitSentences(text))(question, 10) },
    {
      name: 'check, cited',
      read: (text) => {
        const claims = cited(readTextClaims(text, []))
        return checkText({
          goal: question,
          constraints: ['do not mention Falcon', 'at most 20 words per sentence', 'no bullets'],
          evidence: evidenceOf(claims, text, (claim) =>
            splitSentences(claim)
              .slice(0, 3)
              .map(({ start, end, text }) => ({ id: 'doc_1', start, end, text })),
          ),
          markdown: text,
        })
      },
    },
    {
      name: 'check against text',
      read: (text) => {
        const claims = cited(
          readTextClaims(
            'The ferry sails at nine from "pier seven of the harbour" on 2 March 2026. Ada Lovelace does not sail.',
            [],
          ),
        )
        return checkText({
          goal: question,
          constraints: [],
          evidence: evidenceOf(claims, text, () => [{ id: 'doc_1', start: 0, end: text.length, text: text }]),
          markdown: text,
        })
      },
    },
    { name: 'outline', read: (text) => outline['markdownOutline']!(text) },
    { name: 'import', read: (text) => keptOrRefused(() => prepared(text)) },
    { name: 'import of text', read: (text) => keptOrRefused(() => prepared(text, 'text')) },
    { name: 'tokenize', read: (text) => tokenize(text) },
    {
      name: 'index',
      read: (text) => {
        const index = createIndex({ fields: { name: 2.5, headings: 2, tags: 1.5, content: 1 } })
        for (const unit of units['unitsOf']!(rowOf(text)) as Unit[]) index.upsert(unit)
        return index.search(new Map(tokenize(question).map((term) => [term, 1])), { limit: 10 })
      },
    },
    { name: 'best spans', read: (text) => bestSpans(text, question, { budget: 500 }) },
    { name: 'sentences of a row', read: (text) => rowText['sentencesIn']!(rowOf(text), text) },
    { name: 'evidence', read: (text) => new SourceSentences(rowOf(text), text).best(question, 10) },
    {
      name: 'pack texts',
      read: (text) => {
        const row = rowOf(text)
        return packTexts['packTexts']!([row], new Map([[row.id, text]]), question)
      },
    },
    { name: 'fence', read: (text) => [fence['unfenced']!(text), fence['clipped']!(text, 2_000)] },
    {
      name: 'quotes',
      read: (text) => (quotes['sourceText']!(source(text)) as { locate: (quote: string) => unknown }).locate(question),
    },
  ]
}
