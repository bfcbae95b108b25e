import { createPauseMeter } from './pauses.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

const stopped = () => {
  let now = 0
  const caughtUp = Promise.withResolvers<void>()
  const meter = createPauseMeter(
    () => caughtUp.promise,
    () => now,
  )
  return { meter, caughtUp, pass: (ms: number) => void (now += ms) }
}

it('takes what is read after a pause for as old as the pause, until everything before it has been read', async () => {
  const { meter, caughtUp, pass } = stopped()
  expect(meter.ageMs()).toBe(0)
  pass(5_000)
  expect(meter.ageMs()).toBe(5_000)
  pass(50)
  expect(meter.ageMs()).toBe(5_000)
  pass(1_000)
  expect(meter.ageMs()).toBe(6_050 - 50)
  caughtUp.resolve()
  await turn()
  await turn()
  expect(meter.ageMs()).toBe(0)
  meter.stop()
})

it('takes a busy moment for none', () => {
  const { meter, pass } = stopped()
  pass(250)
  expect(meter.ageMs()).toBe(0)
  meter.stop()
})
