import { areaUnderCurve, balancedAccuracy, crossValidated, interval } from './accuracy.ts'

const outcome = (isSupported: boolean, taken: number, group = 'a') => ({ group, isSupported, taken })

it('weighs supported claims and others alike', () =>
  expect(
    balancedAccuracy([outcome(true, 1), outcome(true, 0), outcome(false, 0), outcome(false, 0), outcome(false, 0)]),
  ).toBe(0.75))

it('counts equal scores half', () =>
  expect(
    areaUnderCurve([
      { isSupported: true, score: 2 },
      { isSupported: false, score: 1 },
      { isSupported: false, score: 2 },
    ]),
  ).toBe(0.75))

it('gives an interval around the figure, the same every time', () => {
  const outcomes = Array.from({ length: 200 }, (_, n) =>
    outcome(n % 2 === 0, n % 5 === 0 ? 0 : Number(n % 2 === 0), `g${n % 50}`),
  )
  const [low, high] = interval(outcomes)
  const figure = balancedAccuracy(outcomes)
  expect(low).toBeLessThan(figure)
  expect(high).toBeGreaterThan(figure)
  expect(interval(outcomes)).toEqual([low, high])
})

describe('cross-validation', () => {
  it('takes the setting that does best elsewhere', () => {
    const claims = Array.from({ length: 100 }, (_, n) => {
      const isSupported = n % 3 === 0
      return { group: `g${n % 25}`, isSupported, taken: [!isSupported, isSupported, true] }
    })
    expect(balancedAccuracy(crossValidated(claims))).toBe(1)
  })

  it('gains nothing by a setting that only fits the claims that it is chosen on', () => {
    // One setting for every group, right on that group alone.
    const groups = 20
    const claims = Array.from({ length: groups * 2 }, (_, n) => {
      const own = n % groups
      const isSupported = n < groups
      return {
        group: `g${own}`,
        isSupported,
        taken: Array.from({ length: groups }, (_, k) => (k === own) === isSupported),
      }
    })
    expect(balancedAccuracy(crossValidated(claims))).toBeLessThanOrEqual(0.5)
  })
})
