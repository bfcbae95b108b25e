import fc from 'fast-check'
import { createKeyIndex } from './create-key-index.ts'

const index = (rows: Record<string, string[]>) => {
  const keys = createKeyIndex()
  for (const [id, own] of Object.entries(rows)) keys.put(id, own)
  return keys
}

describe('lookup', () => {
  it.each([
    ['a flag anywhere', 'what does --max-sections do', ['flag']],
    ['an error string, whatever its case', 'I got: project access DENIED.', ['error']],
    ['an id', 'see decision_0a1b2c for why', ['id']],
    ['a plain word only in quotes', 'the "ferry" project', ['word']],
    ['or as the whole text', 'Ferry', ['word']],
  ])('finds %s', (_, text, found) => {
    const keys = index({
      flag: ['--max-sections'],
      error: ['Project access denied'],
      id: ['decision_0a1b2c'],
      word: ['ferry'],
      other: ['unrelated words here'],
    })
    expect(keys.lookup(text)).toEqual(found)
  })

  it('does not take a common word for a key', () =>
    expect(index({ word: ['ferry'], stop: ['of the'] }).lookup('the ferry of the north')).toEqual([]))

  it('gives the longest key first, then by id', () => {
    const keys = index({ b: ['queue design'], a: ['queue design'], c: ['ferry queue design'] })
    expect(keys.lookup('the ferry queue design')).toEqual(['c', 'a', 'b'])
    expect(keys.lookup('the ferry queue design', { limit: 2, filter: (id) => id !== 'c' })).toEqual(['a', 'b'])
  })

  it('forgets the old keys of a row', () => {
    const keys = index({ a: ['first key'] })
    keys.put('a', ['second key'])
    expect([keys.lookup('first key'), keys.lookup('second key')]).toEqual([[], ['a']])
    expect([keys.remove('a'), keys.remove('a'), keys.rowCount]).toEqual([true, false, 0])
  })

  it('answers as one made afresh, whatever was put before', () => {
    const key = fc.constantFrom('ferry queue', 'tide table', '--flag', 'id_1', 'x-y')
    const put = fc.record({ id: fc.constantFrom('a', 'b', 'c'), keys: fc.array(key, { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(put), (puts) => {
        const used = createKeyIndex()
        for (const { id, keys } of puts) used.put(id, keys)
        const fresh = index(Object.fromEntries(puts.map(({ id, keys }) => [id, keys])))
        const text = 'ferry queue and tide table with --flag of id_1, x-y'
        expect(used.lookup(text)).toEqual(fresh.lookup(text))
        expect(used.rowCount).toBe(fresh.rowCount)
      }),
    )
  })

  it.each(['(', '.', '“', '«', "'"])('takes time with the length of a run of %s', (mark) => {
    const text = `“a${mark.repeat(400_000)}x “the ferry queue”`
    expect(index({ a: ['ferry queue'], b: [text] }).lookup(text)).toContain('a')
  })
})
