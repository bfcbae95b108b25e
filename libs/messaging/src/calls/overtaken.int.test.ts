import { watchEffects } from '@synthwright/kernel'
import type { Bus } from '../bus.ts'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { principal, write } from '../testing/contracts.ts'
import { answer } from './answer.ts'
import { Overtaken } from './command.ts'

let messaging: Messaging
let asker: Bus
let owner: Bus
beforeAll(async () => {
  messaging = await startMessaging()
  asker = await messaging.connect('gateway')
  owner = await messaging.connect('graph')
})
afterAll(() => messaging.stop())

const others = { written: 7 }
const seen: (number | undefined)[] = []
beforeAll(() =>
  owner.serve([
    answer(write, async ({ text }, { command }) => {
      seen.push(command.seen)
      if ((command.seen ?? 0) < others.written) throw new Overtaken(others.written)
      command.shows((others.written += 1))
      return { text }
    }),
  ]),
)
beforeEach(() => void seen.splice(0))

const ask = () => asker.call(write, { commandId: 'cmd_1', text: 'mine' }, { principal })

it('asks again, having seen by what it was overtaken, and tells the next what it saw', async () => {
  expect(await ask()).toEqual({ text: 'mine' })
  expect(seen).toEqual([0, 7])
  expect(await ask()).toEqual({ text: 'mine' })
  expect(seen).toEqual([0, 7, 8])
})

it('does not ask again for a client who has gone: nothing was done, and nothing comes after what they did next', async () => {
  const client = new AbortController()
  client.abort()
  others.written = 20
  await expect(watchEffects(ask, client.signal)).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toEqual([9])
  await expect(watchEffects(ask, new AbortController().signal)).resolves.toEqual({ text: 'mine' })
})
