import fc from 'fast-check'
import { splitPassages } from './split-passages.ts'

const cut = (text: string, format: 'markdown' | 'text' = 'markdown') =>
  splitPassages(text, format).map(({ start, end }) => text.slice(start, end))

const sentences = (count: number) => Array.from({ length: count }, (_, i) => `This is sentence number ${i}.`).join(' ')

describe('splitPassages', () => {
  it('splits at headings and says under which headings a passage stands', () => {
    const passages = splitPassages('Before.\n\n# One\n\nFirst.\n\n## Two\n\nSecond.\n\n# Three\n\nThird.\n', 'markdown')
    expect(passages.map(({ headings }) => headings)).toEqual([[], ['One'], ['One', 'Two'], ['Three']])
  })

  it('keeps a heading without text with the one below it', () =>
    expect(
      splitPassages('# One\n\n## Two\n\nText.\n\n## Three\n\nText.', 'markdown').map(({ headings }) => headings),
    ).toEqual([
      ['One', 'Two'],
      ['One', 'Three'],
    ]))

  it('joins short paragraphs and parts long ones at sentences', () => {
    expect(cut('One.\n\nTwo.\n\nThree.')).toHaveLength(1)
    const parts = cut(sentences(200))
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) {
      expect(part.trim().endsWith('.')).toBe(true)
      expect(part.length).toBeLessThanOrEqual(1_200)
    }
  })

  it('keeps a fenced block of up to 4,000 whole and parts a larger one at lines', () => {
    const fence = (lines: number) => `\`\`\`js\n${'const ferry = 1\n'.repeat(lines)}\`\`\`\n`
    expect(cut(`Intro.\n\n${fence(240)}\nAfter.`)).toContain(`${fence(240)}\n`)
    const parts = cut(fence(600))
    expect(parts.length).toBeGreaterThan(4)
    for (const part of parts.slice(0, -1)) expect(part.endsWith('\n')).toBe(true)
  })

  it('does not take front matter for prose, nor what follows it for front matter', () => {
    const text = '---\ntitle: Ferry\n---\n\n# Ferry\n\nText.\n'
    const passages = splitPassages(text, 'markdown')
    expect(passages.map(({ prose, headings }) => [prose, headings])).toEqual([
      [false, []],
      [true, ['Ferry']],
    ])
    expect(text.slice(passages[0]!.start, passages[0]!.end).trim()).toBe('---\ntitle: Ferry\n---')
  })

  it('takes headings for text in a plain text', () =>
    expect(splitPassages('# One\n\nText.', 'text')).toEqual([{ start: 0, end: 12, headings: [], prose: true }]))

  it('parts a line without spaces, never inside a character', () => {
    const parts = cut('😀'.repeat(3_000))
    expect(parts.length).toBeGreaterThan(2)
    for (const part of parts) expect(part.isWellFormed()).toBe(true)
  })

  it('splits a file of 2,000,000 characters', () => {
    const passages = splitPassages('A sentence of a very long file. '.repeat(62_500), 'markdown')
    expect(passages.at(-1)!.end).toBe(2_000_000)
  })

  it.each(['markdown', 'text'] as const)('never splits a surrogate pair of %s, wherever it has to cut', (format) => {
    for (const shift of [0, 1]) {
      const text = `${'x'.repeat(shift)}${'🏮'.repeat(3_000)}`
      const passages = splitPassages(text, format)
      expect(passages.length).toBeGreaterThan(4)
      for (const { start, end } of passages) expect(text.slice(start, end).isWellFormed()).toBe(true)
    }
  })

  const line = fc.oneof(
    fc.constantFrom(
      '# Heading',
      '## Heading',
      '- item',
      '> quote',
      '```',
      '~~~js',
      '| a | b |',
      '|---|---|',
      '---',
      '    code',
      '',
      '',
      '\r',
      'title: x',
      '<p>html</p>',
      'Setext',
      '===',
    ),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.lorem({ maxCount: 60, mode: 'words' }),
    fc.lorem({ maxCount: 30, mode: 'sentences' }),
  )
  const anyText = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 60 }), fc.constantFrom('\n', '\r\n'))
    .map(([lines, ending]) => lines.join(ending))
    .filter((text) => text.length > 0)

  it('tiles any text, with no passage over its size and none that splits a character', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('markdown' as const, 'text' as const), (text, format) => {
        const passages = splitPassages(text, format)
        expect(passages[0]!.start).toBe(0)
        expect(passages.at(-1)!.end).toBe(text.length)
        passages.forEach(({ start, end }, i) => {
          expect(end).toBeGreaterThan(start)
          if (i > 0) expect(start).toBe(passages[i - 1]!.end)
          const part = text.slice(start, end)
          if (text.isWellFormed()) expect(part.isWellFormed()).toBe(true)
          expect(part.length).toBeLessThanOrEqual(/^\s*(?:```|~~~)/m.test(part) ? 4_000 : 2_000)
        })
      }),
      { numRuns: 500 },
    )
  })
})
