import {
  freePort,
  startFaultProxy,
  startStore,
  waitUntil,
  type FaultProxy,
  type RunningStore,
} from '@synthwright/testing'
import { connectStore, type Store, type TeamRepository } from './index.ts'
import { note, notes, type Note } from './testing/notes.ts'

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

describe('a connection that is cut', () => {
  let proxy: FaultProxy
  let own: TeamRepository<Note>
  let throughProxy: Store
  beforeEach(async () => {
    proxy = await startFaultProxy({ target: server.uri })
    throughProxy = await connectStore({ uri: proxy.url, database, production: false })
    own = throughProxy.teamRepository(notes)
    await own.delete('cut', {})
    await own.insert('cut', note({ _id: 'old', text: 'old' }))
  })
  afterEach(async () => {
    await throughProxy.close()
    await proxy.stop()
  })
  const texts = async () => (await store.teamRepository(notes).find('cut', {})).map(({ text }) => text).sort()

  it.each<[string, RegExp, () => Promise<unknown>, string[]]>([
    ['insert', /insert/, () => own.insert('cut', note({ text: 'new' })), ['new', 'old']],
    ['insertMany', /insert/, () => own.insertMany('cut', [note({ text: 'new' })]), ['new', 'old']],
    ['update', /update/, () => own.update('cut', { _id: 'old' }, { $set: { text: 'changed' } }), ['changed']],
    ['update of many', /update/, () => own.update('cut', {}, { $set: { text: 'changed' } }), ['changed']],
    ['replace', /update/, () => own.replace('cut', { _id: 'old' }, note({ _id: 'old', text: 'changed' })), ['changed']],
    [
      'findAndUpdate',
      /findAndModify/,
      () => own.findAndUpdate('cut', { _id: 'old' }, { $set: { text: 'changed' } }),
      ['changed'],
    ],
    ['delete', /delete/, () => own.delete('cut', { _id: 'old' }), []],
  ])('before the answer to %s came leaves its outcome unknown, and it is done', async (_, pattern, write, after) => {
    const lost = proxy.loseAnswer(pattern)
    await expect(write()).rejects.toMatchObject({ code: 'outcome_unknown', kind: 'unknown_outcome' })
    await lost
    expect(proxy.hits().lost).toBe(1)
    expect(await texts()).toEqual(after)
  })

  it('with the write in it leaves the outcome unknown too: nobody can tell that it was not done', async () => {
    const held = proxy.holdFrom(/insert/)
    const write = own.insert('cut', note({ text: 'new' }))
    const told = expect(write).rejects.toMatchObject({ code: 'outcome_unknown' })
    await held
    proxy.cut()
    await told
    proxy.release()
    expect(await texts()).toEqual(['old'])
  })

  it('while something is read is an error that may be repeated, unless the driver has done so already', async () => {
    const lost = proxy.loseAnswer(/count|aggregate/)
    const read = await own.count('cut', {}).catch((error: unknown) => error)
    await lost
    expect([1, expect.objectContaining({ code: 'store_unavailable' })]).toContainEqual(read)
  })

  it('and cannot be made again has taken nothing', async () => {
    await proxy.stop()
    await waitUntil(() => !throughProxy.healthy(), { timeoutMs: 10_000 })
    await expect(own.insert('cut', note({ text: 'new' }))).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await texts()).toEqual(['old'])
  })
})
