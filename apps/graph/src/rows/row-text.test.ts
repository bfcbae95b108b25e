import { newRow } from './new-row.ts'
import type { RowHead } from './row.ts'
import { freshnessOf, provenanceOf, sentencesIn, unresolvedClaims } from './row-text.ts'

const made = '2026-01-01T00:00:00.000Z'
const row = (given: Partial<RowHead> = {}): RowHead => ({
  ...newRow(
    { id: 'note_1', kind: 'entity', type: 'note', name: 'Note', content: '', projectId: null, createdBy: 'u' },
    made,
  ),
  rev: 1,
  ...given,
})
const document = (given: Partial<NonNullable<RowHead['document']>>): Partial<RowHead> => ({
  document: {
    path: 'a.md',
    format: 'markdown',
    date: null,
    dateUnknown: false,
    byteOrderMark: false,
    passages: [],
    ...given,
  },
})

describe('freshness', () => {
  it.each([
    ['created_at', {}, made],
    ['updated_at', { contentUpdatedAt: '2026-02-01T00:00:00.000Z' }, '2026-02-01T00:00:00.000Z'],
    ['document_date', document({ date: '2025-12-24' }), '2025-12-24T00:00:00.000Z'],
    [
      'valid_at',
      { ...document({ date: '2025-12-24' }), metadata: { valid_at: '2024-05-06' } },
      '2024-05-06T00:00:00.000Z',
    ],
    [null, { metadata: { valid_at: '2024-05-06', date_unknown: true } }, null],
    [null, document({ date: '2025-12-24', dateUnknown: true }), null],
    ['created_at', { metadata: { valid_at: 'some day' } }, made],
  ] as const)('by %s', (basis, given, at) => expect(freshnessOf(row(given))).toEqual({ at, basis }))
})

describe('a row', () => {
  it('comes from its path, its source or its address', () => {
    expect(provenanceOf(row(document({})))).toBe('a.md')
    expect(provenanceOf(row({ metadata: { url: 'https://example.org' } }))).toBe('https://example.org')
    expect(provenanceOf(row())).toBeNull()
  })

  it('has open claims only where they are texts', () =>
    expect(unresolvedClaims(row({ metadata: { unresolved_claims: ['Whether', 3, null] } }))).toEqual(['Whether']))

  it('has the sentences of its prose, at their places', () => {
    const text = '# Title\n\nOne here. Two there.\n\n```\ncode.\n```\n\n- an item\n\n| head |\n|---|\n| a cell |\n'
    const sentences = sentencesIn(row(), text)
    expect(sentences.map((sentence) => sentence.text)).toEqual(['One here.', 'Two there.', 'an item', 'a cell'])
    for (const { start, end, text: own } of sentences) expect(text.slice(start, end)).toBe(own)
    expect(sentencesIn(row(document({ format: 'text' })), '# Not a title.').map((sentence) => sentence.text)).toEqual([
      '# Not a title.',
    ])
  })
})
