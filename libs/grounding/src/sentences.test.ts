import fc from 'fast-check'
import { splitSentences } from './sentences.ts'

const texts = (text: string) => splitSentences(text).map((sentence) => sentence.text)

describe('sentences', () => {
  it.each<[string, string[]]>([
    ['Dr. Lee met v. Jones on Jan. 5.', ['Dr. Lee met v. Jones on Jan. 5.']],
    ['It costs 3.5 % now. Then 1,200.', ['It costs 3.5 % now.', 'Then 1,200.']],
    ['See config.json and v1.2.3. It works.', ['See config.json and v1.2.3.', 'It works.']],
    ['It retries, e.g. on a fault. Or not.', ['It retries, e.g. on a fault.', 'Or not.']],
    ['He said "stop." Then he left.', ['He said "stop."', 'Then he left.']],
    ['"Stop!" he said. Then he left.', ['"Stop!" he said.', 'Then he left.']],
    [
      'In the U.S. the ferry runs. In the U.S. The ferry stops.',
      ['In the U.S. the ferry runs.', 'In the U.S.', 'The ferry stops.'],
    ],
    ['Call `run. Now` twice. Then stop.', ['Call `run. Now` twice.', 'Then stop.']],
    ['Wait … and see. Really?! Yes.', ['Wait … and see.', 'Really?!', 'Yes.']],
    ['1. First do this. 2. Then that.', ['1. First do this.', '2. Then that.']],
    ['No. 5 is alive. See pp. 3–9.', ['No. 5 is alive.', 'See pp. 3–9.']],
    ['待って。行く。', ['待って。', '行く。']],
    ['One line\r\ngoes on. Next 🚀. End.', ['One line\r\ngoes on.', 'Next 🚀.', 'End.']],
    ['One paragraph\n\nAnother', ['One paragraph', 'Another']],
    ['', []],
  ])('%j', (text, sentences) => expect(texts(text)).toEqual(sentences))

  it('lie in order in the text and leave only white space out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('. ', '.', ' ', '\n\n', '`', 'Dr. ', 'A')), {
          maxLength: 20,
        }),
        (parts) => {
          const text = parts.join('')
          let reached = 0
          for (const { start, end, text: own } of splitSentences(text)) {
            expect(text.slice(start, end)).toBe(own)
            expect(text.slice(reached, start).trim()).toBe('')
            reached = end
          }
          expect(text.slice(reached).trim()).toBe('')
        },
      ),
    )
  })
})
