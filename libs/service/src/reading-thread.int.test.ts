import { AppError } from '@synthwright/kernel'
import { createReadingThread, type ReadingThreadOptions } from './reading-thread.ts'
import * as work from './testing/reading-work.ts'

let stack: AsyncDisposableStack
beforeEach(() => (stack = new AsyncDisposableStack()))
afterEach(() => stack.disposeAsync())

const module = new URL('testing/reading-work.ts', import.meta.url)
const thread = (options?: ReadingThreadOptions) => {
  const made = createReadingThread(work, module, options)
  stack.defer(() => made.stop(0))
  return made
}

const text = 'The ferry sails at nine. '.repeat(40_000)
const asked = { team: 'team_1', size: text.length }
const refused = (code: string) => (given: Promise<unknown>) => expect(given).rejects.toMatchObject({ code })

it('reads a long text while the event loop turns, as it reads a short one', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const counted = await thread().run('count', text, asked)
  clearInterval(timer)
  expect(counted).toEqual({ ...work.count(text), inThread: true })
  expect(turns).toBeGreaterThan(0)
  expect(await thread().run('count', text, { ...asked, size: 100 })).toEqual({ ...work.count(text), inThread: false })
})

it('hands over the error with its code and details', async () => {
  const given = thread().run('refuse', text, asked)
  await expect(given).rejects.toBeInstanceOf(AppError)
  await expect(given).rejects.toMatchObject({ code: 'validation_failed', details: { field: 'content' } })
})

it('bounds how many wait, of one team sooner, and goes on with those that do', async () => {
  const { run } = thread({ mostWaiting: 3, mostOfTeam: 2 })
  const read = (team: string) => run('count', text, { ...asked, team })
  const [first, second, third] = [read('team_1'), read('team_1'), read('team_1')]
  const other = read('team_2')
  const full = read('team_3')
  for (const beyond of [third, full])
    await expect(beyond).rejects.toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000 })
  expect(await Promise.all([first, second, other])).toHaveLength(3)
  expect(await read('team_1')).toMatchObject({ inThread: true })
})

it('loses with a thread that dies only the text that it read', async () => {
  const { run } = thread()
  const [poisoned, healthy] = [run('die', text, asked), run('count', text, asked)]
  await refused('internal')(poisoned)
  expect(await healthy).toMatchObject({ inThread: true })
})

it('refuses what cannot be handed over, there or back, and goes on with what can', async () => {
  const { run } = thread()
  const unclonable = (() => undefined) as unknown as string
  const [there, back, healthy] = [
    run('count', unclonable, asked),
    run('unclonable', text, asked),
    run('count', text, asked),
  ]
  await refused('internal')(there)
  await refused('internal')(back)
  expect(await healthy).toMatchObject({ inThread: true })
  const behind = [run('count', text, asked), run('count', unclonable, asked), run('count', text, asked)]
  expect((await Promise.allSettled(behind)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it('ends a reading that nobody waits for, also one that would not end', async () => {
  const { run } = thread()
  const [running, waiting, healthy] = [new AbortController(), new AbortController(), new AbortController()]
  const endless = run('endless', text, { ...asked, signal: running.signal })
  const left = run('count', text, { ...asked, signal: waiting.signal })
  const next = run('count', text, { ...asked, signal: healthy.signal })
  waiting.abort()
  await refused('cancelled')(left)
  running.abort()
  await refused('cancelled')(endless)
  expect(await next).toMatchObject({ inThread: true })
})

it('reads what it has when it stops, and what still comes at once', async () => {
  const { run, stop } = thread()
  const given = [run('count', text, asked), run('count', text, asked)]
  const stopped = stop()
  expect(await run('count', text, asked)).toMatchObject({ inThread: false })
  expect(await Promise.all(given)).toMatchObject([{ inThread: true }, { inThread: true }])
  await stopped
})

it('refuses what it cannot read in time when it stops', async () => {
  const { run, stop } = thread()
  const given = [run('endless', text, asked), run('count', text, asked)].map((each) => each.catch((error) => error))
  await stop(100)
  for (const answer of await Promise.all(given))
    expect(answer).toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000 })
})
