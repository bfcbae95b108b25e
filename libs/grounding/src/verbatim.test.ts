import fc from 'fast-check'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkText } from './check-text.ts'
import { readMarkdown } from './markdown.ts'
import { renderArtifact } from './render.ts'
import { splitSentences } from './sentences.ts'
import type { TextSpan } from './span.ts'
import { readTextClaims } from './text-claims.ts'

const section = { section_id: 'sec_1', title: 'Extract' }
const prose = new Set(['paragraph', 'list_item', 'blockquote', 'table_cell'])

/** Sentences of a stored text, at their offsets. */
const sentencesOf = (stored: string): TextSpan[] =>
  readMarkdown(stored)
    .filter(({ kind }) => prose.has(kind))
    .flatMap((block) => splitSentences(block.text, block.start))
    .map(({ start, end }) => ({ start, end, text: stored.slice(start, end) }))

/** A sentence as it is, and cut at one of its clauses, wherever that is not inside a link or code. */
const trimmings = ({ text }: TextSpan): string[] => {
  const cuts = [...text.matchAll(/[,;:] | [–—] /g)].filter(({ index }) => index > 20 && !/[[\](`<"'&]/.test(text))
  const cut = cuts[Math.floor(cuts.length / 2)]
  return cut ? [text, text.slice(0, cut.index), capital(text.slice(cut.index + cut[0].length))] : [text]
}
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Hard flags on a text made of nothing but sentences of its one source. */
const hardFlags = (stored: string): string[] => {
  const sentences = sentencesOf(stored)
  const drafted = sentences.flatMap((sentence) => trimmings(sentence).map((text) => ({ text, from: sentence })))
  const { markdown, claims } = renderArtifact({
    title: 'Extract',
    audience: null,
    sections: [
      {
        ...section,
        sentences: drafted.map(({ text, from }) => ({
          text,
          citations: [{ id: 'doc_a', start: from.start, end: from.end }],
          paragraph: 0,
        })),
      },
    ],
  })
  expect(readTextClaims(markdown, [section])).toHaveLength(claims.length)
  const place = new Map(sentences.map(({ start }, index) => [start, index]))
  const around = (start: number | null) => {
    const at = place.get(start ?? -1)!
    return sentences.slice(Math.max(0, at - 1), at + 2).map((sentence) => ({ id: 'doc_a', ...sentence }))
  }
  const { sentences: checked } = checkText({
    goal: null,
    constraints: [],
    evidence: {
      claims,
      sources: [
        {
          id: 'doc_a',
          type: 'document',
          name: 'Source',
          revision: 1,
          content_hash: '',
          freshness: '2026-01-01T00:00:00Z',
          freshness_basis: null,
          unresolved_claims: [],
        },
      ],
      unresolved: [],
      evidence: claims.map(({ index, citations }) => ({
        claim: index,
        sentences: around(citations[0]?.start ?? null),
      })),
      packs: [{ section_id: 'sec_1', source_ids: ['doc_a'], texts: [stored] }],
    },
  })
  return checked.flatMap(({ flags, index }) =>
    flags.flatMap(({ code, severity, detail }) =>
      severity === 'hard' ? [`${code} (${detail}) in: ${claims[index]!.text}`] : [],
    ),
  )
}

const words = fc.constantFrom(
  'the queue',
  'a worker',
  'Ada Lovelace',
  'NATS',
  'MongoDB',
  '`claimTask()`',
  '`Promise<string>`',
  '[the guide](https://x.org/a_b)',
  '**never**',
  '_no_',
  'not',
  'does not',
  'without',
  '1,200',
  '3 %',
  '5 ms',
  'twelve',
  'one',
  'third',
  'v1.2.3',
  'UTF-16',
  '10–12',
  '2026-03-02',
  'March 2, 2026',
  'in May',
  'the 1990s',
  '1998–99',
  '"waits in one durable queue"',
  '“no state is a trap”',
  "the worker's lease",
  'e.g.',
  'Dr. Lee',
  'v. Jones',
  'café',
  'cafe\u0301',
  '🚀',
  'a < b',
  '&lt;tag&gt;',
  '<b>bold</b>',
  '\\[x\\]',
  '[doc_x]',
  'and',
  'but',
  'which',
  'retries',
  'is lost',
  'holds',
  'and waits',
)
const stops = fc.constantFrom('. ', '. ', '? ', '! ', '.\r\n', '; ', ', ', ' — ', ': ')
const sentence = fc
  .array(fc.tuple(fc.array(words, { minLength: 1, maxLength: 6 }), stops), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([said, stop]) => said.join(' ') + stop).join(''))
const block = fc.oneof(
  { weight: 5, arbitrary: sentence },
  sentence.map((text) => `- ${text}`),
  sentence.map((text) => `> ${text}`),
  sentence.map((text) => `2. ${text}`),
  fc
    .tuple(sentence, sentence)
    .map((cells) => `| a | b |\n| --- | --- |\n| ${cells.map((cell) => cell.replace(/\r?\n|\|/g, ' ')).join(' | ')} |`),
  fc.constant('```\ncode [doc_y] 99\n```'),
  fc.constant('## A heading of 1912'),
)

describe('sentences taken word for word from what they cite', () => {
  it('never carry a hard flag, whatever the prose', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) =>
        expect(hardFlags(blocks.join('\n\n'))).toEqual([]),
      ),
      { numRuns: 1_500 },
    )
  })

  it('never carry a hard flag in the documents of this repository', () => {
    const root = join(import.meta.dirname, '../../..')
    const files = [...globSync('docs/**/*.md', { cwd: root }), 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
    const found = files
      .filter((file) => existsSync(join(root, file)))
      .flatMap((file) => hardFlags(readFileSync(join(root, file), 'utf8')).map((flag) => `${file}: ${flag}`))
    expect(found).toEqual([])
  })
})
