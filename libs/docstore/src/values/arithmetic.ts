import { Long } from 'bson'
import { CommandError } from '../errors.ts'

/** A number of a document: a double, or a 64-bit integer that no double holds exactly. */
export type BsonNumber = number | Long

export const isNumeric = (value: unknown): value is BsonNumber => typeof value === 'number' || value instanceof Long

export const addNumbers = (a: BsonNumber, b: BsonNumber): BsonNumber =>
  combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  )

export const multiplyNumbers = (a: BsonNumber, b: BsonNumber): BsonNumber =>
  combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  )

/** Whole numbers stay exact beyond 2^53 by becoming 64-bit integers, as they do in MongoDB; with a fraction it is doubles. */
const combine = (
  a: BsonNumber,
  b: BsonNumber,
  inexact: (x: number, y: number) => number,
  exact: (x: bigint, y: bigint) => bigint,
): BsonNumber => {
  const whole = (value: BsonNumber) => value instanceof Long || Number.isSafeInteger(value)
  if (!whole(a) || !whole(b)) return inexact(toDouble(a), toDouble(b))
  if (typeof a === 'number' && typeof b === 'number') {
    const result = inexact(a, b)
    if (Number.isSafeInteger(result)) return result
  }
  const result = exact(toBigInt(a), toBigInt(b))
  if (BigInt.asIntN(64, result) !== result)
    throw new CommandError('BadValue', 'the result does not fit in a 64-bit integer')
  const promoted = Number(result)
  return Number.isSafeInteger(promoted) ? promoted : Long.fromBigInt(result)
}

export const toDouble = (value: BsonNumber): number => (typeof value === 'number' ? value : value.toNumber())

const toBigInt = (value: BsonNumber): bigint => (typeof value === 'number' ? BigInt(value) : value.toBigInt())
