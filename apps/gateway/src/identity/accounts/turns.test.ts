import { createTurns } from './turns.ts'

const full = { code: 'service_unavailable', retryAfterMs: 5_000 }

/** Turns of which each is ended by hand, and who had one so far. */
const world = (limits: { atOnce: number; waiting: number; waitingPerAddress: number }) => {
  const turns = createTurns(limits)
  const began: string[] = []
  const ends: (() => void)[] = []
  const take = (address: string) =>
    turns.take(address, async () => {
      began.push(address)
      await new Promise<void>((resolve) => ends.push(resolve))
    })
  const end = async () => {
    ends.shift()!()
    await new Promise(setImmediate)
  }
  return { take, began, end }
}

it('lets so many at once, and every address in turn', async () => {
  const { take, began, end } = world({ atOnce: 1, waiting: 9, waitingPerAddress: 9 })
  for (const address of ['flood', 'flood', 'flood', 'flood', 'ada', 'bob']) void take(address)
  expect(began).toEqual(['flood'])
  for (let n = 0; n < 5; n++) await end()
  expect(began).toEqual(['flood', 'flood', 'ada', 'bob', 'flood', 'flood'])
})

it('turns away what one address has too much of, and of the longest queue where there is no more room', async () => {
  const { take, began, end } = world({ atOnce: 1, waiting: 4, waitingPerAddress: 3 })
  const flood = ['flood', 'flood', 'flood', 'flood'].map(take)
  await expect(take('flood')).rejects.toMatchObject(full)
  void take('other')
  const honest = take('ada')
  await expect(flood.at(-1)).rejects.toMatchObject(full)
  await expect(take('other')).rejects.toMatchObject(full)
  for (let n = 0; n < 5; n++) await end()
  await honest
  expect(began).toEqual(['flood', 'flood', 'other', 'ada', 'flood'])
})

it('makes room in the longest queue, whoever came first, and has all of it again when nobody waits', async () => {
  const { take, began, end } = world({ atOnce: 1, waiting: 4, waitingPerAddress: 3 })
  const waiting = ['busy', 'ada', 'flood', 'flood', 'flood'].map(take)
  const late = take('bob')
  await expect(waiting.at(-1)).rejects.toMatchObject(full)
  for (let n = 0; n < 5; n++) await end()
  await Promise.all([...waiting.slice(0, -1), late])
  expect(began).toEqual(['busy', 'ada', 'flood', 'bob', 'flood'])

  for (const address of ['busy', 'ada', 'bob', 'cleo', 'dora']) void take(address)
  await expect(take('eve')).rejects.toMatchObject(full)
  for (let n = 0; n < 5; n++) await end()
  expect(began.slice(5)).toEqual(['busy', 'ada', 'bob', 'cleo', 'dora'])
})

it('passes a turn on when what was done in it failed', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1, waitingPerAddress: 1 })
  const failing = turns.take('a', () => Promise.reject(new Error('no')))
  const after = turns.take('b', () => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('no')
  expect(await after).toBe('done')
  expect(await turns.take('c', () => Promise.resolve('free'))).toBe('free')
})
