import { fakeClock } from '@synthwright/kernel/testing'
import { createTokenBuckets } from './token-buckets.ts'

it('grants a minute’s tokens at once, then one at a time as they come back', () => {
  const clock = fakeClock()
  const buckets = createTokenBuckets(3, clock)
  const granted = () => buckets.take('a').granted
  expect([granted(), granted(), granted(), granted()]).toEqual([true, true, true, false])
  clock.advance(19_999)
  expect(granted()).toBe(false)
  clock.advance(1)
  expect([granted(), granted()]).toEqual([true, false])
  clock.advance(600_000)
  expect([granted(), granted(), granted(), granted()]).toEqual([true, true, true, false])
})

it('tells what is left and when there is more', () => {
  const clock = fakeClock()
  const buckets = createTokenBuckets(2, clock)
  expect(buckets.look('a')).toEqual({ granted: true, limit: 2, remaining: 2, fullInMs: 0, nextInMs: 0 })
  buckets.take('a')
  buckets.take('a')
  clock.advance(10_000)
  expect(buckets.look('a')).toEqual({ granted: false, limit: 2, remaining: 0, fullInMs: 50_000, nextInMs: 20_000 })
})

it('takes nothing from one key for another, and nothing for looking', () => {
  const buckets = createTokenBuckets(1, fakeClock())
  expect(buckets.take('a').granted).toBe(true)
  for (let n = 0; n < 3; n++) expect(buckets.look('b').granted).toBe(true)
  expect(buckets.take('b').granted).toBe(true)
})

it('remembers so many keys and no more: the quietest is forgotten', () => {
  const buckets = createTokenBuckets(1, fakeClock(), 2)
  for (const key of ['a', 'b', 'a', 'c']) buckets.take(key)
  expect(['a', 'b', 'c'].map((key) => buckets.look(key).granted)).toEqual([false, true, false])
})

it('is not confused by a clock that is set back', () => {
  const clock = fakeClock()
  const buckets = createTokenBuckets(2, clock)
  buckets.take('a')
  clock.advance(-60_000)
  expect(buckets.look('a').remaining).toBe(1)
})
