import { connectStore, type Store } from './index.ts'
import { note, notes } from './testing/notes.ts'
import { scriptedReplicaSet, type ScriptedReplicaSet } from './testing/scripted-replica-set.ts'

let set: ScriptedReplicaSet
let store: Store
const connect = async (answer: Parameters<typeof scriptedReplicaSet>[0]) => {
  set = await scriptedReplicaSet(answer)
  store = await connectStore({ uri: set.uri, database: 'test', production: true })
  return store.teamRepository(notes)
}
afterEach(async () => {
  await store.close()
  await set.stop()
})

it('a write whose answer was lost is repeated under the same session and number, for the server to apply once', async () => {
  const own = await connect((_, nth) => (nth === 1 ? undefined : { ok: 1, n: 1 }))
  await own.insert('a', note())
  const [first, second] = set.received
  expect(set.received).toHaveLength(2)
  expect(first).toMatchObject({ insert: 'notes', writeConcern: { w: 'majority' } })
  expect(first!['txnNumber']).toBeDefined()
  expect([second!['lsid'], second!['txnNumber']]).toEqual([first!['lsid'], first!['txnNumber']])
})

it('lost twice, or repeated to a server that turns it away, its outcome is unknown', async () => {
  const own = await connect((_, nth) => (nth === 2 ? { ok: 0, code: 10_107, errmsg: 'not primary' } : undefined))
  await expect(own.insert('a', note())).rejects.toMatchObject({ code: 'outcome_unknown' })
  expect(set.received).toHaveLength(2)
  await expect(own.update('a', { _id: 'x' }, { $set: { done: true } })).rejects.toMatchObject({
    code: 'outcome_unknown',
  })
})

it('a write that every server turns away was not done', async () => {
  const own = await connect(() => ({ ok: 0, code: 10_107, errmsg: 'not primary' }))
  await expect(own.insert('a', note())).rejects.toMatchObject({ code: 'store_unavailable' })
})

it('reads ask for what a majority has', async () => {
  const own = await connect(() => ({ ok: 1, cursor: { id: 0n, ns: 'test.notes', firstBatch: [] } }))
  expect(await own.findOne('a', { _id: 'x' })).toBeUndefined()
  expect(set.received[0]).toMatchObject({ find: 'notes', readConcern: { level: 'majority' } })
})
