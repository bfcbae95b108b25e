import { errors, RequestError, type Msg } from '@nats-io/transport-node'
import type { Call } from '@synthwright/contracts'
import { AppError, backoffMs, delay, toAppError } from '@synthwright/kernel'
import { histogram, span } from '@synthwright/telemetry'
import { abortReason } from '../abort-reason.ts'
import type { Bus, CallOptions } from '../bus.ts'
import type { Connection } from '../connection.ts'
import { decodeBody, encodeBody, errorOf, parseAs, requestHeaders } from '../wire.ts'

/** How long nobody may listen, or the connection be away, before a call gives up: a restart takes about as long. */
const patienceMs = 2_000

const duration = histogram('synthwright.call.duration', { description: 'Calls as their callers saw them', unit: 'ms' })

type Answer = { reply: Msg } | { noResponders: true }

/** One request and its reply. Whatever happens after it was sent, and before a reply, leaves the outcome unknown. */
const request = async (
  connection: Connection,
  contract: Call,
  body: Uint8Array,
  { principal, signal, timeoutMs }: CallOptions & { timeoutMs: number },
): Promise<Answer> => {
  if (signal?.aborted) throw abortReason(signal)
  let give: (reason: AppError) => void = () => {}
  const given = new Promise<never>((_, reject) => (give = reject))
  const onAbort = () => give(abortReason(signal!))
  const forgetLoss = connection.onLost(() => give(new AppError('outcome_unknown', 'The connection was lost')))
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const headers = requestHeaders({
      principal: contract.principal === 'system' ? undefined : principal,
      waitsMs: timeoutMs,
    })
    return {
      reply: await Promise.race([
        connection.nc.request(contract.subject, body, { timeout: timeoutMs, headers }),
        given,
      ]),
    }
  } catch (cause) {
    if (cause instanceof RequestError && cause.isNoResponders()) return { noResponders: true }
    if (cause instanceof errors.ClosedConnectionError || cause instanceof errors.DrainingConnectionError)
      throw new AppError('broker_unavailable', 'The connection to the broker is closed', { cause })
    if (cause instanceof RequestError && cause.cause instanceof errors.PermissionViolationError)
      throw new AppError('internal', `The broker does not allow this service to call ${contract.name}`, { cause })
    if (cause instanceof errors.TimeoutError || cause instanceof RequestError)
      throw new AppError('outcome_unknown', `No answer came from ${contract.service}`, { cause })
    throw cause
  } finally {
    forgetLoss()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Sends until somebody answers, for as long as that cannot do anything twice that must be done once. */
const requestAnswered = async (
  connection: Connection,
  contract: Call,
  body: Uint8Array,
  { principal, signal, timeoutMs = contract.timeoutMs }: CallOptions,
): Promise<Msg> => {
  const startedAt = Date.now()
  const left = () => timeoutMs - (Date.now() - startedAt)
  for (let tries = 1; ; tries += 1) {
    if (!(await connection.whenConnected(Math.min(patienceMs, left()), signal)))
      throw new AppError('broker_unavailable', 'There is no connection to the broker')
    let refusal: AppError
    try {
      const answer = await request(connection, contract, body, { principal, signal, timeoutMs: Math.max(1, left()) })
      if ('reply' in answer) return answer.reply
      refusal = new AppError('service_unavailable', `The service ${contract.service} is not there`)
      if (Date.now() - startedAt > patienceMs) throw refusal
    } catch (error) {
      refusal = toAppError(error)
      if (signal?.aborted || refusal.code !== 'outcome_unknown' || !contract.idempotent) throw error
    }
    const pauseMs = backoffMs(tries, { baseMs: 25, capMs: 400 })
    if (pauseMs >= left()) throw refusal
    await delay(pauseMs, signal)
  }
}

/** The asking side of `Bus.call`. */
export const createCaller = (connection: Connection): Bus['call'] => {
  const ask = async (contract: Call, given: unknown, options: CallOptions): Promise<unknown> => {
    if (contract.principal === 'required' && !options.principal)
      throw new AppError('contract_violated', `The call ${contract.name} needs a principal`)
    const parsed = parseAs(contract.request, given, `The request of ${contract.name}`)
    const body = encodeBody(connection, parsed, `The request of ${contract.name}`)
    const reply = await requestAnswered(connection, contract, body, options).catch((error: unknown) => {
      throw options.signal?.aborted ? abortReason(options.signal) : error
    })
    const error = errorOf(reply.headers, reply.data)
    if (error) throw error
    return parseAs(contract.reply, decodeBody(reply.data), `The reply of ${contract.name}`)
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
