import { memoryGraph, principal } from '../testing/memory-graph.ts'
import { mostPassages, splitPassages, tooManyPassages } from './split-passages.ts'

const me = principal()
const headings = (count: number): string => '# A\n'.repeat(count)

test('a document of more passages than an answer can list is refused before anything of it is kept', async () => {
  const graph = memoryGraph()
  const { id: project } = await graph.project(me, { name: 'Library' })
  const kept = await graph.document(me, { project, path: 'a.md', content: headings(mostPassages) })
  expect(kept.passages).toHaveLength(mostPassages)
  const rev = () => graph.replicas.of(me.teamId).read((index) => index.rev)
  const before = await rev()
  await expect(
    graph.document(me, { project, path: 'b.md', content: headings(mostPassages + 1) }),
  ).rejects.toMatchObject({
    code: 'validation_failed',
    details: { field: 'content', actual: `${mostPassages + 1} passages` },
  })
  expect(await rev()).toBe(before)
})

test('a heading is cut above its passages, and all of them together have a bound', () => {
  const long = splitPassages(`# ${'a'.repeat(299)}😀b\n\nText.`, 'markdown')[0]!.headings[0]!
  expect(long).toBe('a'.repeat(299))
  const deep = `# ${'a'.repeat(300)}\n## ${'b'.repeat(300)}\n${'### c\n\nText.\n'.repeat(2_000)}`
  expect(tooManyPassages(splitPassages(deep, 'markdown'))).toContain('characters of headings')
})

// With every cell looking for the line that it stands in, this row takes minutes; it is read in well under a second.
test('a table row of 2,000,000 characters is read once', () => {
  const row = '| a '.repeat(250_000)
  const table = `${row}\n${row.replaceAll(' a ', '-')}\n${row}`.slice(0, 2_000_000)
  expect(splitPassages(table, 'markdown').at(-1)!.end).toBe(2_000_000)
}, 10_000)

test.each([
  ['line feeds', '\n'],
  ['lines of blanks', '  \n'],
])(
  'a text of %s is read once',
  (_, part) => {
    const text = part.repeat(2_000_000 / part.length)
    expect(splitPassages(text, 'text').at(-1)!.end).toBe(text.length)
  },
  10_000,
)
