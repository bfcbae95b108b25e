import type { ErrorKind } from '@synthwright/contracts'
import type { Idempotency, KeyedRequest, RenderedAnswer } from '@synthwright/http'
import { AppError, delay, newId, sha256, systemClock, toAppError, type Clock } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { KeyRecordRepository } from './key-record.repository.ts'
import type { KeyRecord } from './key-record.schema.ts'

export interface IdempotencyTiming {
  /** How long a try may be silent before another may begin. */
  leaseMs: number
  /** How long a call waits for the answer of another. */
  longestWaitMs: number
}

export interface IdempotencyDependencies extends IdempotencyTiming {
  records: KeyRecordRepository
  clock?: Clock
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
  /** A random id: of a command, or of a holder. */
  draw?: () => string
}

const keptForMs = 24 * 60 * 60_000
const lookAgainMs = 200
/**
 * Larger than any reply that a message can carry, which is what answers are made of, and well under what a document may
 * hold. An answer beyond it could be sent once but not again, so that it is not sent at all.
 */
const largestBodyBytes = 12 * 1024 * 1024

/** Whoever is told one of these knows that nothing was done. What is unavailable may have been asked, and done it. */
const refusals: readonly ErrorKind[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'quota_exhausted',
]

/** The credential is part of it: another one of the same user may have other rights. */
const idOf = ({ principal: { teamId, userId, credentialId }, method, path, key }: KeyedRequest): string =>
  sha256(JSON.stringify([teamId, userId, credentialId, method, path, key]))

const answerOf = ({ status, headers, body }: KeyRecord): RenderedAnswer | undefined =>
  status === null ? undefined : { status, headers: headers ?? {}, body }

export interface OwnIdempotency extends Idempotency {
  /** Lets other gateways continue at once what this one, which stops, has not answered. */
  giveBackAll(): Promise<void>
}

/**
 * Answers every key once, over all replicas of the gateway: whoever has the lease answers, and renews it until then.
 * When it lapses, for instance because that gateway is gone, another call of the same request takes over, under the same
 * command, so that the owner of the effect finds what was done already.
 */
export const createIdempotency = ({
  records,
  leaseMs,
  longestWaitMs,
  clock = systemClock,
  pause = delay,
  draw = () => newId('command'),
}: IdempotencyDependencies): OwnIdempotency => {
  const held = new Set<KeyRecord>()
  const after = (ms: number) => new Date(clock.now() + ms)
  const lease = () => ({ holder: draw(), leaseUntil: after(leaseMs), expiresAt: after(leaseMs + keptForMs) })

  const renewing = async (record: KeyRecord, ended: AbortSignal): Promise<void> => {
    while (!ended.aborted) {
      await pause(leaseMs / 4, ended).catch(() => {})
      if (ended.aborted || !held.has(record)) return
      await records
        .renew(record, { leaseUntil: after(leaseMs) })
        .catch((error: unknown) => log.warn('The lease of an idempotency key was not renewed', { error }))
    }
  }

  /** Whoever stores first has answered, also when that is no longer the holder. */
  const keep = async (record: KeyRecord, made: RenderedAnswer): Promise<RenderedAnswer & { replayed: boolean }> => {
    if (Buffer.byteLength(made.body ?? '') > largestBodyBytes)
      throw new AppError('message_too_large', 'The answer is larger than one that can be kept for its key')
    try {
      if (await records.keep(record, made, after(keptForMs))) return { ...made, replayed: false }
      const stored = await records.find(record.teamId, record._id)
      const first = stored && answerOf(stored)
      if (first) return { ...first, replayed: true }
    } catch (cause) {
      throw new AppError('outcome_unknown', 'It was done, but its answer could not be stored', { cause })
    }
    throw new AppError('outcome_unknown', 'The record of the key is gone')
  }

  const giveBack = (record: KeyRecord) => records.renew(record, { leaseUntil: after(0) })

  /**
   * Without an answer the record stays as it is, lease and command included: perhaps it was done, or still will be. Only
   * where it was refused may the next call try at once, under the same command.
   */
  const hold = async (record: KeyRecord, work: (commandId: string) => Promise<RenderedAnswer>) => {
    const ended = new AbortController()
    held.add(record)
    const renewed = renewing(record, ended.signal)
    try {
      return await keep(record, await work(record.commandId))
    } catch (thrown) {
      ended.abort()
      if (refusals.includes(toAppError(thrown).kind)) {
        await renewed
        await giveBack(record).catch((error: unknown) => log.warn('A key was not given back', { error }))
      }
      throw thrown
    } finally {
      ended.abort()
      held.delete(record)
    }
  }

  return {
    giveBackAll: async () => {
      const given = [...held]
      held.clear()
      await Promise.allSettled(given.map(giveBack))
    },
    once: async (request, work) => {
      const { principal, requestHash, meanwhile, signal } = request
      const fresh = (): KeyRecord => ({
        ...lease(),
        _id: idOf(request),
        teamId: principal.teamId,
        commandId: draw(),
        requestHash,
        status: null,
        headers: null,
        body: null,
      })
      const waitUntil = clock.now() + longestWaitMs
      for (;;) {
        const mine = fresh()
        const found = (await records.find(mine.teamId, mine._id)) ?? ((await records.insert(mine)) ? mine : undefined)
        if (found === mine) return hold(mine, work)
        if (!found) continue
        if (found.expiresAt.getTime() <= clock.now()) {
          await records.forget(found)
          continue
        }
        if (found.requestHash !== requestHash)
          throw new AppError('idempotency_key_reused', 'The key was sent with another request')
        const answer = answerOf(found)
        if (answer) return { ...answer, replayed: true }
        if (found.leaseUntil.getTime() <= clock.now()) {
          const taken = lease()
          if (await records.takeOver(found, taken)) return hold({ ...found, ...taken }, work)
        } else if (meanwhile === 'refuse')
          throw new AppError('idempotency_in_progress', 'The first request with this key is still being answered')
        else if (clock.now() >= waitUntil)
          throw new AppError('outcome_unknown', 'The first request with this key was not answered in time')
        else await pause(lookAgainMs, signal)
      }
    },
  }
}
