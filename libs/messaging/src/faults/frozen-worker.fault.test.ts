import { join } from 'node:path'
import { spawnProcess, waitUntil } from '@synthwright/testing'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { count } from '../testing/contracts.ts'
import { messageFor, startFakeEngine } from '../testing/fake-engine.ts'
import { perform } from '../work/perform.ts'

let messaging: Messaging
beforeAll(async () => {
  messaging = await startMessaging()
})
afterAll(() => messaging.stop())

it('delivers nothing from a worker that was frozen while another took its task', async () => {
  const jobs = await messaging.connect('jobs')
  const engine = await startFakeEngine(jobs)
  const frozen = await spawnProcess({
    command: process.execPath,
    args: [join(import.meta.dirname, '../testing/process.ts'), 'worker', messaging.broker.url],
  })
  await frozen.waitForLine((line) => line === 'ready' || undefined)
  await jobs.dispatch(count, messageFor('run_1'), 'run_1.1')
  await waitUntil(() => engine.beats.length > 1)

  frozen.signal('SIGSTOP')
  await waitUntil(() => Date.now() - engine.beats.at(-1)!.at > 500, { what: 'five beats missed in a row' })
  engine.revoke('run_1')
  const verifier = await messaging.connect('verifier')
  await verifier.work([perform(count, async () => ({ result: { length: 2 }, facts: { length: 2 } }))], {
    concurrency: 1,
  })
  // The frozen worker's pull still stands with the broker, and may swallow one of them.
  await waitUntil(
    async () => {
      await jobs.dispatch(count, messageFor('run_1'), `run_1.${Date.now()}`)
      return engine.accepted.length === 1
    },
    { everyMs: 50 },
  )
  const beatsBefore = engine.beats.length

  frozen.signal('SIGCONT')
  expect(await frozen.waitForLine((line) => /^aborted (\w+)/.exec(line)?.[1])).toBe('cancelled')
  await frozen.stop()
  expect(engine.beats.length).toBeGreaterThan(beatsBefore)
  expect(engine.accepted).toMatchObject([{ attempt: 2, outcome: { ok: true, result: { length: 2 } } }])
  const [first] = engine.claims
  expect(engine.finishes.filter(({ claimId }) => claimId === first?.claimId)).toEqual([])
})
