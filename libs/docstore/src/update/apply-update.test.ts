import { Decimal128, Long } from 'bson'
import { parseFilter } from '../query/parse-filter.ts'
import type { Document } from '../values/document.ts'
import { decode, encode } from '../wire/bson.ts'
import { applyUpdate } from './apply-update.ts'
import { updateOperators } from './operators.ts'
import { parseUpdate } from './parse-update.ts'
import { matchedIndexOf } from './positional.ts'
import { upsertedDocument } from './upsert.ts'

const now = new Date('2026-01-02T03:04:05Z')
const updated = (document: Document, update: unknown, options: { query?: Document; arrayFilters?: unknown } = {}) =>
  applyUpdate(copyOf(document), parseUpdate(update, options.arrayFilters), {
    inserting: false,
    matchedIndex: matchedIndexOf(parseFilter(options.query ?? {})),
    now,
  })
const copyOf = (document: Document): Document => decode(encode(document))

describe('applyUpdate', () => {
  it('knows a closed list of operators', () => {
    expect([...Object.keys(updateOperators), '$rename'].sort()).toEqual([
      '$addToSet',
      '$currentDate',
      '$inc',
      '$max',
      '$min',
      '$mul',
      '$pop',
      '$pull',
      '$pullAll',
      '$push',
      '$rename',
      '$set',
      '$setOnInsert',
      '$unset',
    ])
  })

  it.each<[string, Document, unknown, Document]>([
    ['set', { a: 1 }, { $set: { a: 2, 'b.c': 3 } }, { a: 2, b: { c: 3 } }],
    [
      'set in arrays',
      { a: [1, { b: 1 }] },
      { $set: { 'a.0': 5, 'a.1.b': 6, 'a.3': 7 } },
      { a: [5, { b: 6 }, null, 7] },
    ],
    ['set a numeric field of a document', { a: {} }, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
    ['unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': 1, 'x.y': 1 } }, { b: { d: 2 } }],
    ['unset leaves a hole in an array', { a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
    ['unset through a scalar is nothing', { a: 1 }, { $unset: { 'a.b': 1 } }, { a: 1 }],
    ['inc', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
    [
      'inc past 2^53 stays exact',
      { a: Number.MAX_SAFE_INTEGER },
      { $inc: { a: 2 } },
      { a: Long.fromString('9007199254740993') },
    ],
    ['inc back is promoted', { a: Long.fromString('9007199254740993') }, { $inc: { a: -9007199254740990 } }, { a: 3 }],
    ['mul', { a: 3 }, { $mul: { a: 1.5, b: 9 } }, { a: 4.5, b: 0 }],
    [
      'min and max across types',
      { a: 5, b: 5, c: 'x' },
      { $min: { a: 3, c: 1, d: 1 }, $max: { b: 'y' } },
      { a: 3, b: 'y', c: 1, d: 1 },
    ],
    ['min keeps the lesser', { a: 1 }, { $min: { a: 2 } }, { a: 1 }],
    ['push', { a: [1] }, { $push: { a: [2], b: 1 } }, { a: [1, [2]], b: [1] }],
    ['push with clauses', { a: [5, 1] }, { $push: { a: { $each: [4, 2], $sort: -1, $slice: 3 } } }, { a: [5, 4, 2] }],
    ['push the newest', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    ['push at a place', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    [
      'push sorted by field',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }, {}], $sort: { n: 1 } } } },
      { a: [{}, { n: 1 }, { n: 2 }] },
    ],
    [
      'addToSet',
      { a: [1, { x: 1 }] },
      { $addToSet: { a: { $each: [1, { x: 1 }, 2, 2] }, b: 1 } },
      { a: [1, { x: 1 }, 2], b: [1] },
    ],
    ['pull a value', { a: [1, 2, [1], 1] }, { $pull: { a: 1, b: 1 } }, { a: [2, [1]] }],
    ['pull by filter', { a: [{ n: 1, m: 1 }, { n: 2 }, 1] }, { $pull: { a: { n: 1 } } }, { a: [{ n: 2 }, 1] }],
    ['pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    ['pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    ['pop', { a: [1, 2], b: [1, 2] }, { $pop: { a: 1, b: -1, c: 1 } }, { a: [1], b: [2] }],
    ['rename', { a: 1, b: 2 }, { $rename: { a: 'c.d', x: 'y' } }, { b: 2, c: { d: 1 } }],
    ['currentDate', {}, { $currentDate: { a: true, b: { $type: 'date' } } }, { a: now, b: now }],
    ['setOnInsert is nothing to an old document', { a: 1 }, { $setOnInsert: { a: 2 } }, { a: 1 }],
    ['every element', { a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 10 } }, { a: [{ n: 11 }, { n: 12 }] }],
    ['empty modifiers', { a: 1 }, { $set: {} }, { a: 1 }],
    ['replacement', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    [
      'a field called like a method',
      {},
      { $set: { constructor: 1, 'toString.x': 2 } },
      { constructor: 1, toString: { x: 2 } },
    ],
  ])('%s', (_, document, update, expected) => {
    expect(updated(document, update)).toEqual(expected)
  })

  it('addresses elements by array filters', () => {
    const document = {
      a: [
        { n: 1, b: [1, 5] },
        { n: 2, b: [7] },
      ],
    }
    expect(
      updated(document, { $set: { 'a.$[x].b.$[y]': 0 } }, { arrayFilters: [{ 'x.n': 1 }, { y: { $gt: 2 } }] }),
    ).toEqual({
      a: [
        { n: 1, b: [1, 0] },
        { n: 2, b: [7] },
      ],
    })
  })

  it('addresses the matched element by $', () => {
    const document = {
      a: [
        { k: 'x', n: 1 },
        { k: 'y', n: 1 },
      ],
      t: [3, 4],
    }
    expect(updated(document, { $inc: { 'a.$.n': 1 } }, { query: { 'a.k': 'y' } })).toMatchObject({
      a: [{ n: 1 }, { n: 2 }],
    })
    expect(updated(document, { $inc: { 'a.$.n': 1 } }, { query: { a: { $elemMatch: { k: 'x' } } } })).toMatchObject({
      a: [{ n: 2 }, { n: 1 }],
    })
    expect(updated(document, { $set: { 't.$': 9 } }, { query: { t: { $gt: 3 } } })).toMatchObject({ t: [3, 9] })
  })

  it.each<[string, Document, unknown, string, { query?: Document; arrayFilters?: unknown }?]>([
    ['inc of a string', { a: 'x' }, { $inc: { a: 1 } }, 'TypeMismatch'],
    ['inc of null', { a: null }, { $inc: { a: 1 } }, 'TypeMismatch'],
    ['inc by a string', {}, { $inc: { a: 'x' } }, 'TypeMismatch'],
    ['inc past 64 bits', { a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 'BadValue'],
    ['mul of a date', { a: now }, { $mul: { a: 2 } }, 'TypeMismatch'],
    ['push on a non-array', { a: 1 }, { $push: { a: 1 } }, 'BadValue'],
    ['push with an unknown clause', {}, { $push: { a: { $each: [1], $what: 1 } } }, 'BadValue'],
    ['push with a bad $each', {}, { $push: { a: { $each: 1 } } }, 'BadValue'],
    ['push with a bad $slice', {}, { $push: { a: { $each: [1], $slice: 1.5 } } }, 'BadValue'],
    ['addToSet on a non-array', { a: 'x' }, { $addToSet: { a: 1 } }, 'BadValue'],
    ['pull on a non-array', { a: 'x' }, { $pull: { a: 1 } }, 'BadValue'],
    ['pullAll without an array', { a: [1] }, { $pullAll: { a: 1 } }, 'BadValue'],
    ['pop on a non-array', { a: 1 }, { $pop: { a: 1 } }, 'TypeMismatch'],
    ['pop by two', { a: [1] }, { $pop: { a: 2 } }, 'FailedToParse'],
    ['set under a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 'PathNotViable'],
    ['set under null', { a: null }, { $set: { 'a.b': 1 } }, 'PathNotViable'],
    ['set a name in an array', { a: [1] }, { $set: { 'a.b': 1 } }, 'PathNotViable'],
    ['set far past an array', { a: [] }, { $set: { 'a.9999999': 1 } }, 'BadValue'],
    ['change of _id', { _id: 1 }, { $set: { _id: 2 } }, 'ImmutableField'],
    ['change inside _id', { _id: { a: 1 } }, { $set: { '_id.a': 2 } }, 'ImmutableField'],
    ['unset of _id', { _id: 1 }, { $unset: { _id: 1 } }, 'ImmutableField'],
    ['replacement with another _id', { _id: 1 }, { _id: 2 }, 'ImmutableField'],
    ['one path twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 'ConflictingUpdateOperators'],
    ['a path and its child', {}, { $set: { a: 1, 'a.b': 1 } }, 'ConflictingUpdateOperators'],
    ['a child and its path', {}, { $set: { 'a.b': 1 }, $unset: { a: 1 } }, 'ConflictingUpdateOperators'],
    ['rename onto a set path', {}, { $set: { b: 1 }, $rename: { a: 'b' } }, 'ConflictingUpdateOperators'],
    ['all elements and one', { a: [{ b: 1 }] }, { $set: { 'a.$[].b': 1, 'a.0.b': 2 } }, 'ConflictingUpdateOperators'],
    ['rename onto itself', {}, { $rename: { a: 'a' } }, 'BadValue'],
    ['rename from an array', { a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 'BadValue'],
    ['unknown modifier', {}, { $bit: { a: { and: 1 } } }, 'FailedToParse'],
    ['modifier and field', {}, { $set: { a: 1 }, b: 1 }, 'FailedToParse'],
    ['modifier without fields', {}, { $set: 1 }, 'FailedToParse'],
    ['pipeline', {}, [{ $set: { a: 1 } }], 'FailedToParse'],
    ['empty name', {}, { $set: { 'a..b': 1 } }, 'EmptyFieldName'],
    ['dollar name', {}, { $set: { $a: 1 } }, 'DollarPrefixedFieldName'],
    ['prototype', {}, { $set: { '__proto__.x': 1 } }, 'BadValue'],
    ['decimal', {}, { $set: { a: Decimal128.fromString('1') } }, 'BadValue'],
    ['timestamp', {}, { $currentDate: { a: { $type: 'timestamp' } } }, 'BadValue'],
    ['$ without a query on the array', { a: [1] }, { $set: { 'a.$': 1 } }, 'BadValue', { query: { b: 1 } }],
    [
      '$ with two candidates',
      { a: [1, 2] },
      { $set: { 'a.$': 1 } },
      'BadValue',
      { query: { $and: [{ a: 1 }, { a: 2 }] } },
    ],
    ['$[] on what is missing', {}, { $set: { 'a.$[]': 1 } }, 'BadValue'],
    ['$[] on a scalar', { a: 1 }, { $set: { 'a.$[]': 1 } }, 'BadValue'],
    ['no array filter', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 'BadValue'],
    ['unused array filter', {}, { $set: { a: 1 } }, 'FailedToParse', { arrayFilters: [{ x: 1 }] }],
    ['array filter of two names', {}, { $set: { 'a.$[x]': 1 } }, 'FailedToParse', { arrayFilters: [{ x: 1, y: 1 }] }],
  ])('refuses %s', (...[, document, update, codeName, options]) => {
    expect(() => updated(document, update, options)).toThrow(expect.objectContaining({ codeName }))
  })
})

describe('upsertedDocument', () => {
  const upserted = (query: Document, update: unknown) =>
    upsertedDocument(parseFilter(query), parseUpdate(update, undefined), now)

  it('starts from what the query pins and applies $setOnInsert', () => {
    expect(
      upserted(
        { _id: 'x', 'a.b': 1, n: { $gt: 5 }, $and: [{ c: { $eq: 2 } }] },
        { $setOnInsert: { d: 3 }, $inc: { n: 1 } },
      ),
    ).toEqual({
      _id: 'x',
      a: { b: 1 },
      c: 2,
      d: 3,
      n: 1,
    })
  })

  it('puts _id first and makes one when there is none', () => {
    expect(Object.keys(upserted({ a: 1 }, { $set: { b: 1 } }))).toEqual(['_id', 'a', 'b'])
    expect(Object.keys(upserted({ a: 1 }, { $set: { _id: 5 } }))[0]).toBe('_id')
  })

  it('takes only _id from the query of a replacement', () => {
    expect(upserted({ _id: 1, a: 1 }, { b: 2 })).toEqual({ _id: 1, b: 2 })
  })

  it.each<[Document, unknown, string]>([
    [{ $and: [{ a: 1 }, { 'a.b': 2 }] }, { $set: { c: 1 } }, 'NotSingleValueField'],
    [{ _id: 1 }, { $set: { _id: 2 } }, 'ImmutableField'],
    [{ a: 1 }, { $set: { 'a.b': 2 } }, 'PathNotViable'],
    [{ a: 1 }, { $set: { 'b.$': 2 } }, 'BadValue'],
  ])('refuses %j with %j', (query, update, codeName) => {
    expect(() => upserted(query, update)).toThrow(expect.objectContaining({ codeName }))
  })
})
