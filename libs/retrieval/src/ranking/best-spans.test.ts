import fc from 'fast-check'
import { bestSpans } from './best-spans.ts'

const text =
  'The harbour is old. Ferries wait in a queue. The queue retries a lost ferry three times. Nobody swims. Tides matter.'
const cut = (spans: readonly { start: number; end: number }[], from = text) =>
  spans.map(({ start, end }) => from.slice(start, end))

describe('bestSpans', () => {
  it('gives the sentence that says most about the query', () =>
    expect(cut(bestSpans(text, 'queue retries', { budget: 50 }))).toEqual([
      'The queue retries a lost ferry three times.',
    ]))

  it('reads on behind the best sentence while there is room', () =>
    expect(cut(bestSpans(text, 'retries', { budget: 60 }))).toEqual([
      'The queue retries a lost ferry three times. Nobody swims.',
    ]))

  it('takes what adds a word before what repeats one', () =>
    expect(
      cut(
        bestSpans('Queue queue. Queue first. Tide last.', 'queue tide', { budget: 22 }),
        'Queue queue. Queue first. Tide last.',
      ),
    ).toEqual(['Queue queue.', 'Tide last.']))

  it('begins at the beginning when no word matches', () =>
    expect(cut(bestSpans(text, 'unrelated', { budget: 19 }))).toEqual(['The harbour is old.']))

  it('keeps what stands between given segments out', () => {
    const table = 'Ferry one | Ferry two'
    const segments = [
      { start: 0, end: 9 },
      { start: 12, end: 21 },
    ]
    expect(cut(bestSpans(table, 'ferry one two', { budget: 40, segments }), table)).toEqual(['Ferry one', 'Ferry two'])
    expect(cut(bestSpans(table, 'ferry one two', { budget: 40, segments, maxSpans: 1 }), table)).toEqual(['Ferry one'])
  })

  it('cuts a long sentence between words and never inside a character', () => {
    expect(cut(bestSpans('ferry crossings are long', 'ferry', { budget: 16 }), 'ferry crossings are long')).toEqual([
      'ferry crossings',
    ])
    expect(bestSpans('😀😀', 'x', { budget: 3 })).toEqual([{ start: 0, end: 2 }])
    expect(bestSpans('😀😀', 'x', { budget: 1 })).toEqual([])
  })

  it('stays within budget and number, in order, apart, and whole', () => {
    const sentence = fc.array(fc.constantFrom('ferry', 'queue', 'tide', '😀', 'crew', 'a'), {
      minLength: 1,
      maxLength: 8,
    })
    const texts = fc.array(sentence.map((words) => `${words.join(' ')}.`)).map((all) => all.join(' '))
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 4 }), (any, budget, maxSpans) => {
        const spans = bestSpans(any, 'ferry tide', { budget, maxSpans })
        expect(spans.length).toBeLessThanOrEqual(maxSpans)
        expect(spans.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThanOrEqual(budget)
        spans.forEach(({ start, end }, i) => {
          expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0)
          expect(end).toBeGreaterThan(start)
          expect(any.slice(start, end).isWellFormed()).toBe(true)
        })
      }),
    )
  })
})

it('looks back over closing marks only so far', () => {
  // Wide characters: over others the engine takes a short cut.
  const closers = `\u2026a${')'.repeat(1_000_000)}`
  expect(bestSpans(`The ferry sails. ${closers} It returns.`, 'ferry', { budget: 100 })[0]).toEqual({
    start: 0,
    end: 16,
  })
})
