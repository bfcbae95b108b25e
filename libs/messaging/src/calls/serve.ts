import type { Msg, Subscription } from '@nats-io/transport-node'
import { commonCallErrors, type Call } from '@synthwright/contracts'
import { AppError, newId, stage, toAppError, watchEffects } from '@synthwright/kernel'
import { histogram, log, logLevelFor, span } from '@synthwright/telemetry'
import { flushed, type Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'
import {
  decodeBody,
  encodeBody,
  errorReply,
  overtakenHeaders,
  parseAs,
  principalOf,
  seenHeaders,
  seenOf,
  traceOf,
  waitsOf,
} from '../wire.ts'
import type { CallContext, CallHandler } from './answer.ts'
import { awaited, commandIdOf, Overtaken, type Command } from './command.ts'
import { createLimit } from './limit.ts'
import { createPauseMeter } from './pauses.ts'

/** Requests of one call that are handled at the same time in one process; others wait, while their callers do. */
const slotsPerCall = 128

const duration = histogram('synthwright.call.handled', { description: 'Calls as their handlers saw them', unit: 'ms' })

const nobody = (signal: AbortSignal): CallContext => ({
  signal,
  get principal(): never {
    throw new AppError('internal', 'A system call is made on behalf of nobody')
  },
})

const declared = (contract: Call, { code }: AppError): boolean =>
  contract.errors.includes(code) || (commonCallErrors as readonly string[]).includes(code)

/** The answering side of calls. */
export const createServer = (connection: Connection) => {
  const subscriptions = new Set<Subscription>()
  const running = new Set<Promise<void>>()
  const requests = new Set<AbortController>()
  let stopping = false
  let aborted = false
  let dead = false
  const pauses = createPauseMeter(() => flushed(connection))

  const respond = (message: Msg, body: Uint8Array, headers?: ReturnType<typeof errorReply>['headers']): void => {
    try {
      message.respond(body, headers ? { headers } : {})
    } catch (error) {
      log.debug('A reply could not be sent', { subject: message.subject, error })
    }
  }

  const fail = (message: Msg, contract: Call, error: AppError): void => {
    const name = `${contract.service}.${contract.name}`
    const level = logLevelFor(error.kind)
    // A refusal needs no stack; what surprises does.
    const what = level === 'info' ? { code: error.code, reason: error.message } : { error }
    log[level]('A call was answered with an error', { call: name, ...what })
    if (!declared(contract, error))
      log.error('Its contract does not declare that error', { call: name, code: error.code })
    const { body, headers } = errorReply(error)
    respond(message, body, headers)
  }

  const handle = async ({ contract, handle }: CallHandler, message: Msg, receivedAt: number): Promise<void> => {
    const waitsUntil = receivedAt + (waitsOf(message.headers) ?? contract.timeoutMs)
    const leftMs = () => waitsUntil - performance.now()
    // Its caller has gone: a write that is done now could undo what the caller did since.
    if (leftMs() <= 0) {
      const age = { call: `${contract.service}.${contract.name}`, ageMs: Math.round(performance.now() - receivedAt) }
      return log.info('A call was not begun: its caller has stopped waiting', age)
    }
    if (aborted) return fail(message, contract, new AppError('service_unavailable', 'The service is stopping'))
    const name = `${contract.service}.${contract.name}`
    const request = new AbortController()
    const { signal } = request
    let isAwaited = true
    const timer = setTimeout(() => {
      isAwaited = false
      request.abort(new AppError('cancelled', 'The caller no longer waits'))
    }, leftMs())
    requests.add(request)
    let code = 'ok'
    try {
      const options = {
        kind: 'server' as const,
        parent: traceOf(message.headers),
        attributes: { 'messaging.system': 'nats', 'messaging.destination.name': contract.subject },
      }
      await span(`answer ${name}`, options, async () => {
        try {
          const context =
            contract.principal === 'required' ? { principal: principalOf(message.headers), signal } : nobody(signal)
          const received = await stage(() => decodeBody(message.data))
          const asked = await stage(() => parseAs(contract.request, received, `The request of ${contract.name}`))
          let shown: number | undefined
          const command: Command = {
            id: commandIdOf(contract.effect, asked) ?? newId('command'),
            seen: seenOf(message.headers),
            shows: (count) => (shown = count),
            expectAwaited: awaited(leftMs),
          }
          const answered = await watchEffects(() => handle(asked, Object.assign(context, { command })))
          const reply = await stage(() => parseAs(contract.reply, answered, `The reply of ${contract.name}`))
          const body = await stage(() => encodeBody(connection, reply, `The reply of ${contract.name}`))
          respond(message, body, shown === undefined ? undefined : seenHeaders(shown))
        } catch (error) {
          if (error instanceof Overtaken) return respond(message, new Uint8Array(), overtakenHeaders(error.count))
          if (isAwaited) fail(message, contract, toAppError(error))
          throw error
        }
      })
    } catch (error) {
      // Answered and logged if anybody waits, and recorded on the span.
      code = toAppError(error).code
    } finally {
      clearTimeout(timer)
      requests.delete(request)
      duration.record(performance.now() - receivedAt, { call: name, code })
    }
  }

  const listen = async (handler: CallHandler, subscription: Subscription): Promise<void> => {
    const limit = createLimit(slotsPerCall)
    for await (const message of subscription) {
      const receivedAt = performance.now() - pauses.ageMs()
      const done = limit(() => handle(handler, message, receivedAt)).finally(() => running.delete(done))
      running.add(done)
    }
  }

  return {
    serve: async (handlers: readonly CallHandler[]): Promise<void> => {
      const added: Subscription[] = []
      for (const handler of handlers) {
        const { service, name, subject } = handler.contract
        const subscription = connection.nc.subscribe(subject, { queue: service })
        subscriptions.add(subscription)
        added.push(subscription)
        // Whatever ends the iteration is what `closed` tells.
        listen(handler, subscription).catch(() => {})
        void subscription.closed.then((error) => {
          if (stopping) return
          dead = true
          log.error('A call is no longer listened to', { call: `${service}.${name}`, error })
        })
      }
      // Answered by the broker only after it knows the subscriptions: from now on nobody meets an absent service.
      await flushed(connection)
      const refused = added.find((subscription) => subscription.isClosed())
      if (refused)
        throw refusal(await refused.closed) ?? new AppError('broker_unavailable', 'The connection was closed')
    },
    /** True when a call that should be answered is no longer listened to. */
    dead: () => dead,
    /** Takes no new requests and resolves when the running ones have ended. */
    drain: async (): Promise<void> => {
      stopping = true
      pauses.stop()
      if (connection.connected) await Promise.allSettled([...subscriptions].map((subscription) => subscription.drain()))
      else for (const subscription of subscriptions) subscription.unsubscribe()
      while (running.size > 0) await Promise.all(running)
    },
    abort: (reason: AppError): void => {
      aborted = true
      for (const request of requests) request.abort(reason)
    },
  }
}
