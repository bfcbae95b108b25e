import type { Principal } from '@synthwright/contracts'
import type { KeyedRequest, RenderedAnswer } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { memoryKeyRecords } from '../testing/memory-key-records.ts'
import { createIdempotency } from './answer-once.ts'

const leaseMs = 60_000
const longestWaitMs = 5 * leaseMs
const dayMs = 24 * 60 * 60_000

const never = new Promise<RenderedAnswer>(() => {})
const made = (body: string): RenderedAnswer => ({ status: 201, headers: {}, body })
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

const request = (changed: Partial<KeyedRequest> = {}): KeyedRequest => ({
  principal: { teamId: 't', userId: 'u', credentialId: 'c' } as Principal,
  method: 'POST',
  path: '/things',
  key: 'k',
  requestHash: 'h',
  meanwhile: 'wait',
  signal: new AbortController().signal,
  ...changed,
})

let clock: ReturnType<typeof fakeClock>
let once: ReturnType<typeof createIdempotency>['once']
let giveBackAll: ReturnType<typeof createIdempotency>['giveBackAll']
let commands: string[]
/** Pauses of renewals and of waits, each ended by whoever lets time pass. */
let pauses: { ms: number; end: () => void }[]
beforeEach(() => {
  clock = fakeClock()
  commands = []
  pauses = []
  ;({ once, giveBackAll } = createIdempotency({
    records: memoryKeyRecords(),
    leaseMs,
    longestWaitMs,
    clock,
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        pauses.push({ ms, end: resolve })
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
  }))
})

const pass = async (ms: number) => {
  clock.advance(ms)
  for (const { end } of pauses.splice(0)) end()
  await settled()
}

const answers = (body: string) => async (commandId: string) => {
  commands.push(commandId)
  return made(body)
}

it('answers a key once a day', async () => {
  expect(await once(request(), answers('first'))).toEqual({ ...made('first'), replayed: false })
  clock.advance(dayMs - 1)
  expect(await once(request(), answers('second'))).toEqual({ ...made('first'), replayed: true })
  clock.advance(1)
  expect(await once(request({ requestHash: 'other' }), answers('third'))).toEqual({ ...made('third'), replayed: false })
  expect(new Set(commands).size).toBe(2)
})

it('has a second call wait for the answer of the first, for as long as that is at work', async () => {
  const answer = Promise.withResolvers<RenderedAnswer>()
  const first = once(request(), () => answer.promise)
  await settled()
  const second = once(request(), answers('second'))
  for (let n = 0; n < 8; n++) await pass(leaseMs / 2)
  answer.resolve(made('first'))
  expect(await first).toEqual({ ...made('first'), replayed: false })
  await pass(1)
  expect(await second).toEqual({ ...made('first'), replayed: true })
  expect(commands).toEqual([])
})

it('has it wait so long and no longer', async () => {
  void once(request(), () => never)
  await settled()
  const second = once(request(), answers('second'))
  const refused = expect(second).rejects.toMatchObject({ code: 'outcome_unknown' })
  for (let passed = 0; passed < longestWaitMs; passed += leaseMs / 2) await pass(leaseMs / 2)
  await refused
})

it('lets it leave', async () => {
  void once(request(), () => never)
  await settled()
  const leaving = new AbortController()
  const second = once(request({ signal: leaving.signal }), answers('second'))
  await settled()
  leaving.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
})

it('refuses it where its surface says so, until the first is answered', async () => {
  const refusing = request({ meanwhile: 'refuse' })
  const answer = Promise.withResolvers<RenderedAnswer>()
  const first = once(refusing, () => answer.promise)
  await settled()
  await expect(once(refusing, answers('second'))).rejects.toMatchObject({ code: 'idempotency_in_progress' })
  answer.resolve(made('first'))
  await first
  expect(await once(refusing, answers('second'))).toEqual({ ...made('first'), replayed: true })
})

it('refuses another request under the key before it waits for anything', async () => {
  void once(request(), () => never)
  await settled()
  const other = once(request({ requestHash: 'other' }), answers('second'))
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' })
})

it('sends nothing that it cannot keep, and keeps the command', async () => {
  const large = 'x'.repeat(12 * 1024 * 1024 + 1)
  await expect(once(request(), answers(large))).rejects.toMatchObject({ code: 'message_too_large' })
  clock.advance(leaseMs)
  await once(request(), answers('small'))
  expect(new Set(commands).size).toBe(1)
})

it('keeps lease and command when it is unknown what was done', async () => {
  const unheard = async (commandId: string) => {
    commands.push(commandId)
    throw new AppError('outcome_unknown', 'unheard')
  }
  await expect(once(request(), unheard)).rejects.toMatchObject({ code: 'outcome_unknown' })
  const second = once(request(), answers('second'))
  await pass(leaseMs - 1)
  expect(commands).toHaveLength(1)
  await pass(1)
  expect(await second).toEqual({ ...made('second'), replayed: false })
  expect(new Set(commands).size).toBe(1)
})

it('keeps nothing of a refusal but the request and its command: the next call tries at once', async () => {
  const refused = async (commandId: string) => {
    commands.push(commandId)
    throw new AppError('project_access_denied', 'no')
  }
  await expect(once(request(), refused)).rejects.toMatchObject({ code: 'project_access_denied' })
  const other = once(request({ requestHash: 'other' }), answers('other'))
  await expect(other).rejects.toMatchObject({ code: 'idempotency_key_reused' })
  expect(await once(request(), answers('since'))).toEqual({ ...made('since'), replayed: false })
  expect(commands).toHaveLength(2)
  expect(new Set(commands).size).toBe(1)
})

it('gives back what it has not answered when it stops, and renews it no more', async () => {
  void once(request(), (commandId) => {
    commands.push(commandId)
    return never
  })
  await settled()
  await giveBackAll()
  await pass(leaseMs / 4)
  expect(await once(request(), answers('another gateway'))).toEqual({ ...made('another gateway'), replayed: false })
  expect(new Set(commands).size).toBe(1)
})
