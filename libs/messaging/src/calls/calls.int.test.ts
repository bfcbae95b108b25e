import { connect, headers } from '@nats-io/transport-node'
import { AppError } from '@synthwright/kernel'
import { waitUntil } from '@synthwright/testing'
import type { Bus, CallOptions } from '../bus.ts'
import { admin, startMessaging, type Messaging } from '../testing/broker.ts'
import { echo, never, plan, principal, tick, write } from '../testing/contracts.ts'
import { answer, type CallContext } from './answer.ts'

let messaging: Messaging
let asker: Bus
let owner: Bus
beforeAll(async () => {
  messaging = await startMessaging()
})
afterAll(() => messaging.stop())
beforeEach(async () => {
  asker = await messaging.connect('gateway')
  owner = await messaging.connect('graph')
})
afterEach(() => messaging.close())

const mebibyte = 1024 * 1024

/** A client that keeps to no contract. */
const rawRequest = async (subject: string, body: string, named: Record<string, string> = {}) => {
  const nc = await connect({ servers: messaging.broker.url, user: admin.user, pass: admin.password })
  const made = headers()
  for (const [name, value] of Object.entries(named)) made.set(name, value)
  const reply = await nc.request(subject, body, { timeout: 2_000, headers: made })
  await nc.close()
  return { body: reply.string(), code: reply.headers?.get('Nats-Service-Error-Code') ?? '' }
}

