import { checkText } from './check-text.ts'
import { readClaims } from './claims.ts'
import { mentions } from './constraints/mentions.ts'
import { readConstraint } from './constraints/read-constraint.ts'
import { goalWords } from './goal.ts'
import { withoutActiveParts } from './active-parts.ts'
import { inlineLinks } from './inline.ts'
import { openingFence } from './markdown-lines.ts'
import { neutralise } from './neutralise.ts'
import { redactedPrint, leakFinder } from './redaction.ts'
import { textReader } from './reading/reading.ts'
import { readWords } from './reading/words.ts'
import { splitSentences } from './sentences.ts'
import { evidenceFor } from './testing/evidence-for.ts'

const size = 400_000
/** A run of one piece in wide characters: over others the engine takes a short cut. */
const run = (piece: string): string => `\u2026${piece.repeat(size / piece.length)}x\u2026`

/** Runs that a pattern without a bound would read again from each of their characters: none would end in time. */
const runs = [
  ' ',
  '\n',
  '.',
  ',',
  '-',
  "'",
  '"',
  '(',
  ')',
  '[',
  ']',
  '`',
  '~',
  '*a ',
  '. ',
  ' .',
  '- ',
  '](',
  'x\u00e9',
]
const named = (piece: string): [string, string] => [JSON.stringify(piece), run(piece)]

describe('a run of one piece takes time with its length', () => {
  it.each(runs.map(named))('of %s', (_, text) => {
    expect(readClaims(text).length).toBeLessThan(size)
    expect(splitSentences(text).length).toBeLessThan(size)
    expect(neutralise(text).forged).toBe(false)
    expect(readWords(text).length).toBeLessThan(size)
    expect(goalWords(text).length).toBeLessThan(size)
    expect(readConstraint(text)).toBeNull()
    expect(mentions(text, 'ferry')).toBe(false)
  })

  it('in a word that might end with a denial', () => {
    const claim = 'The ferry will never sail from the harbour at nine.'
    const source = `The ferry ought to sail from the harbour at nine ${'x\u00e9'.repeat(size / 2)}.`
    const { sentences } = checkText({ goal: null, constraints: [], evidence: evidenceFor(claim, [source]) })
    expect(sentences[0]!.flags.map(({ code }) => code)).toEqual(['negation_mismatch'])
  })

  it('in the brackets of a link that is never closed', () => {
    const blanks = `…[a](${' '.repeat(size)}x`
    expect(inlineLinks(blanks)).toEqual([])
    expect(withoutActiveParts(blanks)).toBe(blanks)
    expect(inlineLinks(`…[a](b${' '.repeat(size)}x`)).toEqual([])
    expect(inlineLinks(`…[a](${' '.repeat(size)}"t")`)).toHaveLength(1)
  })

  it.each(['`', '~'])('in a fence of %s whose line cannot be one', (mark) => {
    expect(openingFence(`${mark.repeat(size)}\u2028`)).toBeNull()
  })
})

describe('what is asked of one text many times reads it once', () => {
  const words = Array.from(
    { length: 20_000 },
    (_, at) => `un${at.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}`,
  )

  it('tokens of a redacted source that a cited one tells as well', () => {
    const text = words.map((word) => `${word}_1`).join(' ')
    const readingOf = textReader()
    const reading = readingOf(text)
    expect(leakFinder([redactedPrint(text)])(reading, [reading])).toBe(false)
  })

  it('phrases that a text must not mention', () => {
    const text = words.map((word) => `Not ${word}.`).join(' ')
    const constraints = Array.from(
      { length: 50 },
      (_, at) => `do not mention ${Array.from({ length: 70 }, (_, word) => `q${at}z${word}`).join(', ')}`,
    )
    const claims = evidenceFor(text, ['It rains.'])
    const { flags } = checkText({ goal: null, constraints, evidence: claims })
    expect(flags.filter(({ code }) => code === 'constraint_violation')).toEqual([])
  })
})
