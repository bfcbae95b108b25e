import type { Principal } from '@synthwright/contracts'
import type { RenderedAnswer } from '@synthwright/http'
import { AppError, isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { createIdempotency } from '../idempotency/answer-once.ts'
import type { KeyRecordRepository } from '../idempotency/key-record.repository.ts'
import type { KeyRecord } from '../idempotency/key-record.schema.ts'
import { memoryKeyRecords } from './memory-key-records.ts'

/** One call with the key that all of them carry. */
export interface KeyedCall {
  user: 'u1' | 'u2'
  /** What it asks for. */
  body: 'b1' | 'b2'
  /** Its gateway dies after so many of its steps; null: it lives. */
  diesAfter: number | null
  /** What the owner of the effect does: does it and says so, does it and is not heard, does nothing, refuses. */
  owner: 'ok' | 'unheard' | 'away' | 'refuses'
}

export interface Schedule {
  calls: KeyedCall[]
  /** Which of the steps that could come next does; the oldest once there are no more choices. */
  choices: number[]
}

/** What takes a rule out. */
export interface Variant {
  records?: (records: KeyRecordRepository, call: KeyedCall, nowMs: () => number) => KeyRecordRepository
  /** The owner makes an effect of every call, also of one whose command it knows. */
  ownerForgets?: boolean
  /** A call that ends without an answer gives its record up. */
  releases?: boolean
}

const leaseMs = 60_000
/** A call that looks again at once, and again, would only make the play longer. */
const shortestPauseMs = leaseMs / 2
const mostSteps = 2_000

/** Lets everything run on until it waits for its next step. */
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** Acts one at a time, in an order that is given. Time passes when an act that is due later is chosen. */
const createStage = (choices: number[]) => {
  const clock = fakeClock()
  const pending: { dueAtMs: number; act: () => void }[] = []
  return {
    clock,
    step: <T>(act: () => T | Promise<T>, afterMs = 0): Promise<T> =>
      new Promise((resolve, reject) => {
        const begin = () => void (async () => act())().then(resolve, reject)
        pending.push({ dueAtMs: clock.now() + afterMs, act: begin })
      }),
    /** Until nobody has anything to do. */
    play: async (): Promise<void> => {
      await settled()
      for (let steps = 0; pending.length > 0; steps += 1) {
        if (steps === mostSteps) throw new Error('The calls come to no end')
        const [next] = pending.splice((choices.shift() ?? 0) % pending.length, 1)
        clock.advance(Math.max(0, next!.dueAtMs - clock.now()))
        next!.act()
        await settled()
      }
    },
  }
}

/**
 * Makes calls against one set of records. A step is one operation on the records, one call of the owner, or the end of a
 * pause; a call whose step is not chosen for long is frozen.
 * @returns what was wrong, as text; undefined when every key had one effect and one answer
 */
export const playKeys = async (schedule: Schedule, variant: Variant = {}): Promise<string | undefined> => {
  const { clock, step, play } = createStage([...schedule.choices])
  const shared = memoryKeyRecords()
  const effects: { commandId: string; user: string; body: string }[] = []
  const answers: { to: KeyedCall; text: string }[] = []
  let drawn = 0

  const perform = (commandId: string, { user, body }: KeyedCall) => {
    const known = effects.find((effect) => effect.commandId === commandId)
    if (known && !variant.ownerForgets) return known
    const effect = { commandId, user, body }
    effects.push(effect)
    return effect
  }

  const make = async (call: KeyedCall, name: string): Promise<void> => {
    let steps = 0
    let held: KeyRecord | undefined
    // Nothing that a dead gateway waits for ever comes.
    const mine = <T>(act: () => T | Promise<T>, afterMs = 0): Promise<T> => {
      steps += 1
      return call.diesAfter !== null && steps > call.diesAfter ? new Promise(() => {}) : step(act, afterMs)
    }
    const stepped: KeyRecordRepository = {
      insert: async (record) => {
        const isNew = await mine(() => shared.insert(record))
        if (isNew) held = record
        return isNew
      },
      find: (teamId, id) => mine(() => shared.find(teamId, id)),
      takeOver: async (seen, lease) => {
        const isMine = await mine(() => shared.takeOver(seen, lease))
        if (isMine) held = { ...(seen as KeyRecord), ...lease }
        return isMine
      },
      renew: (record, lease) => mine(() => shared.renew(record, lease)),
      keep: (record, answer, expiresAt) => mine(() => shared.keep(record, answer, expiresAt)),
      forget: (seen) => mine(() => shared.forget(seen)),
    }
    const { once } = createIdempotency({
      records: variant.records?.(stepped, call, clock.now) ?? stepped,
      clock,
      leaseMs,
      longestWaitMs: 10 * leaseMs,
      pause: (ms, signal) => mine(() => signal.throwIfAborted(), Math.max(ms, shortestPauseMs)),
      draw: () => `drawn ${(drawn += 1)}`,
    })
    const work = async (commandId: string): Promise<RenderedAnswer> => {
      const effect = await mine(() => {
        if (call.owner === 'away') throw new AppError('service_unavailable', 'away')
        if (call.owner === 'refuses') throw new AppError('project_access_denied', 'no')
        const done = perform(commandId, call)
        if (call.owner === 'unheard') throw new AppError('outcome_unknown', 'unheard')
        return done
      })
      // Who tells it shows: two who tell of one effect need not say the same.
      return { status: 200, headers: {}, body: `${effect.user} asked for ${effect.body}, says ${name}` }
    }
    const request = {
      principal: { teamId: 't', userId: call.user, credentialId: call.user } as Principal,
      method: 'POST',
      path: '/things',
      key: 'k',
      requestHash: call.body,
      meanwhile: 'wait' as const,
      signal: new AbortController().signal,
    }
    try {
      answers.push({ to: call, text: (await once(request, work)).body! })
    } catch (error) {
      if (!isAppError(error)) throw error
      if (variant.releases && held) await stepped.forget(held)
    }
  }

  for (const [n, call] of schedule.calls.entries()) void make(call, `call ${n}`)
  await play()
  // Whatever happened, somebody who asks again later is told the same.
  const again = schedule.calls.map((call) => ({ ...call, diesAfter: null, owner: 'ok' as const }))
  for (const [n, call] of again.entries()) {
    void make(call, `late call ${n}`)
    await play()
  }

  for (const user of ['u1', 'u2'] as const) {
    const done = effects.filter((effect) => effect.user === user)
    const told = answers.filter(({ to }) => to.user === user)
    if (done.length > 1) return `${user} has ${done.length} effects`
    if (new Set(told.map(({ text }) => text)).size > 1) return `${user} was told different things`
    const strange = told.find(({ to, text }) => !text.startsWith(`${user} asked for ${to.body},`))
    if (strange) return `${user} was told of something else: ${strange.text}`
    if (schedule.calls.some((call) => call.user === user) && told.length === 0) return `${user} was told nothing`
  }
  return undefined
}
