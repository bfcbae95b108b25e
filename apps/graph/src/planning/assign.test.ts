import fc from 'fast-check'
import { assign } from './assign.ts'

interface Bin {
  capacity: number
  taken: number
  first: number
}

const valueOf = (affinity: number[][], bins: Bin[], home: ArrayLike<number>): number => {
  const held = bins.map(() => 0)
  let value = 0
  for (let item = 0; item < affinity.length; item++) {
    const bin = home[item]!
    if (bin < 0) continue
    if (affinity[item]![bin] === 0) return -Infinity
    held[bin]! += 1
    if (held[bin]! > bins[bin]!.capacity) return -Infinity
    const { first, taken } = bins[bin]!
    const number = taken + held[bin]!
    value += affinity[item]![bin]! + (number === 1 ? first : Math.min(first, 1 / number))
  }
  return value
}

const bestValue = (affinity: number[][], bins: Bin[]): number => {
  const home = affinity.map(() => -1)
  const search = (item: number): number => {
    if (item === affinity.length) return valueOf(affinity, bins, home)
    let best = -Infinity
    for (let bin = -1; bin < bins.length; bin++) {
      home[item] = bin
      best = Math.max(best, search(item + 1))
    }
    return best
  }
  return search(0)
}

const bin = (capacity: number, first = 1): Bin => ({ capacity, first, taken: 0 })

describe('assign', () => {
  it('gives each item the bin it suits best', () =>
    expect([
      ...assign(
        [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        [bin(2), bin(2)],
      ),
    ]).toEqual([0, 1]))

  it('makes room for an item that has no other place', () =>
    expect([
      ...assign(
        [
          [0.9, 0.8],
          [0.7, 0],
        ],
        [bin(1), bin(1)],
      ),
    ]).toEqual([1, 0]))

  it('leaves nothing empty that could have something', () =>
    expect(
      [
        ...assign(
          [
            [1, 0.2],
            [1, 0.3],
          ],
          [bin(5, 2), bin(5, 2)],
        ),
      ].sort(),
    ).toEqual([0, 1]))

  it('lets the weakest go when there is no room', () =>
    expect([...assign([[0.5], [0.9], [0.7]], [bin(2)])]).toEqual([-1, 0, 0]))

  it('knows no place for an item that may go nowhere', () =>
    expect([...assign([[0, 0]], [bin(1), bin(1)])]).toEqual([-1]))

  it('finds the best of all assignments', () => {
    const share = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)
    const problem = fc.integer({ min: 1, max: 3 }).chain((count) =>
      fc.record({
        affinity: fc.array(fc.array(share, { minLength: count, maxLength: count }), { maxLength: 6 }),
        bins: fc.array(fc.record({ capacity: fc.nat(3), taken: fc.nat(2), first: share.map((by) => 2 * by) }), {
          minLength: count,
          maxLength: count,
        }),
      }),
    )
    fc.assert(
      fc.property(problem, ({ affinity, bins }) => {
        expect(valueOf(affinity, bins, assign(affinity, bins))).toBeCloseTo(bestValue(affinity, bins), 9)
      }),
      { numRuns: 400 },
    )
  })
})
