import { Long } from 'bson'
import { CommandError } from '../errors.ts'
import { addNumbers, isNumeric, multiplyNumbers, toDouble, type BsonNumber } from '../values/arithmetic.ts'
import { typeName } from '../values/bson-type.ts'
import { compareValues, equalValues } from '../values/compare.ts'

type Argument = () => unknown

interface ExpressionOperator {
  /** Least and most arguments. */
  readonly arity: readonly [number, number]
  /** Arguments are evaluated on demand, so that a branch not taken cannot fail. */
  readonly apply: (args: readonly Argument[]) => unknown
}

const many = Number.POSITIVE_INFINITY
const isNothing = (value: unknown): boolean => value === null || value === undefined

/** False are false, null, missing and zero; everything else is true, also the empty string. */
const isTrue = (value: unknown): boolean =>
  !(value === false || isNothing(value) || value === 0 || (value instanceof Long && value.isZero()))

/** Expressions order all types, and missing below null. */
const order = (a: unknown, b: unknown): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  return compareValues(a, b)
}

const comparing = (holds: (order: number) => unknown): ExpressionOperator => ({
  arity: [2, 2],
  apply: ([a, b]) => holds(Math.sign(order(a!(), b!()))),
})

const numeric = (name: string, value: unknown): BsonNumber => {
  if (isNumeric(value)) return value
  throw new CommandError('TypeMismatch', `${name} only supports numeric types, not ${typeName(value)}`)
}

/** Null or missing anywhere makes the result null, as in MongoDB. */
const nullable =
  (combine: (values: unknown[]) => unknown) =>
  (args: readonly Argument[]): unknown => {
    const values = args.map((arg) => arg())
    return values.some(isNothing) ? null : combine(values)
  }

const subtract = (a: unknown, b: unknown): unknown => {
  if (a instanceof Date)
    return b instanceof Date ? a.getTime() - b.getTime() : new Date(a.getTime() - toDouble(numeric('$subtract', b)))
  return addNumbers(numeric('$subtract', a), multiplyNumbers(numeric('$subtract', b), -1))
}

const divide = (a: unknown, b: unknown): number => {
  const divisor = toDouble(numeric('$divide', b))
  if (divisor === 0) throw new CommandError('BadValue', "can't $divide by zero")
  return toDouble(numeric('$divide', a)) / divisor
}

const add = (values: unknown[]): unknown => {
  const dates = values.filter((value) => value instanceof Date)
  if (dates.length > 1) throw new CommandError('TypeMismatch', 'only one date allowed in an $add expression')
  const sum = values
    .filter((value) => !(value instanceof Date))
    .reduce<BsonNumber>((total, value) => addNumbers(total, numeric('$add', value)), 0)
  return dates[0] ? new Date(dates[0].getTime() + toDouble(sum)) : sum
}

const arrayElemAt = ([array, index]: unknown[]): unknown => {
  if (!Array.isArray(array))
    throw new CommandError('Location28689', `$arrayElemAt's first argument must be an array, but is ${typeName(array)}`)
  if (!Number.isInteger(index))
    throw new CommandError('Location28690', `$arrayElemAt's second argument must be a whole number`)
  return array.at(index as number) as unknown
}

const concat = (values: unknown[]): string =>
  values
    .map((value) => {
      if (typeof value === 'string') return value
      throw new CommandError('Location16702', `$concat only supports strings, not ${typeName(value)}`)
    })
    .join('')

/** The closed list, besides `$literal`. */
export const expressionOperators: Readonly<Record<string, ExpressionOperator>> = {
  $eq: comparing((sign) => sign === 0),
  $ne: comparing((sign) => sign !== 0),
  $gt: comparing((sign) => sign > 0),
  $gte: comparing((sign) => sign >= 0),
  $lt: comparing((sign) => sign < 0),
  $lte: comparing((sign) => sign <= 0),
  $cmp: comparing((sign) => sign),
  $and: { arity: [0, many], apply: (args) => args.every((arg) => isTrue(arg())) },
  $or: { arity: [0, many], apply: (args) => args.some((arg) => isTrue(arg())) },
  $not: { arity: [1, 1], apply: ([arg]) => !isTrue(arg!()) },
  $cond: { arity: [3, 3], apply: ([test, then, otherwise]) => (isTrue(test!()) ? then!() : otherwise!()) },
  $ifNull: {
    arity: [2, many],
    apply: (args) => {
      for (const arg of args.slice(0, -1)) {
        const value = arg()
        if (!isNothing(value)) return value
      }
      return args.at(-1)!()
    },
  },
  $add: { arity: [0, many], apply: nullable(add) },
  $multiply: {
    arity: [0, many],
    apply: nullable((values) =>
      values.reduce<BsonNumber>((product, value) => multiplyNumbers(product, numeric('$multiply', value)), 1),
    ),
  },
  $subtract: { arity: [2, 2], apply: nullable(([a, b]) => subtract(a, b)) },
  $divide: { arity: [2, 2], apply: nullable(([a, b]) => divide(a, b)) },
  $concat: { arity: [0, many], apply: nullable(concat) },
  $arrayElemAt: { arity: [2, 2], apply: nullable(arrayElemAt) },
  $isArray: { arity: [1, 1], apply: ([arg]) => Array.isArray(arg!()) },
  $size: {
    arity: [1, 1],
    apply: ([arg]) => {
      const array = arg!()
      if (Array.isArray(array)) return array.length
      throw new CommandError(
        'Location17124',
        `The argument to $size must be an array, but was of type: ${typeName(array)}`,
      )
    },
  },
  $in: {
    arity: [2, 2],
    apply: ([value, list]) => {
      const array = list!()
      if (!Array.isArray(array))
        throw new CommandError('Location40081', `$in requires an array as a second argument, found: ${typeName(array)}`)
      const wanted = value!()
      return array.some((element) => wanted !== undefined && equalValues(element, wanted))
    },
  },
}
