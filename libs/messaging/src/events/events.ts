import { headers } from '@nats-io/transport-node'
import type { Event } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { log, traceHeaders } from '@synthwright/telemetry'
import type { Bus, Subscription } from '../bus.ts'
import type { Connection } from '../connection.ts'
import { decodeBody, encodeBody, parseAs } from '../wire.ts'
import { createBuffer } from './buffer.ts'

/** Events a reader may be behind. */
const bufferSize = 1_000

const subjectOf = (event: Event, params: Record<string, string>, { wildcards }: { wildcards: boolean }): string => {
  for (const name of event.params) {
    const value = params[name] ?? ''
    // A dot or a wildcard in an id would reach other subjects than the one that was meant.
    if (!/^[\w-]+$/.test(value) && !(wildcards && value === '*'))
      throw new AppError(
        'contract_violated',
        `The param ${name} of the event ${event.name} cannot be part of a subject`,
      )
  }
  return event.subject(params)
}

/** Params stand between the event's name and its version. */
const paramsOf = (event: Event, subject: string): Record<string, string> => {
  const tokens = subject.split('.').slice(-1 - event.params.length, -1)
  return Object.fromEntries(event.params.map((name, index) => [name, tokens[index] ?? '']))
}

export const createEvents = (connection: Connection): Pick<Bus, 'publish' | 'subscribe'> => ({
  publish: (event, params, body) => {
    try {
      const subject = subjectOf(event, params, { wildcards: false })
      const sent = headers()
      for (const [name, value] of Object.entries(traceHeaders())) sent.set(name, value)
      const what = `The event ${event.name}`
      connection.nc.publish(subject, encodeBody(connection, parseAs(event.body, body, what), what), { headers: sent })
    } catch (error) {
      log.warn('An event was not sent', { event: event.name, error })
    }
  },
  subscribe: ((event: Event, params: Record<string, string>): Subscription<unknown> => {
    const buffer = createBuffer<unknown>(bufferSize)
    const subscription = connection.nc.subscribe(subjectOf(event, params, { wildcards: true }), {
      callback: (error, message) => {
        if (error) return buffer.close()
        try {
          const body = parseAs(event.body, decodeBody(message.data), `The event ${event.name}`)
          buffer.push({ params: paramsOf(event, message.subject), body })
        } catch (malformed) {
          log.warn('An event was not understood', { event: event.name, error: malformed })
        }
      },
    })
    void subscription.closed.then(() => buffer.close())
    return {
      [Symbol.asyncIterator]: () => buffer[Symbol.asyncIterator](),
      close: () => {
        subscription.unsubscribe()
        buffer.close()
      },
    }
  }) as Bus['subscribe'],
})
