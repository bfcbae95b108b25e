import { join } from 'node:path'
import { spawnProcess } from '@synthwright/testing'
import { startMessaging, type Messaging } from '../testing/broker.ts'
import { echo, principal } from '../testing/contracts.ts'

let messaging: Messaging
beforeAll(async () => {
  messaging = await startMessaging()
})
afterAll(() => messaging.stop())

it('survives handlers that throw after an await: an unhandled rejection would end the process', async () => {
  const asker = await messaging.connect('gateway')
  const owner = await spawnProcess({
    command: process.execPath,
    args: [join(import.meta.dirname, '../testing/process.ts'), 'server', messaging.broker.url],
  })
  await owner.waitForLine((line) => line === 'ready' || undefined)
  for (let n = 0; n < 3; n += 1)
    await expect(asker.call(echo, { text: 'a' }, { principal })).rejects.toMatchObject({ code: 'internal' })
  expect(owner.output()).toContain('thrown after an await')
  expect(owner.running).toBe(true)
  await owner.stop()
  expect(await owner.exited).toEqual({ code: 0, signal: null })
})
