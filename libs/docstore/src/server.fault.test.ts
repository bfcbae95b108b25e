import { startStore, type RunningStore } from '@synthwright/testing'
import { killUnderLoad } from './testing/kill-under-load.ts'

let store: RunningStore
beforeAll(async () => void (store = await startStore()))
afterAll(() => store.stop())

it('kill -9 under load: acknowledged writes are there, others whole or absent, indexes agree with the documents', async () => {
  const acks = [40, 333, 700]
  const { faults, endings } = await killUnderLoad(store, { kills: acks.length, acks: (round) => acks[round]! })
  expect(faults).toEqual([[], [], []])
  // The fault happened: nothing but the end of the connection ended a writer.
  expect([...endings]).toEqual(['the connection was closed'])
})
