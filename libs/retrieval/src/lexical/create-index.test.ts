import fc from 'fast-check'
import { createIndex } from './create-index.ts'
import type { LexicalIndex, Unit } from './index-types.ts'
import { termCounts } from './term-counts.ts'

const fields = { name: 2, content: 1 }
const unit = (id: string, content: string, given: Partial<Unit> = {}): Unit => ({
  id,
  rowId: id,
  fields: { content },
  ...given,
})

const indexOf = (units: readonly Unit[]): LexicalIndex => {
  const index = createIndex({ fields })
  for (const one of units) index.upsert(one)
  return index
}

const ids = (index: LexicalIndex, query: string, options = {}): string[] =>
  index.search(query, options).map(({ rowId }) => rowId)

it('takes a text whose terms were counted before as it takes the text', () => {
  const texts = [
    'The ferry crosses, and the ferry returns.',
    'A ferry that is late',
    'Harbour masters wait for a ferry',
  ]
  const given = (counted: boolean) =>
    indexOf(
      texts.map((text, i) =>
        unit(`row_${i}`, '', { fields: { name: 'Ferry', content: counted ? termCounts(text) : text } }),
      ),
    )
  const found = (counted: boolean) => given(counted).search('ferry harbour late', { limit: 3 })
  expect(found(true)).toEqual(found(false))
  expect(found(true)).toHaveLength(3)
})

describe('ranking', () => {
  it('puts the row with the rarer term first', () => {
    const index = indexOf([unit('a', 'queue queue'), unit('b', 'ferry'), unit('c', 'queue'), unit('d', 'queue')])
    expect(ids(index, 'queue ferry')[0]).toBe('b')
  })

  it('weighs fields by their boosts', () => {
    const index = indexOf([
      unit('body', '', { fields: { name: 'other', content: 'ferry' } }),
      unit('name', '', { fields: { name: 'ferry', content: 'other' } }),
    ])
    expect(ids(index, 'ferry')).toEqual(['name', 'body'])
  })

  it('favours the shorter of two texts that say it once', () => {
    const index = indexOf([unit('long', `ferry ${'word '.repeat(50)}`), unit('short', 'ferry crosses')])
    expect(ids(index, 'ferry')).toEqual(['short', 'long'])
  })

  it('breaks ties by id', () => {
    expect(ids(indexOf([unit('b', 'tide'), unit('a', 'tide'), unit('c', 'tide')]), 'tide')).toEqual(['a', 'b', 'c'])
  })

  it('scores as the formula says', () => {
    const index = createIndex({ fields: { content: 1 }, k1: 1.2, b: 0.75 })
    for (const one of [unit('a', 'ferry ferry tide'), unit('b', 'tide')]) index.upsert(one)
    const idf = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    const weight = 2 / (1 - 0.75 + 0.75 * (3 / 2))
    const [hit] = index.search('ferry')
    expect(hit!.score).toBeCloseTo((idf * weight * 2.2) / (weight + 1.2), 12)
    expect(index.inverseDocumentFrequency('ferri')).toBeCloseTo(idf, 12)
  })

  it('counts a term by its weight, and not at all at zero', () => {
    const index = indexOf([unit('a', 'ferry'), unit('b', 'queue')])
    expect(
      index
        .search(
          new Map([
            ['ferri', 1],
            ['queue', 2],
          ]),
        )
        .map(({ rowId }) => rowId),
    ).toEqual(['b', 'a'])
    expect(index.search(new Map([['ferri', 0]]))).toEqual([])
  })
})

