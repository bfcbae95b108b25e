import { engineCalls } from '@synthwright/contracts'
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

it('works on through unanswered heartbeats and hands in when the engine is back', async () => {
  const jobs = await messaging.connect('jobs')
  const verifier = await messaging.connect('verifier')
  const engine = await startFakeEngine(jobs)
  let release = () => {}
  let aborted = false
  await verifier.work(
    [
      perform(count, async (_, { signal }) => {
        signal.addEventListener('abort', () => (aborted = true))
        await new Promise<void>((resolve) => (release = resolve))
        return { result: { length: 1 }, facts: { length: 1 } }
      }),
    ],
    { concurrency: 1 },
  )
  await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  await waitUntil(() => engine.beats.length > 0)
  const [attempt] = engine.beats

  await jobs.stop(1_000)
  const beatsBefore = engine.beats.length
  await expect(verifier.call(engineCalls.verifier.heartbeat, attempt!, { timeoutMs: 2_500 })).rejects.toMatchObject({
    code: 'service_unavailable',
  })
  release()
  expect([aborted, engine.beats.length, engine.finishes.length]).toEqual([false, beatsBefore, 0])

  await engine.serve(await messaging.connect('jobs'))
  await waitUntil(() => engine.accepted.length === 1, { timeoutMs: 8_000 })
  expect(engine.accepted).toMatchObject([{ attempt: 1, outcome: { ok: true } }])
})
