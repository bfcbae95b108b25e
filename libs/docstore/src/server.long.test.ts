import { startStore, type RunningStore } from '@synthwright/testing'
import { killUnderLoad } from './testing/kill-under-load.ts'

const kills = 40

let store: RunningStore
beforeAll(async () => void (store = await startStore()))
afterAll(() => store.stop())

it(
  'kill -9 under load, again and again on the same data',
  async () => {
    const acks = () => 1 + Math.floor(Math.random() * 200)
    const { faults } = await killUnderLoad(store, { kills, acks })
    expect(faults.flat()).toEqual([])
  },
  10 * 60_000,
)
