import type { Principal } from '@synthwright/contracts'
import type { EventStream } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import { runView } from '../../testing/samples.ts'
import { createWaitingRoom } from '../waiting-room.ts'
import { streamEvents } from './handlers/stream-events.ts'
import { createRunFollowers, type RunFollowers } from './run-followers.ts'
import { waitForRun } from './wait-for-run.ts'

const principal = { teamId: 'team_1' } as Principal
const streams = createWaitingRoom({ perUser: null, perTeam: null })
const silent = { next: () => new Promise<never>(() => {}) }

let runs: RunFollowers
let leaving: AbortController
let refusal: AppError | undefined
let bus: Bus
beforeEach(() => {
  leaving = new AbortController()
  refusal = undefined
  bus = {
    subscribe: () => ({ [Symbol.asyncIterator]: () => silent, close: () => {} }),
    call: async () => {
      if (refusal) throw refusal
      return { run: runView('run_1'), ended: false, history: [] }
    },
  } as unknown as Bus
  runs = createRunFollowers(bus)
})

const stream: EventStream = { send: () => {}, close: () => {}, closed: false }
const context = () => ({
  params: { run_id: 'run_1' },
  principal,
  principalNow: async () => principal,
  lastEventId: null,
  signal: leaving.signal,
  openStream: () => stream,
})

describe.each([
  ['events', () => streamEvents({ bus, runs, streams }).handle(context() as never)],
  [
    'the end',
    () =>
      waitForRun(
        { bus, runs },
        {
          principal,
          runId: 'run_1',
          deadlineAt: Date.now() + 60_000,
          signal: leaving.signal,
          read: () => Promise.resolve('read'),
        },
      ),
  ],
])('whoever waits for %s', (_, wait) => {
  it('follows, and no longer once they have left', async () => {
    const waiting = wait()
    await new Promise(setImmediate)
    expect(runs.size).toBe(1)
    leaving.abort(new AppError('cancelled', 'gone'))
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect(runs.size).toBe(0)
  })

  it('does not go on following what is refused', async () => {
    refusal = new AppError('run_not_found', 'no')
    await expect(wait()).rejects.toMatchObject({ code: 'run_not_found' })
    expect(runs.size).toBe(0)
  })
})
