import { Binary, BSONRegExp, Decimal128, Long, ObjectId, Timestamp } from 'bson'
import fc from 'fast-check'
import { compareValues } from './compare.ts'
import { emptyArray, encodeTuple, encodeValue, prefixEnd } from './encode-key.ts'

const long = (text: string) => Long.fromString(text)

/** MongoDB's documented order of types, with the corners of each. */
const ascending: unknown[] = [
  null,
  NaN,
  -Infinity,
  long('-9223372036854775808'),
  -(2 ** 53) - 2,
  -1.5,
  -1,
  -Number.MIN_VALUE,
  0,
  Number.MIN_VALUE,
  1,
  1.5,
  2 ** 53,
  long('9007199254740993'),
  2 ** 53 + 2,
  long('9223372036854774784'),
  long('9223372036854774785'),
  long('9223372036854775807'),
  2 ** 63,
  Infinity,
  '',
  '\0',
  '\0\0',
  '\0a',
  'a',
  'a\0',
  'a\0b',
  'ab',
  'b',
  'é',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  {},
  { a: null },
  { a: 1 },
  { a: 1, b: 0 },
  { a: 2 },
  { b: 1 },
  { a: 'x' },
  [],
  [null],
  [1],
  [1, 2],
  [2],
  new Binary(Buffer.from([])),
  new Binary(Buffer.from([9])),
  new Binary(Buffer.from([1, 1])),
  new Binary(Buffer.from([1, 1]), 5),
  new Binary(Buffer.from([1, 2]), 5),
  new ObjectId('000000000000000000000001'),
  new ObjectId('0000000000000000000000ff'),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Date(1_700_000_000_000),
  new Timestamp({ t: 1, i: 2 }),
  new Timestamp({ t: 2, i: 1 }),
  new BSONRegExp('a', ''),
  new BSONRegExp('a', 'i'),
  new BSONRegExp('b', ''),
]

const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

describe('encodeValue', () => {
  it('orders every pair of the list as MongoDB does', () => {
    for (const [i, low] of ascending.entries()) {
      for (const high of ascending.slice(i + 1)) {
        expect([low, high, Buffer.compare(encodeValue(low), encodeValue(high))]).toEqual([low, high, -1])
        expect([low, high, Math.sign(compareValues(low, high))]).toEqual([low, high, -1])
      }
    }
  })

  it('takes a number for equal whatever its width', () => {
    expect(encodeValue(Long.fromNumber(5))).toEqual(encodeValue(5))
    expect(encodeValue(-0)).toEqual(encodeValue(0))
  })

  it('agrees with compareValues and is antisymmetric for arbitrary values', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const order = Buffer.compare(encodeValue(a), encodeValue(b))
        expect(Math.sign(compareValues(a, b))).toBe(order)
        expect(Math.sign(compareValues(b, a)) + order).toBe(0)
      }),
    )
  })

  it('never makes one value the prefix of another', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const [x, y] = [encodeValue(a), encodeValue(b)]
        if (!x.equals(y)) expect(x.subarray(0, y.length).equals(y)).toBe(false)
      }),
    )
  })

  it('refuses what has no place in the order, and is usable afterwards', () => {
    expect(() => encodeValue({ a: [Decimal128.fromString('1')] })).toThrow(/cannot be compared/)
    expect(encodeValue(1)).toHaveLength(11)
  })
})

describe('encodeTuple', () => {
  it('orders field by field, inverted where the direction is', () => {
    const key = (a: unknown, b: unknown) => encodeTuple([a, b], [1, -1])
    const sorted = [key(1, 'b'), key(1, 'ab'), key(1, 'a\0'), key(1, 'a'), key(1, null), key(2, 'z'), key('', 0)]
    expect([...sorted].sort(Buffer.compare)).toEqual(sorted)
  })

  it('puts an empty array below null', () => {
    expect(Buffer.compare(encodeTuple([emptyArray], [1]), encodeTuple([null], [1]))).toBe(-1)
  })

  it('makes prefixes whose range holds exactly their extensions', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, fc.constantFrom(1 as const, -1 as const), (a, b, other, direction) => {
        const prefix = encodeTuple([a], [direction])
        const inside = (key: Buffer) => Buffer.compare(key, prefix) >= 0 && Buffer.compare(key, prefixEnd(prefix)) < 0
        expect(inside(encodeTuple([a, b], [direction, 1]))).toBe(true)
        expect(inside(encodeTuple([other, b], [direction, 1]))).toBe(compareValues(a, other) === 0)
      }),
    )
  })
})
