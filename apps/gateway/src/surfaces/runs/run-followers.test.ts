import type { runChanged } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { z } from 'zod'
import { createRunFollowers, type RunFollowers } from './run-followers.ts'

type Change = z.output<typeof runChanged.body>
interface Heard {
  params: { team: string; run: string }
  body: Change
}

const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** The events of a broker, as far as one subscription hears them. */
const scriptedEvents = () => {
  const subscribed: Record<string, string>[] = []
  let hear: (heard: Heard) => void = () => {}
  let lose: (reason: Error) => void = () => {}
  const subscribe = ((_: unknown, params: Record<string, string>) => {
    subscribed.push(params)
    const { readable, writable } = new TransformStream<Heard, Heard>(undefined, undefined, { highWaterMark: 100 })
    const writer = writable.getWriter()
    hear = (heard) => void writer.write(heard)
    lose = (reason) => void writer.abort(reason)
    return Object.assign(readable, { close: () => {} })
  }) as unknown as Bus['subscribe']
  return {
    subscribed,
    bus: { subscribe },
    lose: async (reason: Error) => {
      lose(reason)
      await settled()
    },
    tell: async (run: string, body: Partial<Change>, team = 'team_1') => {
      hear({ params: { team, run }, body: { seq: 1, ended: false, ...body } })
      await settled()
    },
  }
}

let events: ReturnType<typeof scriptedEvents>
let runs: RunFollowers
const { signal } = new AbortController()
beforeEach(() => {
  events = scriptedEvents()
  runs = createRunFollowers(events.bus)
})

const follow = (run = 'run_1', team = 'team_1') => {
  const heard: number[] = []
  const follower = runs.follow(team, run, ({ seq }) => heard.push(seq) > 0)
  return { ...follower, heard }
}

it('listens with one subscription, whoever follows what', async () => {
  expect(events.subscribed).toEqual([])
  const followers = [follow(), follow(), follow('run_2'), follow('run_1', 'team_2')]
  expect(events.subscribed).toEqual([{ team: '*', run: '*' }])
  expect(runs.size).toBe(4)
  await events.tell('run_1', { seq: 7 })
  expect(followers.map(({ heard }) => heard)).toEqual([[7], [7], [], []])
})

it('keeps nobody who has gone', async () => {
  const [stays, goes] = [follow(), follow()]
  goes.close()
  goes.close()
  expect(runs.size).toBe(1)
  await events.tell('run_1', { seq: 7 })
  expect([stays.heard, goes.heard]).toEqual([[7], []])
  stays.close()
  expect(runs.size).toBe(0)
})

it('wakes for what is worth it, once, also when that came before anybody waited', async () => {
  const follower = runs.follow('team_1', 'run_1', ({ seq }) => seq > 1)
  await events.tell('run_1', { seq: 1 })
  expect(await follower.next(1, signal)).toBe(false)
  await events.tell('run_1', { seq: 2 })
  await events.tell('run_1', { seq: 3 })
  expect(await follower.next(10_000, signal)).toBe(true)
  expect(await follower.next(1, signal)).toBe(false)
  const waiting = follower.next(10_000, signal)
  await events.tell('run_1', { seq: 4 })
  expect(await waiting).toBe(true)
})

it('lets whoever waits leave', async () => {
  const leaving = new AbortController()
  const waiting = follow().next(10_000, leaving.signal)
  leaving.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
})

it('tells of an end that came before anybody followed, of the newest thousand', async () => {
  follow('other')
  await events.tell('run_0', { seq: 4, ended: true })
  expect(follow('run_0').heard).toEqual([4])
  expect(follow('run_0', 'team_2').heard).toEqual([])
  for (let n = 1; n <= 1_000; n++) void events.tell(`run_${n}`, { seq: 4, ended: true })
  await settled()
  expect(follow('run_1000').heard).toEqual([4])
  expect(follow('run_0').heard).toEqual([])
})

it('listens anew for the next one when the subscription was lost', async () => {
  follow()
  await events.lose(new Error('gone'))
  const later = follow()
  expect(events.subscribed).toHaveLength(2)
  await events.tell('run_1', { seq: 9 })
  expect(later.heard).toEqual([9])
})

it.each(['', '*', '>', 'a.b', 'a b', 'r'.repeat(201)])('listens for no run named %j', (name) => {
  expect(() => follow(name)).toThrow(expect.objectContaining({ code: 'run_not_found' }))
  expect(events.subscribed).toEqual([])
})
