import type { EvidenceSource } from '@synthwright/contracts'
import { textReader } from '../reading/reading.ts'
import { evidenceFor } from '../testing/evidence-for.ts'
import { checkConstraints } from './check-constraints.ts'

const text = 'Ferries cross the Northern Strait every day.'
const checked = (constraint: string, about: Partial<EvidenceSource> = {}, markdown = `# T\n\n## A\n\n${text}\n`) => {
  const evidence = { ...evidenceFor(text, [text]), as_of: '2026-04-01T00:00:00Z' }
  Object.assign(evidence.sources[0]!, about)
  return checkConstraints([constraint], { evidence, markdown, readingOf: textReader() }).map(
    ({ code, detail }) => `${code}: ${detail}`,
  )
}

describe('a constraint', () => {
  it.each([
    'at most 7 words',
    'at most one sentence per section',
    'at least 1 source per sentence',
    'at most 1 section',
    'no bullets',
    'do not mention the Falcon',
    'must mention ferry',
    'only sources since 2026-01-01',
    'no sources older than 90 days',
    'cite only documents',
  ])('%s holds', (constraint) => expect(checked(constraint)).toEqual([]))

  it.each([
    ['at most 6 words', '7 words'],
    ['at least two sentences', '1 sentences'],
    ['at least 2 sources per sentence', '1 sources'],
    ['bullets only', text],
    ['do not mention the northern strait', 'northern strait'],
    ['must mention Falcon', 'no mention of Falcon'],
    ['only sources since 2026-02-01', 'doc_a: 2026-01-01'],
    ['only sources before 2026', 'doc_a: 2026-01-01'],
    ['no sources older than 89 days', 'doc_a: 90 days old'],
    ['cite only decisions', 'doc_a: document'],
  ])('%s is broken', (constraint, detail) => expect(checked(constraint)).toEqual([`constraint_violation: ${detail}`]))

  it('on lists and sections is read from the text', () => {
    expect(checked('at most 1 bullet', {}, '## A\n\n- a\n- b\n')).toEqual(['constraint_violation: 2 bullets'])
    expect(checked('at most 1 section', {}, '## A\n\n## B\n')).toEqual(['constraint_violation: 2 sections'])
    expect(checked('no bullets', {}, '## A\n\n- a\n')).toEqual(['constraint_violation: a'])
  })

  it('on dates is broken by a source without any', () =>
    expect(checked('only sources since 2026-01-01', { freshness: null })).toEqual([
      'constraint_violation: doc_a: no date',
    ]))

  it('in other words is left to others', () =>
    expect(checked('in a friendly tone')).toEqual(['constraint_unchecked: nothing here can judge it']))
})
