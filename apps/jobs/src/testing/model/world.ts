import { defineTask, type AuditEntry, type TaskMessage } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import { z } from 'zod'
import { shownAsApplied } from '../../engine/commits/apply-decision.ts'
import { createEngine, type RunEngine } from '../../engine/engine.ts'
import type { Decision, Recipe } from '../../engine/recipe.ts'
import { blobsNamedBy } from '../../engine/run-blobs.ts'
import type { EngineTiming } from '../../engine/timing.ts'
import { transitions, type Transitions } from '../../engine/transitions/index.ts'
import { silentLog } from '../silent.ts'
import { createGates, settled, type Actor, type Gates } from './gates.ts'
import { checkWrite, demand, tasksOf, Violation } from './laws.ts'
import { allStoreRules, createMemoryStore, type MemoryStore, type StoreRules } from './memory-store.ts'
import { allOwnerRules, newOwner, ownerAs, type Owner, type OwnerRules } from './owner.ts'
import { allTargetRules, newTarget, targetAs, type Target, type TargetRules } from './target.ts'

/** Short enough that a test sees every wait end, far enough apart that their order is the real one. */
export const modelTiming: EngineTiming = {
  leaseMs: 1_000,
  heartbeatEveryMs: 300,
  leaseSkewMs: 200,
  reconcileEveryMs: 500,
  resendAfterMs: 400,
  queueLimitMs: 1_000_000,
  retryBaseMs: 50,
  retentionMs: 1e9,
}

export const modelTask = defineTask({
  service: 'graph',
  name: 'work',
  input: z.unknown(),
  result: z.unknown(),
  facts: z.unknown(),
  maxAttempts: 3,
  attemptTimeoutMs: 5_000,
})

export interface WorldOptions {
  /** What follows the steps. */
  last: 'end' | 'commit' | 'wait'
  /** The tasks of each step. */
  steps?: readonly string[][]
  /** The tasks that a run can do without. */
  dispensable?: readonly string[]
  rules?: Partial<Transitions>
  ownerRules?: Partial<OwnerRules>
  targetRules?: Partial<TargetRules>
  storeRules?: Partial<StoreRules>
  /** Takes audit entries out once the audit log has them; else once they are on their way. */
  waitsForAudit?: boolean
  /** What readers are shown of a decision. */
  shows?: typeof shownAsApplied
  replicas?: number
}

/** A message of the broker, which may deliver it more than once. */
export interface Sent {
  id: string
  message: TaskMessage
  acknowledged: boolean
}

/** One of jobs' processes, in one of its lives. */
export interface Replica {
  actor: Actor
  engine: RunEngine
  patientUntil: number
  looking: boolean
}

export type World = ReturnType<typeof createWorld>

const outcomes: Record<WorldOptions['last'], Decision> = {
  end: { type: 'end', outcome: {} },
  commit: { type: 'commit', outcome: {}, then: 'succeeded' },
  wait: { type: 'wait', outcome: {} },
}

