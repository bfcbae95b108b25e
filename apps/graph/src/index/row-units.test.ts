import { ImportDocument } from '@synthwright/contracts'
import { documentRow, prepareDocument } from '../documents/document-row.ts'
import type { TermCounts } from '@synthwright/retrieval'
import type { Row } from '../rows/row.ts'
import { countedUnits, unitsOf } from './row-units.ts'
import { TeamIndex } from './team-index.ts'

const rowOf = (content: string, rev: number): Row => {
  const file = prepareDocument(ImportDocument.parse({ project: 'proj_1', path: `${rev}.md`, content }))
  return { ...documentRow(file, undefined, 'user_1', '2026-01-01T00:00:00Z'), rev }
}

const long = rowOf(`# Ferry\n\n${'The ferry sails at nine from pier seven. '.repeat(20_000)}`, 1)
const short = rowOf('The ferry does not sail.', 2)

it('counts the terms of long rows while others have their turns', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const counted = await countedUnits([long, short])
  clearInterval(timer)
  expect([...counted.keys()]).toEqual([long.id, short.id])
  expect(counted.get(long.id)!.map(({ id }) => id)).toEqual(unitsOf(long).map(({ id }) => id))
  expect(turns).toBeGreaterThan(0)
})

it('counts many short passages as what they are with the tags of their document, which have a bound', async () => {
  const words = Array.from({ length: 1_600 }, (_, n) => `q${n.toString(36).padStart(2, '0')}`)
  const tags = Array.from({ length: 50 }, (_, n) => words.slice(n * 32, n * 32 + 20).join(' '))
  const tagged = { ...rowOf('# a\n\nbb\n\n'.repeat(5_000), 3), tags }
  const counted = await countedUnits([tagged])
  const units = counted.get(tagged.id)!
  expect(units).toHaveLength(5_000)
  const terms = units.map(({ fields: { tags } }) => (tags as TermCounts).length)
  expect(Math.max(...terms)).toBeGreaterThan(50)
  expect(Math.max(...terms)).toBeLessThanOrEqual(400)
})

it('leaves a few short rows to be put in at once, and counts many', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => rowOf(`The ferry sails at ${n}. `.repeat(100), n))
  expect((await countedUnits(rows.slice(0, 2))).size).toBe(0)
  expect((await countedUnits(rows)).size).toBe(40)
})

it('puts counted rows into the index as it puts others', async () => {
  const found = (counted: Awaited<ReturnType<typeof countedUnits>>) => {
    const index = new TeamIndex()
    index.put([long, short], counted)
    return index.lexical.search('ferry pier sail', { limit: 5, collapse: 'none' })
  }
  expect(found(await countedUnits([long, short]))).toEqual(found(new Map()))
  expect(found(new Map())).toHaveLength(5)
})
