import { freePort, startStore, waitUntil, type RunningStore } from '@synthwright/testing'
import { connectStore, type Store } from './index.ts'
import { note, notes } from './testing/notes.ts'

const database = 'test_faults'
let server: RunningStore
let store: Store

beforeAll(async () => {
  server = await startStore()
  store = await connectStore({ uri: server.uri, database, production: false })
  await store.ensureIndexes(notes)
})
afterAll(async () => {
  await store.close()
  await server.stop()
})

describe('a store that is killed', () => {
  it('is unavailable, and is itself again when it comes back', async () => {
    const own = store.teamRepository(notes)
    let returns = 0
    const forget = store.onReconnect(() => void (returns += 1))
    await own.insert('a', note({ _id: 'kept' }))
    expect(store.healthy()).toBe(true)

    const { pid } = server
    await server.kill()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    const unavailable = { code: 'store_unavailable', kind: 'unavailable', retryAfterMs: 1_000 }
    const attempts = [
      own.find('a', {}),
      own.insert('a', note({ _id: 'lost' })),
      own.update('a', { _id: 'kept' }, { $set: { done: true } }),
      connectStore({ uri: `mongodb://127.0.0.1:${await freePort()}`, database, production: false }),
    ]
    for (const outcome of await Promise.allSettled(attempts))
      expect(outcome).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(store.healthy()).toBe(false)
    expect(returns).toBe(0)

    await server.restart()
    await waitUntil(() => returns === 1, { timeoutMs: 10_000, what: 'the store to be seen again' })
    expect(store.healthy()).toBe(true)
    expect((await own.find('a', {})).map(({ _id, done }) => [_id, done])).toEqual([['kept', false]])

    forget()
    await server.restart()
    await waitUntil(async () => (await own.count('a', {}).catch(() => 0)) === 1, { timeoutMs: 10_000 })
    expect(returns).toBe(1)
  })
})
