import { addNumbers, isNumeric, toDouble, type BsonNumber } from '../values/arithmetic.ts'
import { compareValues, identityOf } from '../values/compare.ts'

/** Collects one value per document of a group. */
export interface Accumulator {
  add(value: unknown): void
  result(): unknown
}

/** The closed list. What is not a number does not count in `$sum` and `$avg`; null and missing do not in `$min`, `$max`. */
export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => {
    let sum: BsonNumber = 0
    return { add: (value) => void (isNumeric(value) && (sum = addNumbers(sum, value))), result: () => sum }
  },
  $avg: () => {
    let sum = 0
    let count = 0
    return {
      add: (value) => {
        if (!isNumeric(value)) return
        sum += toDouble(value)
        count++
      },
      result: () => (count ? sum / count : null),
    }
  },
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => {
    let first: { value: unknown } | undefined
    return { add: (value) => void (first ??= { value }), result: () => first?.value ?? null }
  },
  $last: () => {
    let last: unknown
    return { add: (value) => void (last = value), result: () => last ?? null }
  },
  $push: () => {
    const values: unknown[] = []
    return { add: (value) => void (value !== undefined && values.push(value)), result: () => values }
  },
  $addToSet: () => {
    const values = new Map<string, unknown>()
    return {
      add: (value) => void (value !== undefined && values.set(identityOf(value), value)),
      result: () => [...values.values()],
    }
  },
}

const extreme = (sign: 1 | -1): Accumulator => {
  let best: unknown
  return {
    add: (value) => {
      if (value === undefined || value === null) return
      if (best === undefined || compareValues(value, best) * sign > 0) best = value
    },
    result: () => best ?? null,
  }
}
