import { runChanged, runEnded, type Task, type TaskMessage, type Usage, type WireError } from '@synthwright/contracts'
import { AppError, delay, type Clock } from '@synthwright/kernel'
import type { AllTeamsRepository } from './all-teams.repository.ts'
import { blobName, type BlobRepository } from './blob.repository.ts'
import type { BlobReader, Recipe } from './recipe.ts'
import type { RunRepository } from './run.repository.ts'
import { newRunDocument, type RunStart } from './new-run.ts'
import { findTask, type OutboxEntry, type RunDocument, type TaskState } from './run.ts'
import type { EngineTiming } from './timing.ts'
import * as transitions from './transitions.ts'

/** The part of the bus that the engine needs: task messages out, wake-ups out. */
export interface EngineBus {
  dispatch(task: Pick<Task, 'service' | 'name' | 'subject'>, message: TaskMessage, messageId: string): Promise<void>
  publish(
    event: typeof runChanged,
    params: { team: string; run: string },
    body: { seq: number; ended: boolean; progress?: Progress },
  ): void
}

export interface EngineLog {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export interface EngineOptions {
  runs: RunRepository
  all: AllTeamsRepository
  blobs: BlobRepository
  bus: EngineBus
  clock: Clock
  timing: EngineTiming
  recipes: readonly Recipe[]
  log: EngineLog
  retentionDays: number
}

export interface Progress {
  done: number
  total: number
}

type TaskAt = TaskMessage & { claimId: string }

/** A claim or finish that loses its compare-and-set to another update of the run tries again, this often. */
const compareAndSetTries = 50

export type RunEngine = ReturnType<typeof createEngine>

/**
 * The run engine: every change of a run is one transition, stored by comparing the document's version, and followed by
 * the messages that the new state asks for. The document is the truth; a message that is lost is sent again.
 */
export const createEngine = (options: EngineOptions) => {
  const { runs, all, blobs, bus, clock, timing, log } = options
  const recipes = new Map(options.recipes.map((recipe) => [recipe.kind, recipe]))
  const contracts = new Map<string, Task>(
    options.recipes.flatMap((recipe) => recipe.contracts.map((c) => [`${c.service}.${c.name}`, c] as const)),
  )

  const recipeOf = (run: RunDocument): Recipe => {
    const recipe = recipes.get(run.kind)
    if (!recipe) throw new AppError('internal', `No recipe for runs of kind ${run.kind}`)
    return recipe
  }

  const contractOf = ({ service, name }: { service: string; name: string }): Task => {
    const contract = contracts.get(`${service}.${name}`)
    if (!contract) throw new AppError('internal', `No task named ${name} of ${service}`)
    return contract
  }

  const contextFor = (run: RunDocument, now = clock.now()): transitions.TransitionContext => ({
    now,
    timing,
    recipe: recipeOf(run),
    maxAttempts: (task) => contractOf(task).maxAttempts,
  })

  const send = async (run: RunDocument, entries: OutboxEntry[]): Promise<void> => {
    await Promise.all(
      entries.map(async (entry) => {
        const message = { team: run.teamId, run: run._id, step: entry.step, round: entry.round, task: entry.task }
        const id = [run._id, entry.step, entry.round, entry.task, entry.attempt, entry.sending].join('.')
        try {
          await bus.dispatch(contractOf(entry), message, id)
        } catch (error) {
          log.warn('A task message was not sent; it will be sent again', { run: run._id, step: entry.step, error })
        }
      }),
    )
  }

  /** The new state is committed; its messages and wake-ups may now be sent, and lost, without harm. */
  const announce = (run: RunDocument, due: OutboxEntry[]): void => {
    void send(run, due)
    bus.publish(runChanged, { team: run.teamId, run: run._id }, { seq: run.seq, ended: runEnded(run.status) })
    wakeForRetry(run)
  }

  /** A task that backs off is sent when its wait is over, not at the next general look; if this process dies, at that. */
  const wakeForRetry = (run: RunDocument): void => {
    const waits = run.outbox.filter(({ sending }) => sending === 0).map(({ dueAt }) => dueAt)
    if (waits.length === 0) return
    const at = { team: run.teamId, run: run._id }
    const timer = setTimeout(
      () => {
        load(at)
          .then((before) => before && reconcileOne(before, false))
          .catch((error: unknown) => log.warn('A retry was not sent in time; it will be', { run: run._id, error }))
      },
      Math.max(1, Math.min(...waits) - clock.now()),
    )
    timer.unref()
  }

  const reconcileOne = async (before: RunDocument, leasesLapse: boolean): Promise<boolean> => {
    const result = transitions.reconcile(before, { ...contextFor(before), leasesLapse })
    if (!result || !(await runs.replace(result.run, before.version))) return false
    announce(result.run, result.send)
    return true
  }

  const store = async (before: RunDocument, next: RunDocument): Promise<boolean> => {
    const due = transitions.takeDue(next, { now: clock.now(), timing })
    const stored = await runs.replace(next, before.version)
    if (stored) announce(next, due)
    return stored
  }

  const load = (at: { team: string; run: string }) => runs.find(at.team, at.run)

  /** Repeats `step` on the newest document until its `next` was stored, or it gives none. */
  const compareAndSet = async <T>(
    at: { team: string; run: string },
    step: (run: RunDocument) => { answer: T; next?: RunDocument | undefined },
    missing: T,
  ): Promise<T> => {
    for (let tries = 1; tries <= compareAndSetTries; tries += 1) {
      const before = await load(at)
      if (!before) return missing
      const { answer, next } = step(before)
      if (!next || (await store(before, next))) return answer
      await delay(Math.random() * Math.min(50, tries * 2))
    }
    throw new AppError('store_unavailable', 'The run is being changed by too many at once', { retryAfterMs: 200 })
  }

  const readerFor = (run: RunDocument): BlobReader => ({
    request: <T>() => blobs.read<T>(run.teamId, run.requestBlob),
    result: <T>(task: TaskState) => blobs.read<T>(run.teamId, task.resultBlob!),
  })

  const deadlineFor = (run: RunDocument, contract: Task, now: number): number | null => {
    if (contract.attemptTimeoutMs === null) return null
    const untilRunEnds = run.deadlineAt === null ? Infinity : run.deadlineAt - 10_000 - now
    // Only the model's work hurries for a waiting caller; once it is late, a second is left for the way without a model.
    const limit = contract.service === 'llm-worker' ? Math.max(1_000, untilRunEnds) : Infinity
    return Math.min(contract.attemptTimeoutMs, limit)
  }

  return {
    /**
     * Stores a new run with its first step and wakes its workers. A command that started a run before finds that run:
     * the answer is its id either way.
     */
    async start(start: RunStart): Promise<string> {
      const now = clock.now()
      const requestBlob = blobName(start.runId, 'request')
      await blobs.write(start.principal.teamId, start.runId, requestBlob, start.request)
      const fresh = newRunDocument({ ...start, now, requestBlob, retentionDays: options.retentionDays })
      const run = transitions.begin(fresh, contextFor(fresh, now))
      const due = transitions.takeDue(run, { now, timing })
      const existing = await runs.insert(run)
      if (existing) return existing._id
      announce(run, due)
      return run._id
    },

    /** Answers a worker that wants a task: its attempt, input and deadline, or why not. */
    async claim(at: TaskAt & { worker: string }) {
      const taken = await compareAndSet<{ run: RunDocument; attempt: number } | { reason: transitions.ClaimRefusal }>(
        at,
        (run) => {
          const result = transitions.claim(run, at, contextFor(run))
          return result.accepted
            ? { next: result.changed ? result.run : undefined, answer: { run: result.run, attempt: result.attempt } }
            : { answer: { reason: result.reason } }
        },
        { reason: 'unknown' },
      )
      if ('reason' in taken) return { accepted: false as const, reason: taken.reason }
      const { run, attempt } = taken
      const { step, task } = findTask(run, at)!
      return {
        accepted: true as const,
        attempt,
        deadlineInMs: deadlineFor(run, contractOf(task), clock.now()),
        heartbeatEveryMs: timing.heartbeatEveryMs,
        input: await recipeOf(run).input(run, step, task, readerFor(run)),
        principal: run.principal,
        traceparent: run.traceparent,
      }
    },

    /** Renews the lease of an attempt, or tells its worker to stop. How far it is goes to whoever watches the run. */
    async heartbeat(at: TaskAt & { attempt: number }, progress?: Progress): Promise<'go' | 'stop'> {
      const verdict = await compareAndSet<'go' | 'stop'>(
        at,
        (run) => {
          const next = transitions.heartbeat(run, at, contextFor(run))
          return { next, answer: next ? 'go' : 'stop' }
        },
        'stop',
      )
      if (progress && verdict === 'go')
        bus.publish(runChanged, { team: at.team, run: at.run }, { seq: 0, ended: false, progress })
      return verdict
    },

    /** Folds in what an attempt ended with; false when the attempt no longer counts. */
    async finish(
      at: TaskAt & { attempt: number },
      outcome:
        { ok: true; result: unknown; facts: unknown; usage?: Usage | undefined } | { ok: false; error: WireError },
    ): Promise<boolean> {
      let folded: transitions.Outcome
      if (outcome.ok) {
        const resultBlob = blobName(at.run, at.step, at.round, at.task, at.attempt)
        await blobs.write(at.team, at.run, resultBlob, outcome.result)
        folded = { ok: true, resultBlob, facts: outcome.facts, usage: outcome.usage }
      } else folded = outcome
      return compareAndSet<boolean>(
        at,
        (run) => {
          const result = transitions.finish(run, at, folded, contextFor(run))
          return { next: result.accepted && result.changed ? result.run : undefined, answer: result.accepted }
        },
        false,
      )
    },

    /** Does for every run what time brought about since the last look. Safe to run in several replicas at once. */
    async reconcile({ leasesLapse }: { leasesLapse: boolean }): Promise<number> {
      const due = await all.due(clock.now(), 200)
      let moved = 0
      for (const before of due) if (await reconcileOne(before, leasesLapse)) moved += 1
      return moved
    },

    /** Sends every message that waits in an outbox, due or not: what a process that died did not get to send. */
    async resendAll(): Promise<void> {
      for (const run of await all.inFlight(1_000)) await send(run, run.outbox)
    },

    readerFor,
  }
}
