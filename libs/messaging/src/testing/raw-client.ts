import { connect, type NatsConnection } from '@nats-io/transport-node'
import { inboxPrefix } from '@synthwright/contracts'
import { waitUntil } from '@synthwright/testing'
import type { Violation } from '../refusal.ts'

export interface RawClient {
  readonly nc: NatsConnection
  /** What of `subjects` the broker does not let this user send to; each is sent once. */
  refusedPublishes(subjects: readonly string[]): Promise<string[]>
  /** What of `subjects`, with a queue group after a blank, it does not let this user listen to; `heard` counts the rest. */
  refusedSubscriptions(subjects: readonly string[]): Promise<string[]>
  /** Messages that came to whatever was subscribed here. */
  heard(): number
}

/** A user of the broker who keeps to no contract. */
export const rawClient = async (servers: string, user: string, password: string): Promise<RawClient> => {
  const nc = await connect({ servers, user, pass: password, inboxPrefix: inboxPrefix(user) })
  const violations: Violation[] = []
  void (async () => {
    for await (const status of nc.status()) if (status.type === 'error') violations.push(status.error as Violation)
  })()
  let heard = 0
  let tries = 0

  /** Refusals come in order: when that of a subject that nobody may use is there, all earlier ones are. */
  const refusedIn = async (act: () => void): Promise<string[]> => {
    const before = violations.length
    const last = `nobody.${(tries += 1)}`
    act()
    nc.publish(last)
    await waitUntil(() => violations.some(({ subject }) => subject === last), { what: 'the last refusal' })
    return violations.slice(before, -1).map(({ subject, queue }) => (queue ? `${subject} ${queue}` : subject))
  }

  return {
    nc,
    refusedPublishes: (subjects) => refusedIn(() => subjects.forEach((subject) => nc.publish(subject))),
    refusedSubscriptions: (subjects) =>
      refusedIn(() => {
        for (const each of subjects) {
          const [subject, queue] = each.split(' ') as [string, string?]
          nc.subscribe(subject, { ...(queue ? { queue } : {}), callback: (error) => void (error ?? (heard += 1)) })
        }
      }),
    heard: () => heard,
  }
}
