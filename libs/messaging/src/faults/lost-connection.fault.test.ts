import { waitUntil } from '@synthwright/testing'
import { answer } from '../calls/answer.ts'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { echo, principal, write } from '../testing/contracts.ts'

let messaging: Messaging
beforeEach(async () => {
  messaging = await startMessaging()
})
afterEach(() => messaging.stop())

/** An owner whose first answer comes only when it is too late. */
const startOwner = async (contract: typeof echo) => {
  const asker = await messaging.connect('gateway')
  const owner = await messaging.connect('graph')
  const asked: string[] = []
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await owner.serve([
    answer(contract, async ({ text }) => {
      asked.push(text)
      if (asked.length === 1) await held
      return { text: String(asked.length) }
    }),
  ])
  return { asker, owner, asked, release }
}

it('repeats an idempotent call whose connection was lost before the answer', async () => {
  const { asker, asked, release } = await startOwner(echo)
  const reply = asker.call(echo, { text: 'a' }, { principal, timeoutMs: 8_000 })
  await waitUntil(() => asked.length === 1)
  await messaging.broker.kill()
  await waitUntil(() => !asker.health().connected)
  release()
  await messaging.broker.restart()
  expect(await reply).toEqual({ text: '2' })
  expect(asked).toEqual(['a', 'a'])
})

it('says at once that it does not know what became of any other', async () => {
  const { asker, asked, release } = await startOwner(write)
  const reply = asker.call(write, { text: 'a' }, { principal, timeoutMs: 60_000 })
  await waitUntil(() => asked.length === 1)
  const killedAt = performance.now()
  await Promise.all([
    messaging.broker.kill(),
    expect(reply).rejects.toMatchObject({ code: 'outcome_unknown', kind: 'unknown_outcome' }),
  ])
  expect(performance.now() - killedAt).toBeLessThan(2_000)
  release()

  await expect(asker.call(write, { text: 'b' }, { principal })).rejects.toMatchObject({ code: 'broker_unavailable' })
  expect(asked).toEqual(['a'])
})
