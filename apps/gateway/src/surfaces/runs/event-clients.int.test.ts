import { watchRun } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import { waitUntil } from '@synthwright/testing'
import { connect, type Socket } from 'node:net'
import { followedRun, followEvents, type FollowedRun } from '../../testing/followed-run.ts'
import { seedMember, startGateway, type Replica, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'

let gateway: TestGateway
let owner: Seeded
let run: FollowedRun
let subscriptions = 0

const counting = (bus: Bus): Bus => ({
  ...bus,
  subscribe: (...what) => {
    subscriptions += 1
    return bus.subscribe(...what)
  },
})

beforeAll(async () => {
  gateway = await startGateway({ watchBus: counting })
  owner = await seedMember(gateway.identity)
})
afterAll(() => gateway.stop())
beforeEach(() => (run = followedRun(gateway, owner)))

const follow = (at: Pick<Replica, 'url'> = gateway, headers: Record<string, string> = {}) =>
  followEvents(at, owner, run, headers)

/** Longer than a follower waits before it asks again. */
const askedNoMore = async () => {
  gateway.services.asked.length = 0
  await expect(waitUntil(() => gateway.services.asked.length, { timeoutMs: 1_200 })).rejects.toThrow()
}

/** A client that asks for the events and reads nothing of them. */
const deafClient = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
      socket.pause()
      socket.write(`GET /runs/${run.id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.key}\r\n\r\n`)
      resolve(socket)
    }).on('error', () => {})
  })

it('share one subscription with each other and with whoever waits for a run', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => follow()))
  run.happen('run.succeeded')
  await Promise.all(streams.map(({ done }) => done))
  for (const stream of streams) expect(stream.ids()).toEqual([1, 2, 3])
  expect(subscriptions).toBe(1)
})

it('that leave are no longer asked for', async () => {
  const stream = await follow()
  await waitUntil(() => stream.ids().length === 2)
  stream.leave()
  await expect(stream.done).rejects.toThrow()
  await askedNoMore()
})

it('that vanish are no longer asked for', async () => {
  const socket = await deafClient()
  await waitUntil(() => gateway.services.asked.length > 0)
  socket.resetAndDestroy()
  await askedNoMore()
})

it('that do not read are cut off, and hold up nobody else', async () => {
  const socket = await deafClient()
  await waitUntil(() => gateway.services.asked.length > 0)
  const quick = await follow()
  const cut = new Promise((resolve) => socket.once('close', resolve))
  // Each change tells much more than a history ever would.
  const long = 'x'.repeat(256 * 1024)
  gateway.services.on(watchRun, ({ afterSeq }) => {
    const state = run.state(afterSeq)
    return { ...state, history: state.history.map((entry) => ({ ...entry, code: long })) }
  })
  const heard = () => quick.ids().length
  for (let n = 3; n < 60; n++) {
    run.happen()
    await waitUntil(() => heard() === n)
  }
  socket.resume()
  await cut
  run.happen('run.succeeded')
  await quick.done
  expect(quick.ids()).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  await askedNoMore()
})

it('hear the rest from another gateway when theirs stops: no gap, and nothing twice', async () => {
  const stopping = await gateway.replica()
  const first = await follow(stopping)
  await waitUntil(() => first.ids().length === 2)
  run.happen()
  await waitUntil(() => first.ids().length === 3)
  const stopped = stopping.app.close(5_000)
  await first.done
  await stopped
  run.happen()
  const second = await follow(gateway, { 'last-event-id': String(first.ids().at(-1)) })
  run.happen('run.succeeded')
  await second.done
  expect([...first.ids(), ...second.ids()]).toEqual([1, 2, 3, 4, 5])
})

it('have their bound, and each that leaves makes room for another', async () => {
  const bounded = await gateway.replica({ streams: { perUser: 1, perTeam: null } })
  const first = await follow(bounded)
  await waitUntil(() => first.ids().length === 2)
  const refused = await follow(bounded)
  expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([503, '5'])
  first.leave()
  await expect(first.done).rejects.toThrow()
  const next = await waitUntil(async () => {
    const stream = await follow(bounded)
    return stream.response.status === 200 ? stream : undefined
  })
  run.happen('run.succeeded')
  await next.done
  expect(next.ids()).toEqual([1, 2, 3])
})

it('take no place of what can be no run', async () => {
  const bounded = await gateway.replica({ streams: { perUser: 1, perTeam: null } })
  const headers = { authorization: `Bearer ${owner.key}` }
  const statuses = await Array.from({ length: 3 }).reduce<Promise<number[]>>(
    async (before) => [...(await before), (await fetch(`${bounded.url}/runs/no.run/events`, { headers })).status],
    Promise.resolve([]),
  )
  expect(statuses).toEqual([404, 404, 404])
})
