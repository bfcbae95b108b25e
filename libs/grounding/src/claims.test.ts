import { absenceLine } from '@synthwright/contracts'
import { readClaims } from './claims.ts'
import { readTextClaims } from './text-claims.ts'

const claims = (markdown: string) =>
  readClaims(markdown).map(({ text, markers }) => [text, ...markers.map(({ id }) => id)])

describe('claims of a text', () => {
  it('are sentences of prose, items and cells, with the markers that belong to each', () => {
    const text = [
      '# Title',
      'Written for new engineers.',
      '## Overview',
      'Tasks wait. [doc_a] Workers [doc_b#3-9] pull them [doc_c], and [finish](http://x.org/doc_d) them.',
      '1. A step [doc_a]',
      '   goes on.',
      '- An item. [doc_b][doc_c]',
      '',
      '| Name | Count |',
      '| --- | --- |',
      '| Queue [doc_a] | 12 |',
      '',
      '```',
      'not a claim [doc_x].',
      '```',
      '> Quoted prose. [doc_a]',
      '## Empty',
      absenceLine,
    ].join('\n')
    expect(claims(text)).toEqual([
      ['Tasks wait.', 'doc_a'],
      ['Workers pull them, and [finish](http://x.org/doc_d) them.', 'doc_b', 'doc_c'],
      ['A step goes on.', 'doc_a'],
      ['An item.', 'doc_b', 'doc_c'],
      ['Queue', 'doc_a'],
      ['12'],
      ['Quoted prose.', 'doc_a'],
    ])
    expect(readClaims(text)[1]!.markers[0]).toMatchObject({ id: 'doc_b', start: 3, end: 9 })
  })

  it('a marker covers its own sentence only', () => {
    expect(claims('Tasks wait. Workers pull them. [doc_a]')).toEqual([['Tasks wait.'], ['Workers pull them.', 'doc_a']])
    expect(claims('[doc_a] Tasks wait. Workers pull them.')).toEqual([['Tasks wait.', 'doc_a'], ['Workers pull them.']])
  })

  it.each([
    ['inside tags that are none', 'A <the ferry sank in 1912.> B. [doc_a]'],
    ['after a tag that stands in code', 'Use `<script>` here. [doc_a] The ferry sank in 1912.'],
    ['after a comment that is never closed', 'Here. [doc_a] <!-- The ferry sank in 1912.'],
    ['in an element that some readers show', 'Here. [doc_a] <style>The ferry sank in 1912.</style>'],
    ['where a link would have its target', 'See [here](The ferry sank in 1912.) now. [doc_a]'],
    ['where a link would have its label', 'See [here][The ferry sank in 1912.] now. [doc_a]'],
    ['like a link definition', '[Note]: The ferry sank in 1912.'],
  ])('nothing a reader sees is hidden: %s', (_, text) => {
    expect(claims(text).some(([claim]) => claim!.includes('ferry sank in 1912'))).toBe(true)
  })

  it('what no reader sees states nothing', () => {
    expect(
      claims('<!-- The ferry sank. -->\n\n![The ferry sank.](x.png)\n\n[label]: http://x.org "The ferry"\n'),
    ).toEqual([])
  })

  it('brackets in code, escaped, in links and with a definition are no markers', () => {
    const text = 'A `[doc_a]` \\[doc_b\\] [doc_c](u) ![doc_d](u) [doc_e] word.\n\n[doc_e]: http://x.org\n'
    expect(readClaims(text).flatMap(({ markers }) => markers)).toEqual([])
  })

  it('ranges are those of the text, whatever its characters', () => {
    const text = '🚀 Cafe\u0301 waits\r\nhere. [doc_a] Then it ends.\r\n'
    expect(readTextClaims(text, []).map(({ start, end }) => text.slice(start, end))).toEqual([
      '🚀 Cafe\u0301 waits\r\nhere.',
      'Then it ends.',
    ])
  })
})

describe('the section of a claim', () => {
  const sections = ['Overview', 'Key Decisions', 'Risks'].map((title, index) => ({
    section_id: `sec_${index + 1}`,
    title,
  }))
  const sectionsOf = (...headings: string[]) =>
    readTextClaims(['Before.', ...headings.map((heading) => `## ${heading}\n\nText.`)].join('\n\n'), sections).map(
      ({ section_id }) => section_id,
    )

  it('is found by title, then by position, and is none otherwise', () => {
    expect(sectionsOf('Risks', 'overview')).toEqual([null, 'sec_3', 'sec_1'])
    expect(sectionsOf('Overview', 'What we decided', 'Risks')).toEqual([null, 'sec_1', 'sec_2', 'sec_3'])
    expect(sectionsOf('Overview', 'Added', 'Key *Decisions*', 'Risks')).toEqual([null, 'sec_1', null, 'sec_2', 'sec_3'])
    expect(sectionsOf('Overview', 'Key Decisions', 'Risks', 'More')).toEqual([null, 'sec_1', 'sec_2', 'sec_3', null])
  })
})
