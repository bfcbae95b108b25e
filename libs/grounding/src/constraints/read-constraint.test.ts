import { readConstraint } from './read-constraint.ts'

const limit = (bound: string, count: number, unit = 'words', per = 'document') => ({
  kind: 'limit',
  unit,
  per,
  bound,
  count,
})

test.each([
  ['at most 120 words', limit('most', 120)],
  ['At most 1,200 words.', limit('most', 1200)],
  ['under 300 words', limit('most', 299)],
  ['Keep it under 300 words', limit('most', 299)],
  ['no longer than 120 words', limit('most', 120)],
  ['120 words or less', limit('most', 120)],
  ['at least 40 words per section', limit('least', 40, 'words', 'section')],
  ['at most three sentences in each section', limit('most', 3, 'sentences', 'section')],
  ['use at most 12 sentences', limit('most', 12, 'sentences')],
  ['sentences under 20 words', limit('most', 19, 'words', 'sentence')],
  ['at most 20 words per sentence', limit('most', 20, 'words', 'sentence')],
  ['at most 4 sections', limit('most', 4, 'sections')],
  ['at least 2 sources per sentence', limit('least', 2, 'sources', 'sentence')],
  ['at most 5 bullets', limit('most', 5, 'bullets')],
  ['no sources older than 90 days', { kind: 'age', days: 90 }],
  ['sources not older than 2 years', { kind: 'age', days: 730 }],
  ['do not mention Falcon', { kind: 'mention', wanted: false, phrases: ['Falcon'] }],
  [
    'Never mention Falcon, Eagle or the Hawk.',
    { kind: 'mention', wanted: false, phrases: ['Falcon', 'Eagle', 'Hawk'] },
  ],
  ['avoid the word "synergy"', { kind: 'mention', wanted: false, phrases: ['synergy'] }],
  ['must mention "Research and Development"', { kind: 'mention', wanted: true, phrases: ['Research and Development'] }],
  ['Mention the object store', { kind: 'mention', wanted: true, phrases: ['object store'] }],
  ['bullets only', { kind: 'form', form: 'list' }],
  ['use bullet points', { kind: 'form', form: 'list' }],
  ['no bullets', { kind: 'form', form: 'prose' }],
  ['only sources since 2026-01-01', { kind: 'dated', bound: 'since', date: '2026-01-01' }],
  ['cite only sources before 2025', { kind: 'dated', bound: 'before', date: '2025' }],
  ['no sources older than 2026-01-01', { kind: 'dated', bound: 'since', date: '2026-01-01' }],
  ['cite only decisions and claims', { kind: 'types', types: ['decision', 'claim'] }],
  ['use only error patterns', { kind: 'types', types: ['error_pattern'] }],
])('%s', (text, constraint) => {
  expect(readConstraint(text)).toEqual(constraint)
})

test.each([
  'in a friendly tone',
  'use only short words',
  'cite only good sources',
  'at most a few words',
  'be brief',
  '',
])('%j is in other words', (text) => {
  expect(readConstraint(text)).toBeNull()
})
