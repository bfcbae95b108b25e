import { errors, RequestError, type Msg } from '@nats-io/transport-node'
import type { Call } from '@synthwright/contracts'
import { AppError, backoffMs, delay, isStillAsked, noteEffect, stage, toAppError } from '@synthwright/kernel'
import { histogram, span } from '@synthwright/telemetry'
import { abortReason } from '../abort-reason.ts'
import type { Bus, CallOptions } from '../bus.ts'
import { unlessLost, type Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'
import { decodeBody, encodeBody, errorOf, isOvertaken, parseAs, requestHeaders, seenOf } from '../wire.ts'
import { createSight } from './command.ts'

/** How long nobody may listen, or the connection be away, before a call gives up: a restart takes about as long. */
const patienceMs = 2_000

const duration = histogram('synthwright.call.duration', { description: 'Calls as their callers saw them', unit: 'ms' })

interface Asked extends CallOptions {
  /** Of a command: how far this process had seen what its owner did. */
  seen?: number | undefined
}

type Answer = { reply: Msg } | { noResponders: true }

/** One request and its reply. Whatever happens after it was sent, and before a reply, leaves the outcome unknown. */
const request = async (
  connection: Connection,
  contract: Call,
  body: Uint8Array,
  { principal, signal, timeoutMs, seen }: Asked & { timeoutMs: number },
): Promise<Answer> => {
  if (signal?.aborted) throw abortReason(signal)
  let give: (reason: AppError) => void = () => {}
  const given = new Promise<never>((_, reject) => (give = reject))
  const onAbort = () => give(abortReason(signal!))
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const headers = requestHeaders({
      principal: contract.principal === 'system' ? undefined : principal,
      waitsMs: timeoutMs,
      seen,
    })
    return {
      reply: await Promise.race([
        unlessLost(connection, connection.nc.request(contract.subject, body, { timeout: timeoutMs, headers })),
        given,
      ]),
    }
  } catch (cause) {
    if (cause instanceof RequestError && cause.isNoResponders()) return { noResponders: true }
    if (cause instanceof errors.ClosedConnectionError || cause instanceof errors.DrainingConnectionError)
      throw new AppError('broker_unavailable', 'The connection to the broker is closed', { cause })
    const refused = refusal(cause)
    if (refused) throw refused
    if (cause instanceof errors.TimeoutError || cause instanceof RequestError)
      throw new AppError('outcome_unknown', `No answer came from ${contract.service}`, { cause })
    throw cause
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/**
 * Sends until somebody answers. What a lost connection left open is sent once more: reads change nothing, and the owner
 * finds the effect of a command again.
 */
const requestAnswered = async (
  connection: Connection,
  contract: Call,
  body: Uint8Array,
  { principal, signal, timeoutMs = contract.timeoutMs, seen }: Asked,
): Promise<Msg> => {
  const startedAt = Date.now()
  const left = () => timeoutMs - (Date.now() - startedAt)
  let unknown: AppError | undefined
  for (let tries = 1; ; tries += 1) {
    if (!(await connection.whenConnected(Math.min(patienceMs, left()), signal)))
      throw unknown ?? new AppError('broker_unavailable', 'There is no connection to the broker')
    let refusal: AppError
    try {
      const answer = await request(connection, contract, body, {
        principal,
        signal,
        seen,
        timeoutMs: Math.max(1, left()),
      })
      if ('reply' in answer) return answer.reply
      // What is not there now may have done it before.
      refusal = unknown ?? new AppError('service_unavailable', `The service ${contract.service} is not there`)
      if (Date.now() - startedAt > patienceMs) throw refusal
    } catch (error) {
      refusal = toAppError(error)
      if (signal?.aborted || refusal.code !== 'outcome_unknown') throw error
      unknown = refusal
    }
    const pauseMs = backoffMs(tries, { baseMs: 25, capMs: 400 })
    if (pauseMs >= left()) throw refusal
    await delay(pauseMs, signal)
  }
}

/**
 * A replica that dies with a request never answers it. A read is asked for once more when half of its time is over,
 * beside the first request, and whichever is answered first counts. A write is not, since its second copy could come
 * after what its caller did next, and neither is what costs its owner's processor, of which there would be less for it.
 */
const requestHedged = async (
  connection: Connection,
  contract: Call,
  body: Uint8Array,
  options: Asked,
): Promise<Msg> => {
  const first = requestAnswered(connection, contract, body, options)
  if (contract.effect !== 'read') return first
  const halfMs = (options.timeoutMs ?? contract.timeoutMs) / 2
  let timer: NodeJS.Timeout | undefined
  const halfway = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), halfMs)
  })
  const early = await Promise.race([first, halfway]).finally(() => clearTimeout(timer))
  if (early) return early
  const second = requestAnswered(connection, contract, body, { ...options, timeoutMs: halfMs })
  return Promise.any([first, second]).catch(() => first)
}

/** The asking side of `Bus.call`. */
export const createCaller = (connection: Connection): Bus['call'] => {
  const sight = createSight()

  /**
   * A command that was overtaken is asked for again, now that its caller has seen by what: that it still waits is what
   * tells it from a late copy. Where a client has gone on whose behalf it waits, nobody does.
   */
  const command = async (contract: Call, body: Uint8Array, options: CallOptions): Promise<Msg> => {
    const { timeoutMs = contract.timeoutMs, principal } = options
    if (typeof contract.effect === 'string' || !principal) return requestHedged(connection, contract, body, options)
    const { teamId } = principal
    const endsAt = performance.now() + timeoutMs
    for (let leftMs = timeoutMs; leftMs > 0; leftMs = endsAt - performance.now()) {
      const seen = sight.of(contract.service, teamId)
      const reply = await requestAnswered(connection, contract, body, { ...options, timeoutMs: leftMs, seen })
      const count = seenOf(reply.headers)
      if (count !== undefined) sight.note(contract.service, teamId, count)
      if (!isOvertaken(reply.headers)) return reply
      if (!isStillAsked()) throw new AppError('cancelled', 'Something else was done first, and nobody waits any more')
    }
    throw new AppError('service_unavailable', 'Others changed the same all the time')
  }

  const ask = async (contract: Call, given: unknown, options: CallOptions): Promise<unknown> => {
    if (contract.principal === 'required' && !options.principal)
      throw new AppError('contract_violated', `The call ${contract.name} needs a principal`)
    const parsed = await stage(() => parseAs(contract.request, given, `The request of ${contract.name}`))
    const body = await stage(() => encodeBody(connection, parsed, `The request of ${contract.name}`))
    const reply = await command(contract, body, options).catch((error: unknown) => {
      throw options.signal?.aborted ? abortReason(options.signal) : error
    })
    const error = errorOf(reply.headers, reply.data)
    if (error) throw error
    if (typeof contract.effect === 'object') noteEffect()
    const answered = await stage(() => decodeBody(reply.data))
    return stage(() => parseAs(contract.reply, answered, `The reply of ${contract.name}`))
  }

  return (async (contract: Call, given: unknown, options: CallOptions = {}) => {
    const startedAt = performance.now()
    const name = `${contract.service}.${contract.name}`
    const settled = (code: string) => duration.record(performance.now() - startedAt, { call: name, code })
    const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': contract.subject }
    try {
      const reply = await span(`call ${name}`, { kind: 'client', attributes }, () => ask(contract, given, options))
      settled('ok')
      return reply
    } catch (error) {
      settled(toAppError(error).code)
      throw error
    }
  }) as Bus['call']
}
