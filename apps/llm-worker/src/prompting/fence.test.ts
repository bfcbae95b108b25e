import { clipped, unfenced } from './fence.ts'

it.each(['<source', '</source>', '< / Evidence x', '<\n/claim>'])('%j cannot act as a tag', (tag) => {
  expect(unfenced(`a ${tag}`)).toBe(`a ${tag.replace('<', '‹')}`)
})

it.each(['<sources', '< div', '< //claim'])('%j is left as it is', (text) => expect(unfenced(text)).toBe(text))

it('takes time with the length of the blanks behind a bracket', () => {
  const text = `…<${' '.repeat(400_000)}/${' '.repeat(400_000)}x`
  expect(unfenced(text)).toBe(text)
  expect(clipped(text, 10)).toBe('…< / x')
})
