import { sourceReader } from './source-reader.ts'
import { splitSentences } from './sentences.ts'

const source = splitSentences(
  'Workers claim tasks from the queue. Workers claim tasks again. Workers of the queue claim tasks early. The harbour opened in 1912. Eleven ferries call there. Gulls cry.',
)
const best = (claim: string, most: number) => sourceReader(source)(claim, most).map(({ text }) => text)

describe('the best sentences for a claim', () => {
  it('say together what no single one says', () =>
    expect(best('Workers claim tasks from the queue at the harbour of 1912.', 2)).toEqual([
      'Workers claim tasks from the queue.',
      'The harbour opened in 1912.',
    ]))

  it('include the one that has its number, in digits or words', () => {
    expect(best('11 ferries take workers, who claim tasks.', 2)).toContain('Eleven ferries call there.')
    expect(best('Workers claim eleven tasks.', 2)).toContain('Eleven ferries call there.')
  })

  it('go on with those that say most of it when nothing is left to add, in the order of the source', () =>
    expect(best('Workers claim tasks.', 3)).toEqual([
      'Workers claim tasks from the queue.',
      'Workers claim tasks again.',
      'Workers of the queue claim tasks early.',
    ]))

  it('are none where nothing of it is said', () => expect(best('Lighthouses blink.', 5)).toEqual([]))
})
