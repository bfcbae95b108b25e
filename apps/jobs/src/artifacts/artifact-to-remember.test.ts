import { headingOf } from './artifact-to-remember.ts'

it.each([
  ['Text\n\n#  The ferry queue ##\n\n# Other', 'The ferry queue'],
  ['# C#\t', 'C'],
  ['# ##', '##'],
  ['## Two\n\nText', undefined],
])('reads the heading of %j', (markdown, title) => expect(headingOf(markdown)).toBe(title))

it('takes time with the length of a heading of marks and blanks', () => {
  const title = `The ferry ${'# \t'.repeat(150_000)}…x`
  expect(headingOf(`# ${title}\n`)).toBe(title)
})
