import { stage } from './stage.ts'

const busy = (ms: number) => () => {
  const until = performance.now() + ms
  while (performance.now() < until);
  return ms
}

it('lets others have a turn after a long stage', async () => {
  let turns = 0
  setImmediate(() => (turns += 1))
  expect(await stage(busy(15))).toBe(15)
  expect(turns).toBe(1)
})

it('goes on at once after a short one', async () => {
  let turns = 0
  setImmediate(() => (turns += 1))
  expect(await stage(() => 1)).toBe(1)
  expect(turns).toBe(0)
})

it('hands on what the work throws', () =>
  expect(
    stage(() => {
      throw new Error('broken')
    }),
  ).rejects.toThrow('broken'))