describe('call and serve', () => {
  it('asks on behalf of a principal and parses both ways', async () => {
    const seen: unknown[] = []
    await owner.serve([
      answer(echo, async (request, context) => {
        seen.push(request, context.principal)
        return { text: request.text.repeat(request.times) }
      }),
    ])
    expect(await asker.call(echo, { text: 'a' }, { principal })).toEqual({ text: 'a' })
    expect(seen).toEqual([{ text: 'a', times: 1 }, principal])
  })

  it('tolerates unknown fields inwards and sends none outwards', async () => {
    const leaky = { text: 'b', passwordHash: 'hunter2' }
    await owner.serve([answer(echo, async () => leaky)])
    const body = JSON.stringify({ text: 'a', ofTheNextRelease: true })
    const reply = await rawRequest(echo.subject, body, {
      'synthwright-principal': JSON.stringify({ ...principal, x: 1 }),
    })
    expect(reply).toEqual({ body: '{"text":"b"}', code: '' })
    const request = { text: 'a', secret: 'hunter2' }
    expect(await asker.call(echo, request, { principal })).toEqual({ text: 'b' })
  })

  it('answers with the error of a handler that throws after an await', async () => {
    await owner.serve([
      answer(echo, async ({ text }) => {
        await new Promise((resolve) => setImmediate(resolve))
        if (text === 'bug') throw new TypeError('secret detail')
        throw new AppError('entity_not_found', 'Entity not found', { details: { id: text }, retryAfterMs: 5 })
      }),
    ])
    const failure = asker.call(echo, { text: 'e1' }, { principal })
    await expect(failure).rejects.toMatchObject({
      code: 'entity_not_found',
      message: 'Entity not found',
      details: { id: 'e1' },
      retryAfterMs: 5,
    })
    const bug = await asker.call(echo, { text: 'bug' }, { principal }).catch((error: unknown) => error)
    expect(bug).toMatchObject({ code: 'internal' })
    expect(JSON.stringify(bug) + String(bug)).not.toContain('secret detail')
  })

  it('tells nobody listening from nobody answering', async () => {
    const startedAt = performance.now()
    await expect(asker.call(echo, { text: 'a' }, { principal })).rejects.toMatchObject({ code: 'service_unavailable' })
    expect(performance.now() - startedAt).toBeGreaterThan(1_500)

    let asked = 0
    await owner.serve([answer(echo, (_, { signal }) => ((asked += 1), never(signal)))])
    const unanswered = asker.call(echo, { text: 'a' }, { principal, timeoutMs: 200 })
    await expect(unanswered).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(asked).toBe(2)
  })

  const calls: [string, number, (options: CallOptions) => Promise<{ text: string }>][] = [
    ['a read again', 2, (options) => asker.call(echo, { text: 'a' }, options)],
    ['no costly read again', 1, (options) => asker.call(plan, { text: 'a' }, options)],
    ['no write again', 1, (options) => asker.call(write, { commandId: 'cmd_1', text: 'a' }, options)],
  ]
  it.each(calls)('asks %s, halfway, when nobody answered', async (_, times, call) => {
    let asked = 0
    const reply = async ({ text }: { text: string }, { signal }: CallContext) =>
      (asked += 1) === 1 ? never(signal) : { text: `${text}${asked}` }
    await owner.serve([answer(echo, reply), answer(plan, reply), answer(write, reply)])
    const outcome = await call({ principal, timeoutMs: 600 }).catch(({ code }: AppError) => code)
    expect([outcome, asked]).toEqual([times === 2 ? { text: 'a2' } : 'outcome_unknown', times])
  })

  it('takes the first answer that comes, also to what it had asked first', async () => {
    let asked = 0
    const second = Promise.withResolvers<void>()
    await owner.serve([
      answer(echo, async ({ text }, { signal }) => {
        if ((asked += 1) === 2) {
          second.resolve()
          return never(signal)
        }
        await second.promise
        return { text }
      }),
    ])
    expect(await asker.call(echo, { text: 'first' }, { principal, timeoutMs: 600 })).toEqual({ text: 'first' })
    expect(asked).toBe(2)
  })

  it('finds a service that appears while it is being called', async () => {
    const reply = asker.call(write, { commandId: 'cmd_1', text: 'late' }, { principal })
    await owner.serve([answer(write, async ({ text }) => ({ text }))])
    expect(await reply).toEqual({ text: 'late' })
  })

  it('refuses a call without the principal it needs, on both sides', async () => {
    let handled = 0
    await owner.serve([answer(echo, async ({ text }) => ({ text: `${text}${(handled += 1)}` }))])
    await expect(asker.call(echo, { text: 'a' })).rejects.toMatchObject({ code: 'contract_violated' })
    const bare = await rawRequest(echo.subject, '{"text":"a"}')
    expect(bare).toMatchObject({ code: '500', body: expect.stringContaining('contract_violated') })
    const forged = await rawRequest(echo.subject, '{"text":"a"}', { 'synthwright-principal': '{"teamId":"t"}' })
    expect(forged.body).toContain('contract_violated')
    expect(handled).toBe(0)
  })

  it('sends no principal with a system call, and gives its handler none', async () => {
    await owner.serve([answer(tick, async (_, context) => ({ text: context.principal.teamId }))])
    await expect(asker.call(tick, { text: 'a' }, { principal })).rejects.toMatchObject({ code: 'internal' })
  })

  it('refuses what has not the form of the contract, on both sides', async () => {
    await owner.serve([answer(echo, async () => ({ text: 7 as unknown as string }))])
    const request = { text: 7 as unknown as string }
    await expect(asker.call(echo, request, { principal })).rejects.toMatchObject({
      code: 'contract_violated',
      details: { fields: ['text: invalid_type'] },
    })
    await expect(asker.call(echo, { text: 'a' }, { principal })).rejects.toMatchObject({ code: 'contract_violated' })
    const named = { 'synthwright-principal': JSON.stringify(principal) }
    for (const body of ['{"text":7}', 'not json', ''])
      expect((await rawRequest(echo.subject, body, named)).body).toContain('contract_violated')
  })

  it('refuses a message that is too large, and the connection lives on', async () => {
    await owner.serve([answer(echo, async ({ times }) => ({ text: 'x'.repeat(times) }))])
    const tooLarge = { code: 'message_too_large', details: expect.objectContaining({ sizeBytes: expect.any(Number) }) }
    await expect(asker.call(echo, { text: 'a', times: 8 * mebibyte }, { principal })).rejects.toMatchObject(tooLarge)
    await expect(asker.call(echo, { text: 'x'.repeat(8 * mebibyte) }, { principal })).rejects.toMatchObject(tooLarge)
    const { text } = await asker.call(echo, { text: 'a', times: 7 * mebibyte }, { principal })
    expect(text).toHaveLength(7 * mebibyte)
    expect([asker.health(), owner.health()]).toEqual([
      { connected: true, wedged: false },
      { connected: true, wedged: false },
    ])
  })

  it('tells the handler when its caller has given up', async () => {
    let reason: unknown
    await owner.serve([
      answer(
        echo,
        (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject((reason = signal.reason)))),
      ),
    ])
    await expect(asker.call(echo, { text: 'a' }, { principal, timeoutMs: 150 })).rejects.toMatchObject({
      code: 'outcome_unknown',
    })
    await waitUntil(() => reason)
    expect(reason).toMatchObject({ code: 'cancelled' })
  })

  it('gives up when the caller says so', async () => {
    let handled = 0
    await owner.serve([answer(echo, (_, { signal }) => ((handled += 1), never(signal)))])
    const plain = new AbortController()
    const reply = asker.call(echo, { text: 'a' }, { principal, signal: plain.signal })
    const abortedAt = performance.now()
    plain.abort()
    await expect(reply).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - abortedAt).toBeLessThan(1_000)
    const later = new AbortController()
    const asked = asker.call(echo, { text: 'a' }, { principal, signal: later.signal })
    await waitUntil(() => handled === 1)
    later.abort(new AppError('run_cancelled', 'The run was cancelled'))
    await expect(asked).rejects.toMatchObject({ code: 'run_cancelled' })
    const reasoned = AbortSignal.abort(new AppError('deadline_passed', 'Too late'))
    await expect(asker.call(echo, { text: 'a' }, { principal, signal: reasoned })).rejects.toMatchObject({
      code: 'deadline_passed',
    })
  })

  it('shares calls among the replicas of a service', async () => {
    const other = await messaging.connect('graph')
    await owner.serve([answer(echo, async () => ({ text: 'one' }))])
    await other.serve([answer(echo, async () => ({ text: 'two' }))])
    const replies = await Promise.all(Array.from({ length: 40 }, () => asker.call(echo, { text: 'a' }, { principal })))
    expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(['one', 'two']))
  })

  it('lets running calls end before it stops, and takes no more', async () => {
    let release = () => {}
    await owner.serve([
      answer(echo, async ({ text }) => {
        if (text === 'a') await new Promise<void>((resolve) => (release = resolve))
        return { text }
      }),
    ])
    const running = asker.call(echo, { text: 'a' }, { principal })
    await waitUntil(() => release.name !== 'release')
    const stopped = owner.stop(5_000)
    await waitUntil(() =>
      asker.call(echo, { text: 'b' }, { principal, timeoutMs: 100 }).then(
        () => false,
        ({ code }: AppError) => code === 'service_unavailable',
      ),
    )
    release()
    expect(await running).toEqual({ text: 'a' })
    await stopped
    await expect(owner.call(tick, { text: 'a' })).rejects.toMatchObject({ code: 'broker_unavailable' })
  })

  it('aborts the calls that outlast the grace of a stop', async () => {
    let started = false
    await owner.serve([
      answer(echo, (_, { signal }) => {
        started = true
        return never(signal)
      }),
    ])
    const reply = asker.call(echo, { text: 'a' }, { principal })
    await waitUntil(() => started)
    await Promise.all([owner.stop(50), expect(reply).rejects.toMatchObject({ code: 'cancelled' })])
  })
})

describe('connectBus', () => {
  it('says when the broker refuses the credentials', async () => {
    const { connectBus } = await import('../connect-bus.ts')
    const wrong = connectBus({
      service: 'graph',
      instance: 'a',
      servers: messaging.broker.url,
      user: 'graph',
      password: 'wrong',
    })
    await expect(wrong).rejects.toMatchObject({
      code: 'broker_unavailable',
      message: expect.stringContaining('refused'),
    })
  })
})
