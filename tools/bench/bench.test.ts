import { median, percentile } from './bench.ts'
import { Corpus } from './corpus.ts'
import { cpuMsIn } from './cpu-time.ts'
import { pssMbIn } from './memory.ts'

it('takes the value in the middle', () => expect(median([5, 1, 9])).toBe(5))
it('takes the mean of the two in the middle', () => expect(median([4, 1, 2, 9])).toBe(3))
it('reads the proportional set size as megabytes', () =>
  expect(pssMbIn('Rss:           90000 kB\nPss:           62500 kB\nPss_Anon:      100 kB\n')).toBe(64))
it('reads no figure where there is none', () => expect(pssMbIn('Rss: 1 kB\n')).toBeNaN())
it('finds the value below which a share lies', () => {
  const values = Array.from({ length: 101 }, (_, i) => i)
  expect([percentile(values, 0.95), percentile([7], 0.95), percentile([0, 10], 0.25)]).toEqual([95, 7, 2.5])
})
it('reads the CPU time of a process whose name is no help', () =>
  expect(cpuMsIn('12 (a) b ( c) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0')).toBe(1_750))
it('writes the same texts everywhere, with frequent and rare words', () => {
  const text = new Corpus(1).words(20_000).split(' ')
  expect(new Corpus(1).words(20_000).split(' ')).toEqual(text)
  const counts = [...Map.groupBy(text, (word) => word).values()].map(({ length }) => length).sort((a, b) => b - a)
  expect(counts.length).toBeGreaterThan(2_000)
  expect(counts[0]).toBeGreaterThan(20 * counts[100]!)
})
