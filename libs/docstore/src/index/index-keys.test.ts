import type { Document } from '../values/document.ts'
import { emptyArray, encodeTuple } from '../values/encode-key.ts'
import { indexEntries, keyTuples, sortKey } from './index-keys.ts'
import { parseIndex } from './parse-index.ts'

const index = (key: Document, options: Document = {}) => parseIndex({ key, name: 'i', ...options })
const valuesOf = (document: Document, key: Document, options: Document = {}) =>
  indexEntries(document, index(key, options)).map(({ values }) => values)

describe('keyTuples', () => {
  it.each<[Document, string[], unknown[][]]>([
    [{ a: 1 }, ['a'], [[1]]],
    [{}, ['a'], [[undefined]]],
    [{ a: 1 }, ['a.b'], [[undefined]]],
    [{ a: { b: 1 }, c: 2 }, ['a.b', 'c'], [[1, 2]]],
    [{ a: [1, 2] }, ['a'], [[1], [2]]],
    [{ a: [] }, ['a'], [[emptyArray]]],
    [{ a: [] }, ['a.b'], [[undefined]]],
    [{ a: [[1, 2], 3] }, ['a'], [[[1, 2]], [3]]],
    [{ a: [{ b: 1 }, { b: 2 }, {}] }, ['a.b'], [[1], [2], [undefined]]],
    [
      { a: [{ b: 1, c: 2 }, { b: 3 }] },
      ['a.b', 'a.c'],
      [
        [1, 2],
        [3, undefined],
      ],
    ],
    [
      { a: [{ b: [1, 2] }, { b: 3 }], c: 0 },
      ['c', 'a.b'],
      [
        [0, 1],
        [0, 2],
        [0, 3],
      ],
    ],
    [{ constructor: 1 }, ['toString'], [[undefined]]],
  ])('%j on %j', (document, paths, tuples) => {
    expect(keyTuples(document, paths)).toEqual(tuples)
  })

  it('refuses two arrays', () => {
    expect(() => keyTuples({ a: [1], b: [2] }, ['a', 'b'])).toThrow('cannot index parallel arrays [a] [b]')
  })
})

describe('indexEntries', () => {
  it('names a value once', () => {
    expect(valuesOf({ a: [1, 1, 2] }, { a: 1 })).toEqual([[1], [2]])
  })

  it('leaves out of a sparse index what has none of its fields', () => {
    expect(valuesOf({ c: 1 }, { a: 1, b: 1 }, { sparse: true })).toEqual([])
    expect(valuesOf({ a: null }, { a: 1, b: 1 }, { sparse: true })).toEqual([[null, undefined]])
    expect(valuesOf({ c: 1 }, { a: 1 })).toEqual([[undefined]])
  })

  it('leaves out of a partial index what its filter does not pass', () => {
    const options = { partialFilterExpression: { live: true } }
    expect(valuesOf({ a: 1, live: false }, { a: 1 }, options)).toEqual([])
    expect(valuesOf({ a: 1, live: true }, { a: 1 }, options)).toEqual([[1]])
  })
})

describe('sortKey', () => {
  it('takes the least element ascending and the greatest descending', () => {
    expect(sortKey({ a: [3, 1, 2] }, ['a'], [1])).toEqual(encodeTuple([1], [1]))
    expect(sortKey({ a: [3, 1, 2] }, ['a'], [-1])).toEqual(encodeTuple([3], [-1]))
  })
})

describe('parseIndex', () => {
  it.each<[Document, string]>([
    [{ key: {}, name: 'i' }, 'CannotCreateIndex'],
    [{ key: { a: 'text' }, name: 'i' }, 'CannotCreateIndex'],
    [{ key: { a: 2 }, name: 'i' }, 'CannotCreateIndex'],
    [{ key: { 'a..b': 1 }, name: 'i' }, 'CannotCreateIndex'],
    [{ key: { 'a.0': 1 }, name: 'i' }, 'CannotCreateIndex'],
    [{ key: { a: 1 }, name: 'i', sparse: true, partialFilterExpression: { a: 1 } }, 'CannotCreateIndex'],
    [{ key: { a: 1 }, name: 'i', partialFilterExpression: { a: { $ne: 1 } } }, 'CannotCreateIndex'],
    [{ key: { a: 1, b: 1 }, name: 'i', expireAfterSeconds: 1 }, 'CannotCreateIndex'],
    [{ key: { a: 1 }, name: 'i', collation: { locale: 'de' } }, 'InvalidIndexSpecificationOption'],
    [{ key: { a: 1 }, name: 'i', hidden: true }, 'InvalidIndexSpecificationOption'],
    [{ key: { a: 1 } }, 'FailedToParse'],
  ])('refuses %j with %s', (spec, codeName) => {
    expect(() => parseIndex(spec)).toThrow(expect.objectContaining({ codeName }))
  })
})
