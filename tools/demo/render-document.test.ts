import { footnoted } from './footnotes.ts'
import { renderDocument } from './render-document.ts'
import { wrap } from './wrap.ts'

describe('footnoted', () => {
  it('numbers sources in the order of their first citation', () =>
    expect(footnoted('One [doc_b]. Two [doc_a][doc_b].')).toEqual({
      text: 'One\u00a0[1]. Two\u00a0[2][1].',
      ids: ['doc_b', 'doc_a'],
    }))

  it('makes one note of several spans of a source', () =>
    expect(footnoted('One. [doc_a#0-10] [doc_a#20-31] [doc_b]').text).toBe('One.\u00a0[1][2]'))

  it('leaves brackets alone that cite nothing', () =>
    expect(footnoted('See [1], [the guide](guide.md) and `list[0]`.').ids).toEqual([]))
})

describe('wrap', () => {
  it('keeps lines within the width', () => expect(wrap('aa bb cc dd', 5)).toBe('aa bb\ncc dd'))
  it('indents as far as the lead reaches', () => expect(wrap('aa bb cc', 7, '- ')).toBe('- aa bb\n  cc'))
  it('does not part a note from its sentence', () => expect(wrap('aa bb.\u00a0[1]', 6)).toBe('aa\nbb.\u00a0[1]'))
  it('does not break a word that is longer', () =>
    expect(wrap('a incomprehensible b', 6)).toBe('a\nincomprehensible\nb'))
})

describe('renderDocument', () => {
  const rendering = { width: 40, nameOf: (id: string) => `docs/${id}.md`, styled: false }

  it('ends with the list of cited sources', () => {
    const shown = renderDocument('# Title\n\n## Part\n\nIt runs. [doc_a#1-2] It stops. [doc_b]\n', rendering)
    expect(shown.split('\n')).toEqual([
      'Title',
      '',
      'Part',
      '',
      'It runs.\u00a0[1] It stops.\u00a0[2]',
      '',
      'Sources',
      '  [1] docs/doc_a.md',
      '  [2] docs/doc_b.md',
    ])
  })

  it('shows code as it stands', () => {
    const code = '```sh\nnpm run demo    # with a comment that is longer than the width of the terminal\n```'
    expect(renderDocument(code, rendering)).toBe(code)
  })

  it('sets headings off on a terminal', () =>
    expect(renderDocument('## Part', { ...rendering, styled: true })).toBe('\u001b[1mPart\u001b[22m'))
})
