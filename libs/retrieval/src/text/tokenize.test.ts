import fc from 'fast-check'
import { contentWords, tokenize } from './tokenize.ts'

describe('tokenize', () => {
  it('folds case and accents, stems, and leaves stop words out', () =>
    expect(tokenize('The Queues of Zoë’s café')).toEqual(tokenize('queue zoe cafe')))

  it('keeps acronyms that look like stop words', () => {
    expect(tokenize('US and IT')).toEqual(['us', 'it'])
    expect(tokenize('us and it')).toEqual([])
  })

  it.each([
    ['createIndex', ['createindex', 'creat', 'index']],
    ['max_sections', ['max_sections', 'max', 'section']],
    ['--data', ['--data', 'data']],
    ['1,000', ['1000']],
    ['3.14', ['3.14']],
    ['U.S.', ['u.s', 'us']],
    ['C++', ['c++']],
  ])('gives the terms of %s', (text, terms) => expect(tokenize(text)).toEqual(terms))

  it('gives overlapping pairs where words are not spaced', () =>
    expect(tokenize('知識の索引')).toEqual(['知識', '識の', 'の索', '索引']))

  it('does not depend on what was tokenised before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 5 }), (texts) => {
        const first = texts.map(tokenize)
        expect(texts.toReversed().map(tokenize).toReversed()).toEqual(first)
        expect(tokenize(texts.join('\n'))).toEqual(first.flat())
      }),
    )
  })

  it('is linear in a hostile text', () => expect(tokenize(`${'a.'.repeat(100_000)}`).length).toBeGreaterThan(0))
})

describe('contentWords', () => {
  it('gives the telling words once, as written', () =>
    expect(contentWords('How the Ferry queue retries: a queue, and the ferry')).toEqual(['Ferry', 'queue', 'retries']))

  it('makes a query with the same terms as its text', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), (text) => {
        expect(new Set(tokenize(contentWords(text).join(' ')))).toEqual(new Set(tokenize(text)))
      }),
    )
  })
})
