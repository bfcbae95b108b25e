import { leakFinder, redactedPrint } from './redaction.ts'
import { textReader } from './reading/reading.ts'

const read = textReader()
const secret = 'The Osprey contract ends on the last Friday of June. Call osprey_main at 81,500.'
const leaks = (text: string, cited: string[] = []) => leakFinder([redactedPrint(secret)])(read(text), cited.map(read))

describe('a redacted text', () => {
  it('leaves nothing readable in its print', () =>
    expect(JSON.stringify(redactedPrint(secret))).toMatch(/^[\[\]{}",:a-f0-9runstoke]+$/))

  it.each([
    ['six words in a row, however they are set', 'So “the OSPREY contract ends **on** the” harbour.', true],
    ['five words in a row', 'The Osprey contract ends on Monday.', false],
    ['an identifier', 'Ask `osprey_main` for it.', true],
    ['a long number, however it is set', 'It costs 81500 euros.', true],
    ['a long ordinary word', 'A contract was signed on Friday.', false],
  ])('%s', (_, text, leaking) => expect(leaks(text)).toBe(leaking))

  it('leaks nothing that a cited source says as well', () => {
    expect(leaks('Ask osprey_main.', ['Everybody knows osprey_main.'])).toBe(false)
    expect(
      leaks('The Osprey contract ends on the last day.', ['The Osprey contract ends on the last day of May.']),
    ).toBe(false)
  })
})