describe('rows and units', () => {
  const passages = ['ferry here', 'ferry ferry there', 'nothing'].map((text, i) =>
    unit(`doc/${i}`, text, { rowId: 'doc' }),
  )

  it('gives a row by its best unit, or every unit', () => {
    const index = indexOf(passages)
    expect(index.search('ferry').map(({ unitId }) => unitId)).toEqual(['doc/1'])
    expect(index.search('ferry', { collapse: 'none' }).map(({ unitId }) => unitId)).toEqual(['doc/1', 'doc/0'])
  })

  it('removes a row with all its units', () => {
    const index = indexOf([...passages, unit('other', 'ferry')])
    expect(index.removeRow('doc')).toBe(3)
    expect(ids(index, 'ferry')).toEqual(['other'])
    expect([index.unitCount, index.rowCount]).toEqual([1, 1])
  })

  it('asks the filter once per row and shows nothing it refuses', () => {
    const asked: string[] = []
    const index = indexOf([...passages, unit('other', 'ferry')])
    const filter = (id: string, row: number): boolean => {
      asked.push(id)
      expect(row).toBe(index.numberOf(id))
      return id === 'other'
    }
    expect(ids(index, 'ferry here there', { filter })).toEqual(['other'])
    expect(asked.sort()).toEqual(['doc', 'other'])
  })

  it('takes statistics over the classes it is told, so that others change no score', () => {
    const mine = [unit('a', 'ferry tide', { class: 'mine' }), unit('b', 'tide', { class: 'mine' })]
    const options = { statisticsOf: ['mine'], filter: (id: string) => id !== 'c' && id !== 'd' }
    const alone = indexOf(mine).search('ferry tide', options)
    const crowded = indexOf([
      ...mine,
      unit('c', 'ferry', { class: 'theirs' }),
      unit('d', 'ferry ferry', { class: 'theirs' }),
    ])
    expect(crowded.search('ferry tide', options)).toEqual(alone)
    expect(crowded.inverseDocumentFrequency('ferri', ['mine'])).toBe(indexOf(mine).inverseDocumentFrequency('ferri'))
  })

  it('refuses a field it does not know', () =>
    expect(() => indexOf([unit('a', '', { fields: { unknown: 'x' } })])).toThrow('no field named unknown'))
})

const word = fc.constantFrom('ferry', 'queue', 'tide', 'harbour', 'ferries', 'crew')
const anyUnit = fc.record({
  id: fc.constantFrom('u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'),
  rowId: fc.constantFrom('r0', 'r1', 'r2', 'r3'),
  class: fc.constantFrom('x', 'y'),
  fields: fc.record({
    name: fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
    content: fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  }),
})
const step = fc.oneof(
  fc.record({ do: fc.constant('upsert' as const), unit: anyUnit }),
  fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom('u0', 'u1', 'u2', 'u3', 'u4', 'u5') }),
  fc.record({ do: fc.constant('removeRow' as const), id: fc.constantFrom('r0', 'r1', 'r2') }),
)

describe('history', () => {
  it('leaves no trace: any sequence of changes gives what a fresh index over the survivors gives', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(word, { minLength: 1, maxLength: 3 }), (steps, words) => {
        const index = createIndex({ fields })
        const survivors = new Map<string, Unit>()
        for (const one of steps) {
          if (one.do === 'upsert') {
            index.upsert(one.unit)
            survivors.set(one.unit.id, one.unit)
          } else if (one.do === 'remove') {
            expect(index.remove(one.id)).toBe(survivors.delete(one.id))
          } else {
            const owned = [...survivors.values()].filter(({ rowId }) => rowId === one.id)
            expect(index.removeRow(one.id)).toBe(owned.length)
            for (const { id } of owned) survivors.delete(id)
          }
        }
        const fresh = indexOf([...survivors.values()].reverse())
        const query = words.join(' ')
        for (const collapse of ['row', 'none'] as const)
          for (const statisticsOf of [undefined, ['x']]) {
            const among = new Set(['r0', 'r2', 'missing'])
            const options = { collapse, statisticsOf, limit: 100 }
            expect(index.search(query, { ...options, among })).toEqual(
              fresh.search(query, { ...options, filter: (id) => among.has(id) }),
            )
            for (const associated of [undefined, true] as const)
              expect(index.search(query, { collapse, statisticsOf, associated, limit: 100 })).toEqual(
                fresh.search(query, { collapse, statisticsOf, associated, limit: 100 }),
              )
          }
        expect(index.unitCount).toBe(fresh.unitCount)
        expect(index.rowCount).toBe(fresh.rowCount)
      }),
      { numRuns: 300 },
    )
  })

  it('holds across the clearing of many removed units', () => {
    const index = createIndex({ fields })
    for (let i = 0; i < 4_000; i++) index.upsert(unit(`u${i}`, `ferry number${i} ${i % 2 ? 'tide' : 'crew'}`))
    for (let i = 0; i < 4_000; i++) if (i % 3) index.remove(`u${i}`)
    const kept = Array.from({ length: 4_000 }, (_, i) => i).filter((i) => i % 3 === 0)
    const fresh = indexOf(kept.map((i) => unit(`u${i}`, `ferry number${i} ${i % 2 ? 'tide' : 'crew'}`)))
    expect(index.search('ferry tide', { limit: 50 })).toEqual(fresh.search('ferry tide', { limit: 50 }))
    expect(ids(index, 'number3')).toEqual(['u3'])
    expect(ids(index, 'number4')).toEqual([])
    expect(index.termCount).toBeLessThan(4_000)
  })
})
