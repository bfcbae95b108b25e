import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import { silentLog } from '../testing/silent.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'
import { defaultTiming } from './timing.ts'

const timing = { ...defaultTiming, reconcileEveryMs: 2 }
const { leaseMs } = timing

let now: number
let looks: boolean[]
let fails: boolean
let hears: boolean
let reconciler: Reconciler

beforeEach(() => {
  now = 1e9
  looks = []
  fails = false
  hears = true
  const looked = async ({ leasesLapse }: { leasesLapse: boolean }) => {
    looks.push(leasesLapse)
    if (fails) throw new AppError('store_unavailable', 'gone')
    return 0
  }
  reconciler = createReconciler({
    engine: { reconcile: looked, resumeAll: async () => {} },
    all: {} as never,
    clock: { now: () => now, date: () => new Date(now) },
    timing,
    log: silentLog,
    hearsWorkers: () => hears,
  })
})
afterEach(() => reconciler.stop())

/** Whether leases lapse in a look that begins after this. */
const leasesLapse = async (): Promise<boolean> => {
  const before = looks.length
  await waitUntil(() => looks.length > before + 1)
  return looks.at(-1)!
}

/** Time passes, with looks in between as there should be. */
const pass = async (ms: number): Promise<void> => {
  for (const until = now + ms; now < until;) {
    now = Math.min(until, now + timing.leaseMs - timing.heartbeatEveryMs)
    await leasesLapse()
  }
}

describe('no lease lapses', () => {
  it('for one lease after its own start', async () => {
    await reconciler.start()
    expect(await leasesLapse()).toBe(false)
    await pass(leaseMs - 1)
    expect(await leasesLapse()).toBe(false)
    await pass(1)
    expect(await leasesLapse()).toBe(true)
  })

  it.each([
    ['the broker or the store came back', () => reconciler.dependencyReturned()],
    [
      'a look failed',
      async () => {
        fails = true
        await leasesLapse()
        fails = false
      },
    ],
    [
      'workers could not be heard',
      async () => {
        hears = false
        await leasesLapse()
        hears = true
      },
    ],
    ['this process stood still', () => (now += leaseMs)],
  ])('for one lease after %s', async (_what, happens) => {
    await reconciler.start()
    await pass(leaseMs)
    expect(await leasesLapse()).toBe(true)
    await happens()
    expect(await leasesLapse()).toBe(false)
    await pass(leaseMs - 1)
    expect(await leasesLapse()).toBe(false)
    await pass(1)
    expect(await leasesLapse()).toBe(true)
  })

  it('while workers cannot be heard, however long', async () => {
    await reconciler.start()
    hears = false
    await pass(3 * leaseMs)
    expect(await leasesLapse()).toBe(false)
  })
})