/** Replicas of the engine over one store and one broker, with everything between two operations in the test's hands. */
export const createWorld = ({
  last,
  steps: tasks = [['a'], ['b', 'c']],
  replicas: count = 2,
  ...options
}: WorldOptions) => {
  const gates: Gates = createGates()
  const timers: { actor: Actor; at: number; act: () => void }[] = []
  const told = new Map<string, AuditEntry>()
  const heard = new Map<string, AuditEntry>()
  const sent: Sent[] = []
  const knownIds = new Set<string>()
  const violations: Error[] = []
  let now = 1_000
  let lives = 0

  const watch = (look: () => void): void => {
    try {
      look()
    } catch (error) {
      violations.push(error as Error)
    }
  }

  const store: MemoryStore = createMemoryStore(
    gates,
    (before, after) => {
      for (const entry of after.audit) told.set(entry.id, entry)
      watch(() => {
        checkWrite(before, after, { now, timing: modelTiming })
        if (!after.deleted)
          for (const name of blobsNamedBy(after)) demand(store.blobs.has(name), 'what a run names is stored', name)
        for (const { id } of before?.audit ?? [])
          demand(after.audit.some((left) => left.id === id) || heard.has(id), 'no audit entry is lost', id)
      })
    },
    { ...allStoreRules, ...options.storeRules },
  )
  const owner: Owner = newOwner()
  const target: Target = newTarget({ ...allTargetRules, ...options.targetRules })

  const recipeFor = (actor: Actor): Recipe => {
    const own = ownerAs(owner, actor, {
      gates,
      rules: { ...allOwnerRules, ...options.ownerRules },
      isMade: (run) => store.runs.has(run),
    })
    return {
      kind: 'artifact.draft',
      contracts: [modelTask],
      input: async () => null,
      next: ({ steps }) => {
        const planned = tasks[steps.length]?.map((key) => ({
          key,
          contract: modelTask,
          dispensable: options.dispensable?.includes(key) ?? false,
        }))
        return planned ? { type: 'step', name: `s${steps.length}`, round: 1, tasks: planned } : outcomes[last]
      },
      audit: () => [{ type: 'synthesis.draft', targetIds: [], counts: {} }],
      ...(last === 'commit' ? { owner: own, commit: own } : {}),
      ...(last === 'wait' ? { target: targetAs(target, actor, gates) } : {}),
    }
  }

  const dispatch = (message: TaskMessage, id: string): void => {
    watch(() => {
      const task = tasksOf(store.runs.get(message.run)!).get(`${message.step}.${message.round}.${message.task}`)
      // One that was on its way when its attempt failed may come late; its claim is refused.
      const isNext = id.split('.').at(-2) === String((task?.attempt ?? 0) + 1)
      const waits = task?.status === 'queued' && isNext && (task.notBefore ?? 0) > now
      demand(!waits, 'a message is held until it is due', id)
    })
    if (knownIds.has(id)) return
    knownIds.add(id)
    sent.push({ id, message, acknowledged: false })
  }

  const live = (name: string): Replica => {
    const actor: Actor = { name: `${name}#${(lives += 1)}`, alive: true }
    const engine = createEngine({
      ...store.as(actor),
      bus: {
        dispatch: (_task, message, id) => gates.pass(actor, `send ${id}`, () => dispatch(message, id)),
        publish: () => {},
      },
      recordAudit: (entries) => {
        const ids = entries.map(({ id }) => id)
        const kept = gates.pass(actor, 'tell the audit log', () => {
          for (const entry of entries) heard.set(entry.id, entry)
          return ids
        })
        return (options.waitsForAudit ?? true) ? kept : Promise.resolve(ids)
      },
      clock: { now: () => now, date: () => new Date(now) },
      timing: modelTiming,
      recipes: [recipeFor(actor)],
      log: silentLog,
      timers: {
        pause: () => gates.pass(actor, 'pause', () => {}),
        later: (ms, act) => void timers.push({ actor, at: now + ms, act }),
      },
      random: () => 1,
      rules: { ...transitions, ...options.rules },
    })
    return { actor, engine, patientUntil: now + modelTiming.leaseMs, looking: false }
  }

  const replicas = Array.from({ length: count }, (_, n) => live(`jobs${n}`))

  return {
    gates,
    store,
    owner,
    target,
    shows: options.shows ?? shownAsApplied,
    sent,
    told,
    heard,
    replicas,
    violations,
    watch,
    now: () => now,

    advance(ms: number): void {
      now += ms
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        if (timer.actor.alive) timer.act()
      }
    },
    /** When something is due next. */
    nextDue(): number | undefined {
      const times = [...store.runs.values()].flatMap(({ wakeAt }) => wakeAt ?? [])
      return times.length > 0 ? Math.min(...times) : undefined
    },

    /** The process dies; another takes its place, and begins as each does. */
    async restart(n: number): Promise<void> {
      const dead = replicas[n]!
      gates.kill(dead.actor)
      replicas[n] = live(`jobs${n}`)
      void replicas[n].engine.resumeAll()
      await settled()
    },
    reconcile({ engine, patientUntil, ...replica }: Replica, done: () => void): void {
      void engine.reconcile({ leasesLapse: now >= patientUntil }).then(done, (error: unknown) => {
        done()
        if (!isAppError(error))
          violations.push(new Violation(`a look failed in ${replica.actor.name}`, { cause: error }))
      })
    },
    wipeBroker(): void {
      sent.length = 0
      knownIds.clear()
    },
  }
}
