import { waitUntil } from '@synthwright/testing'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { count } from '../testing/contracts.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { perform } from '../work/perform.ts'

let messaging: Messaging
beforeAll(async () => {
  messaging = await startMessaging()
})
afterAll(() => messaging.stop())

it('repeats a claim and a finish whose replies were lost, and works once', async () => {
  const jobs = await messaging.connect('jobs')
  const verifier = await messaging.connect('verifier')
  const engine = await startFakeEngine(jobs)
  let worked = 0
  const work = async () => ({ result: { length: (worked += 1) }, facts: { length: worked } })
  await verifier.work([perform(count, work)], { concurrency: 2 })

  engine.lose.claims = 1
  await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  await waitUntil(() => engine.claims.length === 1)
  engine.lose.finishes = 1
  await jobs.dispatch(count, messageFor('run_2'), 'run_2.1')
  await waitUntil(() => engine.accepted.length === 2 && engine.finishes.length === 3, { timeoutMs: 10_000 })

  const claimsOf = (run: string) => engine.claims.filter((claim) => claim.run === run)
  const finishesOf = (run: string) => engine.finishes.filter((finish) => finish.run === run)
  expect([claimsOf('run_1').length, finishesOf('run_2').length]).toEqual([2, 2])
  expect(claimsOf('run_1')[1]).toEqual(claimsOf('run_1')[0])
  expect(finishesOf('run_2')[1]).toEqual(finishesOf('run_2')[0])
  expect(engine.accepted.map(({ run, attempt }) => [run, attempt]).sort()).toEqual([
    ['run_1', 1],
    ['run_2', 1],
  ])
  expect(worked).toBe(2)
})
