import { median } from './bench.ts'
import { pssMbIn } from './memory.ts'

it('takes the value in the middle', () => expect(median([5, 1, 9])).toBe(5))
it('takes the mean of the two in the middle', () => expect(median([4, 1, 2, 9])).toBe(3))
it('reads the proportional set size as megabytes', () =>
  expect(pssMbIn('Rss:           90000 kB\nPss:           62500 kB\nPss_Anon:      100 kB\n')).toBe(64))
it('reads no figure where there is none', () => expect(pssMbIn('Rss: 1 kB\n')).toBeNaN())
