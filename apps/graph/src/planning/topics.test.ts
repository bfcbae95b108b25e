import { newRow } from '../rows/new-row.ts'
import type { RowHead } from '../rows/row.ts'
import { keyPhrases } from './key-phrases.ts'
import { titleCase } from './title-case.ts'

const row = (id: string, name: string, headings: string[] = []): RowHead => ({
  ...newRow(
    {
      id,
      kind: 'document',
      type: 'document',
      name,
      content: '',
      projectId: null,
      createdBy: 'u',
      document: {
        path: id,
        format: 'markdown',
        date: null,
        dateUnknown: false,
        byteOrderMark: false,
        passages: headings.map((heading, i) => ({ start: i, end: i + 1, headings: [heading], prose: true })),
      },
    },
    '2026-01-01T00:00:00.000Z',
  ),
  rev: 1,
})

describe('key phrases', () => {
  it('are shared by names and headings, as most write them, and say more than the query', () => {
    const rows = [
      row('a', 'The run engine'),
      row('b', 'Notes', ['Run Engine', 'Context', 'Ferry queue']),
      row('c', 'How the run engine works', ['Context', 'Ferry queue']),
      row('d', 'Other', ['Context', 'Ferry queue']),
    ]
    const phrases = keyPhrases(rows, new Set(['ferri', 'queue']), 3)
    expect(phrases).toEqual([{ text: 'run engine', rowIds: ['a', 'b', 'c'] }])
  })

  it('name a thing: no quantifier, and no word that only describes others', () => {
    const rows = [
      row('a', 'Verification reads every sentence'),
      row('b', 'Every paragraph has a durable ferry'),
      row('c', 'A durable harbour for every sentence'),
      row('d', 'Durable queues, and sentences by the hundred'),
    ]
    expect(keyPhrases(rows, new Set(), 2).map(({ text }) => text)).toEqual(['sentence'])
  })

  it('are of more words rather than of one, and a single one is a noun that says something', () => {
    const rows = [
      row('a', 'The laminar boundary layer'),
      row('b', 'Effect of the laminar boundary layer'),
      row('c', 'Effect of laminar flow'),
      row('d', 'The effect'),
    ]
    expect(keyPhrases(rows, new Set(), 2).map(({ text }) => text)).toEqual(['laminar boundary layer', 'layer'])
  })

  it('are single words only where these stand in names', () => {
    const rows = ['a', 'b', 'c'].map((id) => row(id, `Harbour ${id}`, ['Tides']))
    expect(keyPhrases(rows, new Set(), 3).map(({ text }) => text)).toEqual(['Harbour'])
  })
})

describe('titleCase', () => {
  it.each([
    ['the state of the art', 'The State of the Art'],
    ['use libs/http and NATS', 'Use libs/http and NATS'],
    ['what it is for', 'What It Is For'],
    ['écluse', 'Écluse'],
  ])('%s → %s', (text, title) => expect(titleCase(text)).toBe(title))
})
