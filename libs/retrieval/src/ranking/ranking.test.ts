import fc from 'fast-check'
import { reciprocalRankFusion } from './reciprocal-rank-fusion.ts'
import { withReservedSlots } from './reserved-slots.ts'
import { normaliseScores, relativeScore, round4 } from './scores.ts'
import { topK } from './top-k.ts'

const list = (ids: string) => [...ids].map((id) => ({ id }))
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id).join('')

describe('reciprocal rank fusion', () => {
  it('adds what each list gives, ties by id', () => {
    const fused = reciprocalRankFusion([list('abc'), list('bd')])
    expect(idsOf(fused)).toBe('badc')
    expect(fused[0]).toEqual({ id: 'b', score: 1 / 62 + 1 / 61, ranks: [2, 1] })
    expect(fused[1]!.ranks).toEqual([1, null])
  })

  it('weighs lists and counts the first of equal ids', () => {
    expect(idsOf(reciprocalRankFusion([list('ab'), list('ba')], { weights: [1, 2] }))).toBe('ba')
    expect(reciprocalRankFusion([list('aa')])[0]!.score).toBeCloseTo(1 / 61)
  })
})

describe('reserved slots', () => {
  const direct = list('abcdef')
  it('hold neighbours behind the best direct hits', () =>
    expect(idsOf(withReservedSlots({ direct, neighbours: list('xby'), size: 5, reserved: 2 }))).toBe('abcxy'))
  it('go to direct hits when there are no neighbours', () =>
    expect(idsOf(withReservedSlots({ direct, neighbours: [], size: 5, reserved: 2 }))).toBe('abcde'))
  it('never change what the unreserved slots hold, and repeat nothing', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 }).map((own) => own.map((id) => ({ id })))
    fc.assert(
      fc.property(ids, ids, fc.nat(8), fc.nat(8), (direct, neighbours, size, reserved) => {
        const mixed = idsOf(withReservedSlots({ direct, neighbours, size, reserved }))
        const alone = idsOf(withReservedSlots({ direct, neighbours: [], size, reserved }))
        const unreserved = Math.max(0, size - reserved)
        expect(mixed.slice(0, Math.min(unreserved, direct.length))).toBe(
          alone.slice(0, Math.min(unreserved, direct.length)),
        )
        expect(new Set(mixed).size).toBe(mixed.length)
        expect(mixed.length).toBeLessThanOrEqual(size)
      }),
    )
  })
})

describe('scores', () => {
  it('are shares of the best one in four decimals', () => {
    expect(normaliseScores([{ score: 3 }, { score: 1 }])).toEqual([{ score: 1 }, { score: 0.3333 }])
    expect([round4(0.123456), relativeScore(1, 0), relativeScore(2, 1)]).toEqual([0.1235, 0, 1])
  })
})

describe('topK', () => {
  it('is the head of the sorted list', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { maxLength: 60 }), fc.nat(70), (numbers, k) => {
        const best = topK(Int32Array.from(numbers), numbers.length, k, (a, b) => a > b)
        expect(best).toEqual([...numbers].sort((a, b) => b - a).slice(0, k))
      }),
    )
  })
})
