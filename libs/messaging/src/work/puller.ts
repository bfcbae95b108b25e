import { createInbox, nanos, type Msg, type MsgHdrs } from '@nats-io/transport-node'
import { AppError } from '@synthwright/kernel'
import type { Connection } from '../connection.ts'
import { refusal } from '../refusal.ts'

/** A message of the stream, as its protocol has it: https://docs.nats.io/reference/reference-protocols/nats_api_reference */
export interface Delivery {
  readonly data: Uint8Array
  readonly headers: MsgHdrs | undefined
  /** When the broker stored it, in milliseconds since the epoch by its clock. */
  readonly storedAt: number
  ack(): void
  /** Lets the broker deliver it again, to whoever asks, after `afterMs`. */
  giveBack(afterMs?: number): void
}

const deliveryOf = (message: Msg): Delivery => {
  // $JS.ACK.<stream>.<consumer>.<delivered>.<sequences>.<nanoseconds>.<pending>, newer brokers with two tokens before.
  const tokens = (message.reply ?? '').split('.')
  return {
    data: message.data,
    headers: message.headers,
    storedAt: Number(tokens[tokens.length > 9 ? 9 : 7]) / 1e6,
    ack: () => void message.respond('+ACK'),
    giveBack: (afterMs) => void message.respond(afterMs ? `-NAK ${JSON.stringify({ delay: nanos(afterMs) })}` : '-NAK'),
  }
}

/** How much longer than the pull itself its end is waited for. */
const marginMs = 1_000

/**
 * Pulls the messages of one durable consumer for one slot: one at a time, only when asked, delivered at once.
 *
 * The client library's own loops fetch ahead of their reader, and drop what is on its way when they stop; here neither
 * may happen, since a message that nobody acknowledges is delayed until the broker gives it to somebody else.
 */
export const createPuller = (connection: Connection, { stream, consumer }: { stream: string; consumer: string }) => {
  const { nc } = connection
  const inbox = createInbox(connection.inboxPrefix)
  const nextSubject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`
  const ackSubjects = `$JS.ACK.${stream}.${consumer}.`
  let settle: ((came: Delivery | AppError | null) => void) | null = null
  let refused: AppError | undefined

  const forgetRefusals = connection.onRefused((violation) => {
    const { subject } = violation
    if (subject !== nextSubject && subject !== inbox && !subject.startsWith(ackSubjects)) return
    refused = refusal(violation)!
    settle?.(refused)
  })

  const statusOf = (message: Msg): AppError | null | undefined => {
    const code = message.headers?.code ?? 0
    if (code === 100) return undefined
    // The pull's time is over.
    if (code === 404 || code === 408) return null
    const description = message.headers?.description || 'nobody answered'
    return new AppError('broker_unavailable', `The broker does not serve the consumer ${consumer}: ${description}`)
  }

  const subscription = nc.subscribe(inbox, {
    callback: (error, message) => {
      if (error)
        return settle?.(refusal(error) ?? new AppError('broker_unavailable', 'A pull failed', { cause: error }))
      // A status comes to the inbox itself, a message of the stream under its own subject.
      if (message.subject === inbox) {
        const status = statusOf(message)
        if (status !== undefined) settle?.(status)
      } else if (settle) settle(deliveryOf(message))
      else deliveryOf(message).giveBack()
    },
  })

  return {
    /**
     * The next message, or null when none came within `waitMs` or the wait was ended.
     * @throws AppError `broker_unavailable` when the consumer is not there, `internal` when the broker does not allow it
     */
    next: (waitMs: number): Promise<Delivery | null> =>
      new Promise((resolve, reject) => {
        if (refused) return reject(refused)
        const timer = setTimeout(() => settle?.(null), waitMs + marginMs)
        settle = (came) => {
          settle = null
          clearTimeout(timer)
          if (came instanceof AppError) reject(came)
          else resolve(came)
        }
        const request = JSON.stringify({ batch: 1, expires: nanos(waitMs) })
        nc.publish(nextSubject, request, { reply: inbox })
      }),
    /** Ends the wait, if there is one. A message that comes after it is given back to the broker. */
    release: (): void => settle?.(null),
    /** Takes the pull back and gives back what comes until the broker knows. */
    close: async (): Promise<void> => {
      forgetRefusals()
      if (connection.connected) await subscription.drain().catch(() => {})
      else subscription.unsubscribe()
    },
  }
}

export type Puller = ReturnType<typeof createPuller>
