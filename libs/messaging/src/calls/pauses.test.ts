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

it('asks again when no answer comes, so that nothing counts as old for ever', async () => {
  let now = 0
  const answers = [new Promise<void>(() => {}), Promise.resolve()]
  const meter = createPauseMeter(
    () => answers.shift()!,
    () => now,
  )
  now += 5_000
  expect(meter.ageMs()).toBe(5_000)
  for (let ticks = 0; ticks < 10; ticks += 1) {
    now += 100
    meter.ageMs()
  }
  await turn()
  await turn()
  expect(meter.ageMs()).toBe(0)
  meter.stop()
})
