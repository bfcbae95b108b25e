import { percentile } from '../bench.ts'
import { seededRandom } from './random.ts'

/** A claim as it was judged by people, and how often the checks took it for supported, 0 to 1. */
export interface Outcome {
  group: string
  isSupported: boolean
  taken: number
}

/** Mean of the shares of supported claims that were taken for supported and of others that were not. */
export const balancedAccuracy = (outcomes: readonly Outcome[]): number => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const taken = (isSupported: boolean) =>
    mean(outcomes.filter((outcome) => outcome.isSupported === isSupported).map((outcome) => outcome.taken))
  return (taken(true) + 1 - taken(false)) / 2
}

const resamples = 2_000

/** The middle 95 % of the balanced accuracy over draws of whole groups with replacement. */
export const interval = (outcomes: readonly Outcome[]): readonly [number, number] => {
  const random = seededRandom(7)
  const groups = [...Map.groupBy(outcomes, ({ group }) => group).values()]
  const draws = Array.from({ length: resamples }, () =>
    balancedAccuracy(groups.flatMap(() => random.pick(groups))),
  ).filter((value) => !Number.isNaN(value))
  return [percentile(draws, 0.025), percentile(draws, 0.975)]
}

/** How often a supported claim scores higher than another, equal scores counting half. */
export const areaUnderCurve = (scored: readonly { isSupported: boolean; score: number }[]): number => {
  const supported = scored.filter(({ isSupported }) => isSupported)
  const others = scored.filter(({ isSupported }) => !isSupported)
  const wins = supported.flatMap(({ score }) =>
    others.map((other) => (score > other.score ? 1 : score === other.score ? 0.5 : 0) as number),
  )
  return wins.reduce((sum, win) => sum + win, 0) / wins.length
}

const folds = 5
const repetitions = 20

interface Scored {
  group: string
  isSupported: boolean
  /** Whether it is taken for supported, for each of the settings tried. */
  taken: readonly boolean[]
}

/**
 * What each claim is taken for by the setting that did best on the claims of other folds: five folds of whole groups,
 * drawn anew twenty times.
 */
export const crossValidated = (claims: readonly Scored[]): Outcome[] => {
  const random = seededRandom(11)
  const counts = claims.map(() => 0)
  const groups = [...new Set(claims.map(({ group }) => group))]
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const foldOf = new Map(random.shuffled(groups).map((group, index) => [group, index % folds]))
    for (let fold = 0; fold < folds; fold += 1) {
      const setting = bestSetting(claims.filter(({ group }) => foldOf.get(group) !== fold))
      claims.forEach(({ group, taken }, index) => {
        if (foldOf.get(group) === fold && taken[setting]) counts[index]! += 1
      })
    }
  }
  return claims.map(({ group, isSupported }, index) => ({ group, isSupported, taken: counts[index]! / repetitions }))
}

const bestSetting = (claims: readonly Scored[]): number => {
  const settings = claims[0]?.taken.map((_, setting) =>
    balancedAccuracy(
      claims.map(({ group, isSupported, taken }) => ({ group, isSupported, taken: taken[setting] ? 1 : 0 })),
    ),
  )
  return settings ? settings.indexOf(Math.max(...settings)) : 0
}
