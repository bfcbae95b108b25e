import fc from 'fast-check'
import { absenceLine } from '@synthwright/contracts'
import { readClaims } from './claims.ts'
import { neutralise } from './neutralise.ts'
import { renderArtifact, type RenderedSection } from './render.ts'
import { hasWords } from './sentences.ts'
import { readTextClaims } from './text-claims.ts'

const cite = (...ids: string[]) => ids.map((id, index) => ({ id, start: index * 10, end: index * 10 + 5 }))
const section = (...texts: string[]): RenderedSection => ({
  section_id: 'sec_1',
  title: 'Overview',
  sentences: texts.map((text) => ({ text, citations: cite('doc_a'), paragraph: 0 })),
})
const render = (sections: RenderedSection[], gaps?: Parameters<typeof renderArtifact>[0]['gaps']) =>
  renderArtifact({ title: 'The Queue', audience: null, sections, gaps })

describe('the rendering of an artifact', () => {
  it('writes a list where one was asked for, and reads it back as the same claims', () => {
    const texts = ['One ship waits.', '1. Two ships wait.', '- Three ships left']
    const { markdown, claims } = render([{ ...section(...texts), form: 'list' }, section('It goes on.')])
    expect(markdown.split('\n').slice(2)).toEqual([
      '## Overview',
      '',
      '- One ship waits. [doc_a]',
      '- 1\\. Two ships wait. [doc_a]',
      '- \\- Three ships left. [doc_a]',
      '',
      '## Overview',
      '',
      'It goes on. [doc_a]',
      '',
    ])
    expect(claims.map(({ citations }) => citations.length)).toEqual([1, 1, 1, 1])
    expect(readClaims(markdown).map(({ start, end }) => [start, end]).length).toBe(4)
  })

  it('writes title, audience, sections, markers and gaps', () => {
    const { markdown } = renderArtifact({
      title: 'The Queue',
      audience: 'new engineers',
      sections: [
        {
          section_id: 'sec_1',
          title: 'Overview',
          sentences: [
            { text: 'Work waits in one queue.', citations: cite('doc_a', 'doc_b'), paragraph: 0 },
            { text: 'It is durable', citations: [...cite('doc_a'), ...cite('doc_a')], paragraph: 0 },
            { text: 'Workers pull.', citations: cite('doc_b'), paragraph: 1 },
          ],
        },
        { section_id: 'sec_2', title: 'Risks', sentences: [] },
      ],
      gaps: [{ title: 'Risks', reason: 'no_source_supports_requested_section' }],
    })
    expect(markdown).toBe(
      [
        '# The Queue',
        'Written for new engineers.',
        '## Overview',
        'Work waits in one queue. [doc_a] [doc_b] It is durable. [doc_a]',
        'Workers pull. [doc_b]',
        '## Risks',
        absenceLine,
        '## Verification Gaps',
        '- Risks: no source supports this section.\n',
      ].join('\n\n'),
    )
    expect(readClaims(markdown).map(({ text }) => text)).toEqual([
      'Work waits in one queue.',
      'It is durable.',
      'Workers pull.',
    ])
  })

  it('gives every sentence of a text its markers', () => {
    const { claims } = render([section('It waits. Then it runs.')])
    expect(claims.map(({ text, citations }) => [text, citations.length])).toEqual([
      ['It waits.', 1],
      ['Then it runs.', 1],
    ])
  })

  it('puts what follows an open end into a paragraph of its own', () => {
    const { markdown, claims } = render([section('They met Dr.', 'Then they left.')])
    expect(markdown).toContain('They met Dr. [doc_a]\n\nThen they left. [doc_a]')
    expect(claims.map(({ citations }) => citations.length)).toEqual([1, 1])
  })

  it('leaves the claim of a line outside the gap list a claim', () => {
    expect(readClaims('## Overview\n\n- Risks: no source supports this section.\n')).toHaveLength(1)
    expect(readClaims('## Verification Gaps\n\n- The ferry sank in 1912.\n')).toHaveLength(1)
  })

  it.each([
    '![See Dr. Lee"quoted."]. ',
    '![holds 1,200 tasksDr. Lee"quoted."]. ',
    '[. v1.2.3\u2026]The queue ',
    '[. The queue "quoted."]``',
  ])('writes the sentences of %j again as they are, though a bracket reaches over their ends', (text) => {
    const slices = ({ markdown, claims }: ReturnType<typeof render>) =>
      claims.map(({ start, end }) => markdown.slice(start, end))
    const first = render([section(text)])
    expect(first.claims.length).toBeGreaterThan(0)
    expect(first.claims.every(({ citations }) => citations.length === 1)).toBe(true)
    expect(slices(render([section(...slices(first))]))).toEqual(slices(first))
  })

  const awkward = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'The queue ',
        'holds 1,200 tasks',
        'A worker',
        ' e.g. ',
        'v1.2.3',
        'Dr. Lee',
        'No. 5',
        '"quoted."',
        '…',
      ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '. ',
        '! ',
        '? ',
        '\r\n',
        '\n\n',
        '\n- ',
        '\n# ',
        '> ',
        '1. ',
        '`',
        '``',
        '[',
        ']',
        '](',
        '[doc_x]',
        '[doc_x#1-2]',
        '(u)',
        '![',
        '<b>',
        '<',
        '>',
        '<!--',
        '-->',
        '<script>',
        '</script>',
        '\\',
        '*',
        '_',
        '|',
        '😀',
        'é',
        '&lt;',
        '://',
        '<http://x.org>',
        ':',
        '---',
        '。',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  )
  const text = fc.array(awkward, { maxLength: 12 }).map((parts) => parts.join(''))
  const sections = fc.array(
    fc.record({
      title: text,
      sentences: fc.array(
        fc.record({
          text,
          ids: fc.subarray(['doc_a', 'note_b', 'error_pattern_c'], { minLength: 1 }),
          paragraph: fc.nat(2),
        }),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 3 },
  )

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(text, text, sections, (title, audience, drafted) => {
        const rendered = drafted.map(({ title: name, sentences }, index) => ({
          section_id: `sec_${index + 1}`,
          title: `Part ${index} ${name}`,
          sentences: sentences.map(({ ids, ...sentence }) => ({ ...sentence, citations: cite(...ids) })),
        }))
        const { markdown, claims } = renderArtifact({ title, audience, sections: rendered })
        const read = readTextClaims(markdown, rendered)
        expect(read.map((claim) => ({ ...claim, citations: claim.citations.map(({ id }) => id) }))).toEqual(
          claims.map((claim) => ({ ...claim, citations: claim.citations.map(({ id }) => id) })),
        )
        expect(claims.every(({ citations }) => citations.length > 0)).toBe(true)
        const bySection = (id: string) => claims.filter(({ section_id }) => section_id === id)
        for (const { section_id, sentences } of rendered) {
          const written = sentences.filter(({ text }) => hasWords(neutralise(text).text))
          expect(bySection(section_id).length).toBeGreaterThanOrEqual(written.length)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('writes its own sentences again as they are', () => {
    fc.assert(
      fc.property(sections, (drafted) => {
        const rendered = drafted.map(({ title: name, sentences }, index) => ({
          section_id: `sec_${index + 1}`,
          title: `Part ${index} ${name}`,
          sentences: sentences.map(({ ids, ...sentence }) => ({ ...sentence, citations: cite(...ids) })),
        }))
        const first = render(rendered)
        const again = render(
          rendered.map((one) => ({
            ...one,
            sentences: first.claims
              .filter(({ section_id }) => section_id === one.section_id)
              .map(({ start, end, citations, index }) => ({
                text: first.markdown.slice(start, end),
                citations: citations.map((citation) => ({ ...citation, start: 0, end: 1 })),
                paragraph: index,
              })),
          })),
        )
        const slices = ({ markdown, claims }: typeof first) =>
          claims.map(({ start, end }) => markdown.slice(start, end))
        expect(slices(again)).toEqual(slices(first))
      }),
      { numRuns: 1_000 },
    )
  })

  it('neutralises the same text only once', () => {
    fc.assert(
      fc.property(text, (source) => {
        const once = neutralise(source).text
        expect(neutralise(once)).toEqual({ text: once, forged: false })
      }),
      { numRuns: 1_000 },
    )
  })
})
