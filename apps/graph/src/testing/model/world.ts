import type { AuditEntry } from '@synthwright/contracts'
import { AppError, isAppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { ownCommand, Overtaken, type Command } from '@synthwright/messaging'
import { createAuditSender } from '../../audit/audit-sender.ts'
import type { ChangeRepository } from '../../changes/change.repository.ts'
import { TeamReplica } from '../../changes/team-replica.ts'
import { TextCache } from '../../index/text-cache.ts'
import { newRow } from '../../rows/new-row.ts'
import { tombstoneOf, type RowDraft, type RowHead } from '../../rows/row.ts'
import type { RowRepository } from '../../rows/row.repository.ts'
import { createShelf, memoryChanges, memoryRows, type Shelf } from '../memory-repositories.ts'
import { createGates, settled, type Actor } from './gates.ts'
import { createTruth, demand, textAfter, Violation, type Shown } from './truth.ts'

const teamId = 'team_one'
const hourMs = 60 * 60 * 1000

/** The store as one replica reaches it. */
export interface Reach {
  changes: ChangeRepository
  rows: RowRepository
  /** What a command says, as the replica reads it. */
  command: (given: Command) => Command
  /** Puts entries into the audit log. */
  record: (entries: AuditEntry[]) => Promise<void>
}

/** What takes a rule out: the store as a replica without it reaches it. */
export type Without = (reach: Reach, shelf: Shelf, teamId: string) => Reach

export interface WorldOptions {
  without?: Without | undefined
  replicas?: number
  /** Characters of text that a replica keeps; none, so that every text is fetched. */
  cachedCharacters?: number
}

interface Replica {
  actor: Actor
  replica: TeamReplica
  command: Reach['command']
  sendLeft: () => Promise<void>
}

type Compute = Parameters<typeof TeamReplica.prototype.write<undefined>>[1]

/** A write as its caller made it. */
interface Drawn {
  id: string
  seen: number
  expectAwaited: () => void
  compute: Compute
}

export type World = ReturnType<typeof createWorld>

/** Replicas of one team's knowledge over one store, with everything between two operations in the test's hands. */
export const createWorld = ({ without, replicas: count = 3, cachedCharacters = 0 }: WorldOptions) => {
  const gates = createGates()
  const shelf = createShelf()
  const clock = fakeClock()
  const truth = createTruth()
  const heard = new Set<string>()
  const told = new Set<string>()
  const violations: unknown[] = []
  const stored = { changes: memoryChanges(shelf, clock), rows: memoryRows(shelf) }
  const late: Drawn[] = []
  let newest: Drawn | undefined
  let days = 0
  let writes = 0
  let lives = 0

  const watch = (look: () => void): void => {
    try {
      look()
    } catch (error) {
      violations.push(error)
    }
  }

  const watched: ChangeRepository = {
    ...stored.changes,
    insert: async (team, change) => {
      const isNew = await stored.changes.insert(team, change)
      if (isNew) {
        watch(() => truth.commit(change))
        for (const { id } of change.audit) told.add(id)
      }
      return isNew
    },
  }

  /** Every operation passes a gate. */
  const gated = <T extends object>(actor: Actor, operations: T): T =>
    Object.fromEntries(
      Object.entries(operations).map(([what, act]: [string, (...given: unknown[]) => Promise<unknown>]) => [
        what,
        (...given: unknown[]) => gates.pass(actor, `${actor.name}: ${what}`, () => act(...given)),
      ]),
    ) as T

  const live = (name: string): Replica => {
    const actor: Actor = { name: `${name}#${(lives += 1)}`, alive: true }
    const { record } = gated(actor, {
      record: async (entries: AuditEntry[]) => {
        for (const { id } of entries) heard.add(id)
      },
    })
    const own: Reach = {
      changes: gated(actor, watched),
      rows: gated(actor, stored.rows),
      command: (given) => given,
      record,
    }
    const reach = without?.(own, shelf, teamId) ?? own
    const sender = createAuditSender({
      ...reach,
      unsent: {
        unsent: async () =>
          (shelf.changes.get(teamId) ?? [])
            .filter(({ audit }) => audit.length > 0)
            .map(({ rev, audit }) => ({ _id: `${teamId}/${rev}`, teamId, rev, audit: [...audit] })),
      },
      clock,
      everyMs: hourMs,
    })
    const replica = new TeamReplica({
      ...reach,
      teamId,
      texts: new TextCache(cachedCharacters),
      clock,
      written: () => undefined,
      audited: (change) => void sender.send(teamId, change),
    })
    const sendLeft = async () => {
      const sent = sender.start()
      sender.stop()
      await sent
    }
    return { actor, replica, command: reach.command, sendLeft }
  }

  const replicas = Array.from({ length: count }, (_, n) => live(`graph${n}`))

  /** A store that is gone is told of; anything else is a fault. */
  const ask = async <T>(question: Promise<T>, hear: (answer: T) => void): Promise<void> => {
    try {
      const answer = await question
      watch(() => hear(answer))
    } catch (error) {
      if (!isAppError(error) || !(error.code === 'store_unavailable' || error.code === 'cancelled'))
        violations.push(new Violation('a call failed', { cause: error }))
    }
  }

  const drafted = (head: RowHead | undefined, id: string, content: string): RowDraft => {
    const fresh = newRow(
      { id, kind: 'entity', type: 'note', name: id, content, projectId: null, createdBy: 'user_ada' },
      '2026-01-01T00:00:00.000Z',
    )
    return head ? { ...fresh, revision: head.revision + 1 } : fresh
  }
  const entry = (write: number): AuditEntry => ({
    id: `audit_${write}`,
    teamId,
    at: '2026-01-01T00:00:00.000Z',
    type: 'memory.corrected',
    principal: { userId: 'user_ada', credentialId: 'cred_ada' },
    requestId: null,
    runId: null,
    targetIds: [],
    outcome: 'ok',
    counts: {},
  })

  /** Nobody waits for a day. */
  const waiting = () => {
    const today = days
    return () => {
      if (days !== today) throw new AppError('cancelled', 'The caller no longer waits')
    }
  }

  const drawn = (ids: readonly string[], audits: boolean): Drawn => {
    const write = (writes += 1)
    const compute: Compute = async (index, texts) => {
      const heads = ids.map((id) => index.get(id))
      const known = await texts(heads.filter((head) => head !== undefined))
      const rows = ids.map((id, n) => drafted(heads[n], id, textAfter(known.get(id), write)))
      return { rows, answer: undefined, audit: audits ? [entry(write)] : [] }
    }
    return { id: `command ${write}`, seen: truth.rev(), expectAwaited: waiting(), compute }
  }

  const attempt = async ({ replica, command }: Replica, { id, seen, expectAwaited, compute }: Drawn): Promise<void> => {
    let overtaken: Overtaken | undefined
    const written = replica.write(command({ ...ownCommand(id, expectAwaited), seen }), compute, () => undefined)
    const told = written.catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error
      overtaken = error
    })
    await ask(told, () => {})
    if (overtaken) throw overtaken
  }
  const ofOvertaken = (error: unknown): number => {
    if (error instanceof Overtaken) return error.count
    throw error
  }

  /** Sends a write again for as long as it is overtaken, as its caller does while he waits. */
  const send = async (to: Replica, write: Drawn): Promise<void> => {
    if (write.id !== newest?.id) newest = write
    for (let seen: number | void = write.seen; seen !== undefined;)
      seen = await attempt(to, { ...write, seen }).catch(ofOvertaken)
  }

  const read = ({ replica }: Replica, hear: (shown: Shown) => void = () => {}): Promise<void> => {
    const atLeast = truth.rev()
    return ask(
      replica.read(async (index, texts): Promise<Shown> => {
        const { rev } = index
        const heads = [...index.rows()]
        return { rev, texts: Object.fromEntries(await texts(heads)) }
      }),
      (shown) => {
        truth.read(shown, atLeast)
        hear(shown)
      },
    )
  }

  return {
    gates,
    clock,
    replicas,
    rev: truth.rev,
    read,
    hear: ({ replica }: Replica): Promise<void> => ask(replica.catchUp(), () => {}),
    sendLeft: ({ sendLeft }: Replica): Promise<void> => sendLeft(),

    /** Adds to the texts of rows, or makes them. */
    write: (to: Replica, ids: readonly string[], { audits = false } = {}): Promise<void> =>
      send(to, drawn(ids, audits)),

    /** A write that is under way, and whose caller has stopped waiting. */
    writeLate(ids: readonly string[]): void {
      const write = drawn(ids, false)
      truth.giveUp(write.id, write.seen)
      // Where it was held up it did not grow older.
      late.push({ ...write, expectAwaited: () => undefined })
    },

    /** It arrives, and nobody would send it again. */
    arrive: async (to: Replica): Promise<void> => {
      const write = late.shift()
      if (write) await attempt(to, write).catch(ofOvertaken)
    },

    /** The newest write of a live caller comes once more, as if its answer had been lost. */
    async repeat(to: Replica): Promise<void> {
      if (newest) await send(to, { ...newest, seen: truth.rev() })
    },

    /** A day passes, in which callers stop waiting and repeating; not while the store has something to answer. */
    day(): void {
      if (gates.waiting().some(({ what }) => what.endsWith(': insert'))) return
      newest = undefined
      days += 1
      clock.advance(25 * hourMs)
    },

    remove: (to: Replica, id: string): Promise<void> => {
      const seen = truth.rev()
      const compute: Compute = async (index) => {
        const head = index.get(id)
        return { rows: head ? [tombstoneOf(head)] : [], answer: undefined }
      }
      return send(to, { id: `command ${(writes += 1)}`, seen, expectAwaited: waiting(), compute })
    },

    /** The process dies; another takes its place, and knows nothing. */
    restart(n: number): void {
      gates.kill(replicas[n]!.actor)
      replicas[n] = live(`graph${n}`)
    },

    /** @throws Violation */
    check(): void {
      if (violations.length > 0) throw violations[0]
    },

    /** Nothing goes wrong from here on; everybody, and one that starts afterwards, sees the same. @throws Violation */
    async calm(): Promise<void> {
      const drain = async () => {
        for (let steps = 0; ; steps += 1) {
          await settled()
          const [step] = gates.waiting()
          if (!step) return
          demand(steps < 1_000, 'a reader is answered in the end', step.what)
          step.happen()
        }
      }
      await drain()
      const shown: Shown[] = []
      replicas.push(live('late'))
      for (const one of replicas) {
        void read(one, (seen) => shown.push(seen))
        await drain()
        void one.sendLeft()
        void one.replica.settled()
        await drain()
      }
      this.check()
      demand(shown.length === replicas.length && shown.every(({ rev }) => rev === truth.rev()), 'all see the newest')
      truth.rest(shelf.rows.get(teamId) ?? new Map())
      for (const id of told) demand(heard.has(id), 'the audit log hears everything', id)
    },
  }
}
