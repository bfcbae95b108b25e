import { waitUntil } from '@synthwright/testing'
import type { Bus, CallOptions } from '../bus.ts'
import { answer } from '../calls/answer.ts'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { echo, principal, write } from '../testing/contracts.ts'

let messaging: Messaging
beforeEach(async () => {
  messaging = await startMessaging()
})
afterEach(() => messaging.stop())

/** An owner whose first answer comes only when it is too late. */
const startOwner = async () => {
  const asker = await messaging.connect('gateway')
  const owner = await messaging.connect('graph')
  const asked: string[] = []
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const reply = async ({ text }: { text: string }) => {
    asked.push(text)
    if (asked.length === 1) await held
    return { text: String(asked.length) }
  }
  await owner.serve([answer(echo, reply), answer(write, reply)])
  return { asker, asked, release }
}

const calls: [string, (asker: Bus, options: CallOptions) => Promise<{ text: string }>][] = [
  ['read', (asker, options) => asker.call(echo, { text: 'a' }, options)],
  ['command', (asker, options) => asker.call(write, { commandId: 'cmd_1', text: 'a' }, options)],
]

it.each(calls)('repeats a %s whose connection was lost before the answer', async (_, call) => {
  const { asker, asked, release } = await startOwner()
  const reply = call(asker, { principal, timeoutMs: 8_000 })
  await waitUntil(() => asked.length === 1)
  await messaging.broker.kill()
  await waitUntil(() => !asker.health().connected)
  release()
  await messaging.broker.restart()
  expect(await reply).toEqual({ text: '2' })
  expect(asked).toEqual(['a', 'a'])
})

it('does not know what became of a command when the broker does not come back, and says so', async () => {
  const { asker, asked, release } = await startOwner()
  const write1 = asker.call(write, { commandId: 'cmd_1', text: 'a' }, { principal, timeoutMs: 60_000 })
  await waitUntil(() => asked.length === 1)
  await Promise.all([
    messaging.broker.kill(),
    expect(write1).rejects.toMatchObject({ code: 'outcome_unknown', kind: 'unknown_outcome' }),
  ])
  release()

  const write2 = asker.call(write, { commandId: 'cmd_2', text: 'b' }, { principal })
  await expect(write2).rejects.toMatchObject({ code: 'broker_unavailable' })
  expect(asked).toEqual(['a'])
})

it('begins to answer also where the broker is lost meanwhile', async () => {
  const asker = await messaging.connect('gateway')
  const owner = await messaging.connect('graph')
  process.kill(messaging.broker.pid, 'SIGSTOP')
  const serving = owner.serve([answer(echo, async ({ text }) => ({ text }))])
  await messaging.broker.kill()
  await waitUntil(() => !owner.health().connected)
  await messaging.broker.restart()
  await serving
  expect(await asker.call(echo, { text: 'a' }, { principal, timeoutMs: 8_000 })).toEqual({ text: 'a' })
})

it('takes the rights to reply that a restart of the broker ends for no fault', async () => {
  const { asker, asked, release } = await startOwner()
  const reply = asker.call(echo, { text: 'a' }, { principal, timeoutMs: 8_000 })
  await waitUntil(() => asked.length === 1)
  await messaging.broker.kill()
  await messaging.broker.restart()
  await waitUntil(() => asked.length === 2)
  release()
  await reply
  await waitUntil(() => messaging.logged().some(({ message }) => message.includes('_INBOX.')))
  const refused = messaging.logged().filter(({ message }) => message.includes('does not allow'))
  expect(refused.map(({ level }) => level)).toEqual(['warn'])
})
