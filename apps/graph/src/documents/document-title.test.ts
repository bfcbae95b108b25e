import { documentTitle } from './document-title.ts'

describe('documentTitle', () => {
  it.each([
    ['the first level-1 heading', '## Two\n\n# The `ferry` **queue**\n\n# Other', 'a/b.md', 'The ferry queue'],
    ['else the title of the front matter', '---\ntitle: "Ferry notes"\n---\nText', 'a/b.md', 'Ferry notes'],
    ['else the file name', 'Text without a heading', 'docs/notes.md', 'notes.md'],
    ['else the first line', '\n\nFirst line\nsecond', null, 'First line'],
    ['a quoted heading is somebody else’s', '> # Quoted\n\nText', 'notes.md', 'notes.md'],
    ['white space has no title', ' \n ', null, 'Untitled'],
  ])('is %s', (_, text, path, title) => expect(documentTitle(text, 'markdown', path)).toBe(title))

  it.each(['`) ', '*a ', '_'])('takes time with the length of a heading of %s', (marks) => {
    const title = documentTitle(`# The ferry ${marks.repeat(200_000)}…x`, 'markdown', null)
    expect([title.slice(0, 9), title.length]).toEqual(['The ferry', 300])
  })

  it('does not read a plain text as Markdown', () => expect(documentTitle('# One', 'text', 'a.txt')).toBe('a.txt'))
})
