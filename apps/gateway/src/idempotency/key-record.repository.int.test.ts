import { connectStore, type Store } from '@synthwright/persistence'
import { startStore, type RunningStore } from '@synthwright/testing'
import { memoryKeyRecords } from '../testing/memory-key-records.ts'
import { createKeyRecordRepository, type KeyRecordRepository } from './key-record.repository.ts'
import { keyRecords, type KeyRecord } from './key-record.schema.ts'

let server: RunningStore
let store: Store
beforeAll(async () => {
  server = await startStore()
  store = await connectStore({ uri: server.uri, database: 'gateway_test', production: false })
  await store.ensureIndexes(keyRecords)
})
afterAll(async () => {
  await store.close()
  await server.stop()
})

const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds))
const answer = { status: 202, headers: { location: '/here' }, body: '{"a":1}' }

describe.each([
  ['in the store', (): KeyRecordRepository => createKeyRecordRepository(store)],
  ['in memory', memoryKeyRecords],
])('records %s', (where, make) => {
  let records: KeyRecordRepository
  let record: KeyRecord
  let made = 0
  beforeAll(() => (records = make()))
  beforeEach(async () => {
    record = {
      _id: `${where} ${(made += 1)}`,
      teamId: 'team_1',
      commandId: 'c',
      requestHash: 'h',
      holder: 'a',
      leaseUntil: at(1),
      expiresAt: at(9),
      status: null,
      headers: null,
      body: null,
    }
    expect(await records.insert(record)).toBe(true)
  })
  const find = () => records.find('team_1', record._id)

  it('are inserted once, and found by their team only', async () => {
    expect(await records.insert({ ...record, commandId: 'other' })).toBe(false)
    expect(await find()).toEqual(record)
    expect(await records.find('team_2', record._id)).toBeUndefined()
  })

  it('are taken over once from the holder that was seen, and keep their command', async () => {
    const lease = { holder: 'b', leaseUntil: at(2), expiresAt: at(10) }
    expect(await records.takeOver(record, lease)).toBe(true)
    expect(await records.takeOver(record, { ...lease, holder: 'c' })).toBe(false)
    expect(await find()).toEqual({ ...record, ...lease })
  })

  it('are renewed by their holder only', async () => {
    await records.renew({ ...record, holder: 'b' }, { leaseUntil: at(5) })
    expect(await find()).toEqual(record)
    await records.renew(record, { leaseUntil: at(5) })
    expect(await find()).toEqual({ ...record, leaseUntil: at(5) })
  })

  it('keep the first answer, whoever brings it, and change no more', async () => {
    expect(await records.keep({ ...record, holder: 'b' }, answer, at(20))).toBe(true)
    expect(await records.keep(record, { ...answer, status: 500 }, at(30))).toBe(false)
    expect(await records.takeOver(record, { holder: 'd', leaseUntil: at(3), expiresAt: at(11) })).toBe(false)
    await records.renew(record, { leaseUntil: at(5) })
    expect(await find()).toEqual({ ...record, ...answer, expiresAt: at(20) })
  })

  it('are forgotten as they were seen', async () => {
    await records.forget({ ...record, expiresAt: at(8) })
    await records.forget({ ...record, holder: 'b' })
    expect(await find()).toEqual(record)
    await records.forget(record)
    expect(await find()).toBeUndefined()
  })
})
