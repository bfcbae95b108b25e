import { BSONRegExp, Decimal128, MinKey } from 'bson'
import type { Document } from '../values/document.ts'
import { filterOperators, parseFilter } from './parse-filter.ts'

describe('parseFilter', () => {
  it('knows a closed list of operators', () => {
    expect([...filterOperators].sort()).toEqual([
      '$all',
      '$and',
      '$comment',
      '$elemMatch',
      '$eq',
      '$exists',
      '$gt',
      '$gte',
      '$in',
      '$lt',
      '$lte',
      '$mod',
      '$ne',
      '$nin',
      '$nor',
      '$not',
      '$options',
      '$or',
      '$regex',
      '$size',
      '$type',
    ])
  })

  it.each<[Document, string, RegExp | string]>([
    [{ $where: 'true' }, 'BadValue', 'unknown top level operator: $where'],
    [{ $expr: { $eq: [1, 1] } }, 'BadValue', 'unknown top level operator: $expr'],
    [{ $text: { $search: 'a' } }, 'BadValue', 'unknown top level operator: $text'],
    [{ $constructor: 1 }, 'BadValue', 'unknown top level operator: $constructor'],
    [{ a: { $near: [0, 0] } }, 'BadValue', 'unknown operator: $near'],
    [{ a: { $toString: 1 } }, 'BadValue', 'unknown operator: $toString'],
    [{ a: { $gt: 1, b: 2 } }, 'BadValue', 'unknown operator: b'],
    [{ a: { $in: 1 } }, 'BadValue', '$in needs an array'],
    [{ a: { $in: [{ $gt: 1 }] } }, 'BadValue', 'cannot nest $ under $in'],
    [{ a: { $all: 1 } }, 'BadValue', '$all needs an array'],
    [{ a: { $not: 1 } }, 'BadValue', '$not needs a regex or a document'],
    [{ a: { $not: {} } }, 'BadValue', '$not cannot be empty'],
    [{ a: { $size: 1.5 } }, 'BadValue', /Expected an integer/],
    [{ a: { $size: -1 } }, 'BadValue', /non-negative/],
    [{ a: { $size: 'x' } }, 'BadValue', /Expected a number/],
    [{ a: { $mod: [0, 1] } }, 'BadValue', 'divisor cannot be 0'],
    [{ a: { $type: 'int' } }, 'BadValue', /Unknown type name alias: int/],
    [{ a: { $type: 'nonsense' } }, 'BadValue', /Unknown type name alias/],
    [{ a: { $elemMatch: 1 } }, 'BadValue', '$elemMatch needs an Object'],
    [{ a: { $regex: 5 } }, 'BadValue', '$regex has to be a string'],
    [{ a: { $regex: '(' } }, 'Location51091', /Regular expression is invalid/],
    [{ a: { $regex: 'a', $options: 'x' } }, 'Location51108', 'invalid flag in regex options: x'],
    [{ a: { $options: 'i' } }, 'BadValue', '$options needs a $regex'],
    [{ a: { $gt: new BSONRegExp('a') } }, 'BadValue', /Can't have RegEx/],
    [{ $or: [] }, 'BadValue', '$and/$or/$nor must be a nonempty array'],
    [{ $and: [1] }, 'BadValue', '$or/$and/$nor entries need to be full objects'],
    [{ $nor: {} }, 'BadValue', '$nor must be an array'],
    [{ a: Decimal128.fromString('1') }, 'BadValue', /Decimal128/],
    [{ a: { $gt: new MinKey() } }, 'BadValue', /MinKey/],
  ])('refuses %j with %s', (filter, codeName, message) => {
    expect(() => parseFilter(filter)).toThrow(
      expect.objectContaining({
        codeName,
        message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      }),
    )
  })

  it('refuses a filter nested without end', () => {
    let filter: Document = { a: 1 }
    for (let i = 0; i < 200; i++) filter = { $and: [filter] }
    expect(() => parseFilter(filter)).toThrow(/nested/)
  })
})
