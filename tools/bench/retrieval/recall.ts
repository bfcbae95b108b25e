import { percentile } from '../bench.ts'
import { seededRandom } from '../grounding/random.ts'
import type { Question } from './questions.ts'

/** Ranks at which recall is taken. */
export const cuts = [2, 5, 10, 20] as const

/** At each cut, the percentage of the passages needed that are among the first so many found. */
export const recallAt = ({ gold }: Question, found: readonly number[]): number[] =>
  cuts.map((cut) => {
    const first = new Set(found.slice(0, cut))
    return (100 * gold.filter((numbers) => numbers.some((number) => first.has(number))).length) / gold.length
  })

/** Means over the questions, cut by cut. */
export const means = (recalls: readonly (readonly number[])[]): number[] =>
  cuts.map((_, at) => recalls.reduce((sum, recall) => sum + recall[at]!, 0) / recalls.length)

const resamples = 2_000

/** Of each mean, the middle 95 % over draws of questions with replacement. */
export const intervals = (recalls: readonly (readonly number[])[]): (readonly [number, number])[] => {
  const random = seededRandom(3)
  const draws = Array.from({ length: resamples }, () => means(recalls.map(() => random.pick(recalls))))
  return cuts.map((_, at) => {
    const values = draws.map((draw) => draw[at]!)
    return [percentile(values, 0.025), percentile(values, 0.975)]
  })
}
