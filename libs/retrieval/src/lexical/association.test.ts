import { createIndex } from './create-index.ts'
import type { LexicalIndex, SearchOptions, Unit } from './index-types.ts'

const row = (id: string, name: string, content: string, given: Partial<Unit> = {}): Unit => ({
  id,
  rowId: id,
  fields: { name, content },
  ...given,
})

const filler = Array.from({ length: 30 }, (_, i) => row(`z${i}`, `Filler ${i}`, `Nothing of note, part ${i} of many.`))

const indexOf = (units: readonly Unit[]): LexicalIndex => {
  const index = createIndex({ fields: { name: 2.5, content: 1 } })
  for (const one of [...units, ...filler]) index.upsert(one)
  return index
}

const novel = row('novel', 'Cold Tide', 'Cold Tide is a novel by Marta Velinsky.')
const author = row('author', 'Marta Velinsky', 'She was born and raised in a small town.')
const other = row('other', 'Jan Ostrander', 'He was born and raised in a small town.')
const question = 'Where was the writer of Cold Tide born?'

const ids = (index: LexicalIndex, options: SearchOptions = {}, query = question): string[] =>
  index.search(query, { associated: true, ...options }).map(({ rowId }) => rowId)

const placeOf = (index: LexicalIndex, id: string, options: SearchOptions): number =>
  index.search(question, { limit: 100, ...options }).find(({ rowId }) => rowId === id)!.score

describe('a row that belongs to a better one', () => {
  it('rises when the better one names it', () => {
    const index = indexOf([novel, { ...author, id: 'y', rowId: 'y' }, other])
    expect(ids(index, { associated: undefined })).toEqual(['novel', 'other', 'y'])
    expect(ids(index)).toEqual(['novel', 'y', 'other'])
  })

  it('rises further when it has words of the question that the better one lacks', () => {
    const rich = row('novel', 'Cold Tide', 'Cold Tide, a prize novel by the writer Marta Velinsky, won medals.')
    const asked = 'prize medals writer of Cold Tide born'
    const mention = `Velinsky lived ${'here and there '.repeat(20)}`
    const index = indexOf([rich, row('lacking', 'A', `${mention} born`), row('known', 'B', `${mention} prize`)])
    const gain = (id: string): number => {
      const { score, words } = index.search(asked, { associated: true }).find(({ rowId }) => rowId === id)!
      return score - words
    }
    expect(gain('known')).toBeGreaterThan(0)
    expect(gain('lacking')).toBeGreaterThan(1.5 * gain('known'))
  })

  it('never passes it, and keeps what its own words are worth', () => {
    const index = indexOf([novel, author])
    const [first, second] = index.search(question, { associated: true })
    expect([first!.rowId, second!.rowId]).toEqual(['novel', 'author'])
    expect(second!.score).toBeLessThan(first!.score)
    expect(second!.words).toBe(placeOf(index, 'author', {}))
    expect(first!.words).toBe(first!.score)
  })

  it('is not found when it has none of the words itself', () => {
    const silent = row('silent', 'Marta Velinsky', 'A woman of few words.')
    expect(ids(indexOf([novel, silent]))).toEqual(['novel'])
  })

  it('rises for a relation too, and less for one of many', () => {
    const index = indexOf([novel, other, ...Array.from({ length: 40 }, (_, i) => row(`n${i}`, `N ${i}`, 'Born.'))])
    const place = (count: number) =>
      placeOf(index, 'other', {
        associated: (id) =>
          id === 'novel'
            ? [{ id: 'other', weight: 1 }, ...Array.from({ length: count }, (_, i) => ({ id: `n${i}`, weight: 1 }))]
            : [],
      })
    const alone = place(0)
    expect(alone).toBeGreaterThan(placeOf(index, 'other', {}))
    expect(place(40)).toBeLessThan(alone)
  })

  it('does not rise by a word that many share', () => {
    const sharers = Array.from({ length: 40 }, (_, i) => row(`s${i}`, `S ${i}`, 'By Marta Velinsky.'))
    const index = indexOf([novel, author, ...sharers])
    expect(placeOf(index, 'author', { associated: true })).toBe(placeOf(index, 'author', {}))
  })
})

it('gives every row the same place however many are asked for, and those that are wanted beyond the limit', () => {
  const index = indexOf([novel, author, other])
  const all = index.search(question, { associated: true })
  expect(index.search(question, { associated: true, limit: 1 })).toEqual(all.slice(0, 1))
  const wanted = { associated: true, limit: 1, including: new Set(['other', 'z0', 'unknown']) } as const
  expect(index.search(question, wanted)).toEqual(all.filter(({ rowId }) => rowId !== 'author'))
})

it('is not moved by rows that the caller does not see', () => {
  const mine = { class: 'mine' }
  const units = [novel, author, other, ...filler].map((unit) => ({ ...unit, ...mine }))
  const theirs = Array.from({ length: 50 }, (_, i) =>
    row(`t${i}`, 'Marta Velinsky', 'Born in Cold Tide.', { class: 'theirs' }),
  )
  const options = { associated: true, statisticsOf: ['mine'], filter: (id: string) => !id.startsWith('t') } as const
  const alone = createIndex({ fields: { name: 2.5, content: 1 } })
  for (const unit of units) alone.upsert(unit)
  const crowded = createIndex({ fields: { name: 2.5, content: 1 } })
  for (const unit of [...theirs, ...units]) crowded.upsert(unit)
  expect(crowded.search(question, options)).toEqual(alone.search(question, options))
})

it('tells words apart in a question of any length', () => {
  const long = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')
  const index = indexOf([
    row('a', 'Alpha', `word0 word1 word2 word59 Velinsky`),
    row('b', 'Velinsky', 'word59'),
    row('c', 'Gamma', 'word59'),
  ])
  expect(ids(index, {}, long)).toEqual(['a', 'b', 'c'])
})
