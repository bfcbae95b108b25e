import { BSONRegExp, Long, ObjectId } from 'bson'
import fc from 'fast-check'
import { Query } from 'mingo'
import type { Document } from '../values/document.ts'
import { compileFilter } from './match.ts'
import { parseFilter } from './parse-filter.ts'

const matches = (filter: Document, document: Document) => compileFilter(parseFilter(filter))(document)
const id = new ObjectId()

describe('compileFilter', () => {
  it.each<[Document, Document, boolean]>([
    // equality, null and missing
    [{ a: 1 }, { a: 1 }, true],
    [{ a: 1 }, { a: '1' }, false],
    [{ a: 1 }, { a: Long.fromNumber(1) }, true],
    [{ a: null }, {}, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, { a: 0 }, false],
    [{ a: null }, { a: [] }, false],
    [{ a: null }, { a: [null] }, true],
    [{ a: { $ne: null } }, {}, false],
    [{ a: { $eq: new ObjectId(id) } }, { a: id }, true],
    [{ a: new Date(5) }, { a: new Date(5) }, true],
    [{ a: new Date(5) }, { a: 5 }, false],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, false],
    [{ constructor: null }, {}, true],
    [{ toString: { $exists: true } }, {}, false],
    // arrays
    [{ a: 2 }, { a: [1, 2] }, true],
    [{ a: [1, 2] }, { a: [1, 2] }, true],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: [1, 2] }, { a: [[1, 2], 3] }, true],
    [{ a: 1 }, { a: [[1]] }, false],
    [{ 'a.b': 1 }, { a: [{ b: 0 }, { b: 1 }] }, true],
    [{ 'a.b': 1 }, { a: [{ b: [0, 1] }] }, true],
    [{ 'a.0': 1 }, { a: [1, 2] }, true],
    [{ 'a.1.b': 1 }, { a: [{ b: 0 }, { b: 1 }] }, true],
    [{ 'a.0': 1 }, { a: { 0: 1 } }, true],
    [{ 'a.b': null }, { a: 5 }, true],
    [{ 'a.b': null }, { a: [] }, false],
    [{ 'a.b': null }, { a: [1] }, false],
    [{ 'a.b': null }, { a: [{ b: 1 }, {}] }, true],
    [{ 'a.b': { $exists: true } }, { a: [{ b: null }] }, true],
    // ranges stay in their type
    [{ a: { $gt: 1 } }, { a: '2' }, false],
    [{ a: { $gt: 1 } }, { a: 2 }, true],
    [{ a: { $gt: 1 } }, { a: Long.fromString('9007199254740993') }, true],
    [{ a: { $lt: Long.fromString('9007199254740993') } }, { a: 2 ** 53 }, true],
    [{ a: { $gt: Long.fromString('9007199254740993') } }, { a: 2 ** 53 }, false],
    [{ a: { $lt: 5 } }, {}, false],
    [{ a: { $lt: 5 } }, { a: null }, false],
    [{ a: { $gte: null } }, {}, true],
    [{ a: { $gt: null } }, { a: null }, false],
    [{ a: { $lt: 1 } }, { a: NaN }, false],
    [{ a: { $gte: NaN } }, { a: NaN }, true],
    [{ a: { $gt: 2, $lt: 2 } }, { a: [1, 3] }, true],
    [{ a: { $gt: new Date(1) } }, { a: new Date(2) }, true],
    [{ a: { $gt: 'a' } }, { a: 'b' }, true],
    [{ a: { $gte: false } }, { a: true }, true],
    // the rest of the list
    [{ a: { $in: [1, null] } }, {}, true],
    [{ a: { $in: [1, new BSONRegExp('^x')] } }, { a: 'xy' }, true],
    [{ a: { $in: [] } }, { a: 1 }, false],
    [{ a: { $in: [[1]] } }, { a: [1] }, true],
    [{ a: { $nin: [1] } }, { a: [1, 2] }, false],
    [{ a: { $nin: [1] } }, {}, true],
    [{ a: { $ne: 1 } }, { a: [1, 2] }, false],
    [{ a: { $not: { $gt: 1 } } }, {}, true],
    [{ a: { $not: new BSONRegExp('x') } }, { a: 'y' }, true],
    [{ a: { $exists: true } }, { a: null }, true],
    [{ a: { $exists: false } }, { a: null }, false],
    [{ a: { $exists: 0 } }, {}, true],
    [{ a: { $size: 2 } }, { a: [1, 2] }, true],
    [{ 'a.b': { $size: 2 } }, { a: [{ b: [1] }, { b: [2] }] }, false],
    [{ a: { $size: 1 } }, { a: 1 }, false],
    [{ a: { $all: [1, 2] } }, { a: [2, 1, 3] }, true],
    [{ a: { $all: [1] } }, { a: 1 }, true],
    [{ a: { $all: [] } }, { a: [] }, false],
    [{ a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } }, { a: [{ b: 1 }, { b: 2 }] }, true],
    [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1, c: 2 }] }, true],
    [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { c: 2 }] }, false],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 2] }, true],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 5] }, false],
    [{ a: { $elemMatch: { $gt: 1 } } }, { a: 2 }, false],
    [{ a: { $elemMatch: { $or: [{ b: 1 }, { b: 2 }] } } }, { a: [{ b: 2 }] }, true],
    [{ a: { $type: 'number' } }, { a: ['x', 1] }, true],
    [{ a: { $type: ['null', 'date'] } }, { a: null }, true],
    [{ a: { $type: 'null' } }, {}, false],
    [{ a: { $type: 'array' } }, { a: [1] }, true],
    [{ a: { $mod: [4, 1] } }, { a: 9 }, true],
    [{ a: { $mod: [4, 0] } }, { a: -4 }, true],
    [{ a: { $mod: [4, 1] } }, { a: 'x' }, false],
    [{ a: { $regex: '^ab', $options: 'i' } }, { a: 'ABC' }, true],
    [{ a: new BSONRegExp('b') }, { a: ['x', 'abc'] }, true],
    [{ a: { $regex: '^.$' } }, { a: '😀' }, true],
    [{ a: { $regex: '1' } }, { a: 1 }, false],
    [{ a: new BSONRegExp('a/b', 'i') }, { a: new BSONRegExp('a/b', 'i') }, true],
    [{ a: new BSONRegExp('a/b', 'i') }, { a: new BSONRegExp('a/b') }, false],
    [{ $or: [{ a: 1 }, { b: 1 }] }, { b: 1 }, true],
    [{ $nor: [{ a: 1 }, { b: 1 }] }, { b: 1 }, false],
    [{ $and: [{ a: { $gt: 0 } }, { a: { $lt: 2 } }], b: 1 }, { a: 1, b: 1 }, true],
    [{}, {}, true],
  ])('%j on %j is %s', (filter, document, expected) => {
    expect(matches(filter, document)).toBe(expected)
  })

  it('agrees with mingo on flat documents without arrays, null and mixed types', () => {
    const field = fc.constantFrom('a', 'b', 'c')
    const number = fc.integer({ min: -3, max: 3 })
    const comparison = fc.record({ op: fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), value: number })
    const test = fc.oneof(
      number,
      comparison.map(({ op, value }) => ({ [op]: value })),
      fc.array(number, { minLength: 1 }).map((values) => ({ $in: values })),
      fc.boolean().map((wanted) => ({ $exists: wanted })),
      comparison.map(({ op, value }) => ({ $not: { [op]: value } })),
    )
    const flat = fc.dictionary(field, test, { minKeys: 1, noNullPrototype: true })
    const filters = fc.oneof(
      flat,
      fc
        .record({ op: fc.constantFrom('$and', '$or', '$nor'), of: fc.array(flat, { minLength: 1, maxLength: 3 }) })
        .map(({ op, of }) => ({ [op]: of })),
    )
    fc.assert(
      fc.property(filters, fc.dictionary(field, number, { noNullPrototype: true }), (filter, document) => {
        expect(matches(filter as Document, document)).toBe(new Query(filter as Document).test(document))
      }),
      { numRuns: 500 },
    )
  })
})
