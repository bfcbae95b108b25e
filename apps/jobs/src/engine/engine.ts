import {
  runChanged,
  runEnded,
  type AuditEntry,
  type Task,
  type TaskMessage,
  type Usage,
  type WorkerName,
  type WireError,
} from '@synthwright/contracts'
import { AppError, toAppError, toWire, type Clock } from '@synthwright/kernel'
import type { AllTeamsRepository } from './all-teams.repository.ts'
import { createAuditSender } from './audit/audit-sender.ts'
import { attemptDeadline } from './attempt-deadline.ts'
import type { BlobReader } from './blob-reader.ts'
import { blobName, type BlobRepository } from './blob.repository.ts'
import { contractedInput } from './contracted-input.ts'
import { createDecider } from './commits/apply-decision.ts'
import type { Change } from './commits/change.ts'
import { driveCommit } from './commits/commit-through-owner.ts'
import { settleOwners, startOwnerFirst } from './commits/start-owner-first.ts'
import { removeRun } from './delete-run.ts'
import { keepEnded } from './keep-ended.ts'
import { createMessenger, type EngineBus, type EngineLog } from './messages.ts'
import { newRunDocument, type RunStart } from './new-run.ts'
import { withoutRecipe, type Recipe } from './recipe.ts'
import type { RunRepository } from './run.repository.ts'
import { mayRetry } from './retry.ts'
import { findTask, type OutboxEntry, type RunAt, type RunDocument } from './run.ts'
import { createRunStore } from './run-store.ts'
import { systemTimers, type Timers } from './timers.ts'
import type { EngineTiming } from './timing.ts'
import * as standard from './transitions/index.ts'

export interface EngineOptions {
  runs: RunRepository
  all: Pick<AllTeamsRepository, 'due'>
  blobs: BlobRepository
  bus: EngineBus
  /** Hands entries to the audit log. @returns the ids of those it keeps */
  recordAudit: (entries: AuditEntry[]) => Promise<readonly string[]>
  clock: Clock
  timing: EngineTiming
  recipes: readonly Recipe[]
  log: EngineLog
  timers?: Timers
  /** For the jitter of waits, 0 to 1. */
  random?: () => number
  rules?: standard.Transitions
}

interface Progress {
  done: number
  total: number
}

type ClaimAt = TaskMessage & { claimId: string }
type Finished =
  { ok: true; result: unknown; facts: unknown; usage?: Usage | undefined } | { ok: false; error: WireError }

export type RunEngine = ReturnType<typeof createEngine>

/**
 * The run engine: every change of a run is one transition, stored by comparing the document's version, and followed by
 * the messages that the new state asks for. The document is the truth; a message that is lost is sent again.
 */
export const createEngine = ({
  runs,
  all,
  blobs,
  bus,
  recordAudit,
  clock,
  timing,
  log,
  timers = systemTimers,
  random = Math.random,
  rules = standard.transitions,
  ...options
}: EngineOptions) => {
  const recipes = new Map(options.recipes.map((recipe) => [recipe.kind, recipe]))
  const contracts = new Map<string, Task>(
    options.recipes.flatMap((recipe) => recipe.contracts.map((c) => [`${c.service}.${c.name}`, c] as const)),
  )

  const contractOf = ({ service, name }: { service: string; name: string }): Task => {
    const contract = contracts.get(`${service}.${name}`)
    if (!contract) throw new AppError('internal', `No task named ${name} of ${service}`)
    return contract
  }
  const recipeOf = ({ kind }: Pick<RunDocument, 'kind'>): Recipe => recipes.get(kind) ?? withoutRecipe(kind)

  const contextFor = (run: Pick<RunDocument, 'kind'>, now = clock.now()): standard.TransitionContext => ({
    now,
    timing,
    recipe: recipeOf(run),
    maxAttempts: ({ service, name }) => contracts.get(`${service}.${name}`)?.maxAttempts ?? 1,
    random,
  })

  const readerFor = (run: RunDocument): BlobReader => {
    const read = <T>(name: string | null) =>
      name === null ? Promise.resolve(null as T) : blobs.read<T>(run.teamId, name)
    return { request: () => read(run.requestBlob), result: ({ resultBlob }) => read(resultBlob) }
  }

  const messenger = createMessenger({ bus, log, contractOf })
  const audit = createAuditSender({ runs, record: recordAudit, timing })

  /** What is begun here and does not succeed is carried on by the reconciler. */
  const inBackground = (run: Pick<RunDocument, '_id'>, work: Promise<unknown>): void =>
    void work.catch((error: unknown) => log.warn('A run has something left to do; it will be', { run: run._id, error }))

  /** A task that backs off is sent when its wait is over, not at the next general look; if this process dies, at that. */
  const wakeForRetry = (run: RunDocument): void => {
    const waits = run.outbox.filter(({ sending }) => sending === 0).map(({ dueAt }) => dueAt)
    if (waits.length === 0) return
    timers.later(Math.max(1, Math.min(...waits) - clock.now()), () => {
      inBackground(
        run,
        runs.find(run.teamId, run._id).then((newest) => newest && look(newest, false)),
      )
    })
  }

  /** Carries on what takes more than one update, from wherever it was left. */
  const carryOn = async (run: RunDocument): Promise<unknown> => {
    if (run.deleted && !run.deleted.gone) return removeRun(run, { rules, runs, blobs, audit, context: { timing } })
    if (rules.isBeingDecided(run)) return decider.drive(run)
    if (run.status === 'committing')
      return driveCommit(run, { commit: recipeOf(run).commit!, blobs: readerFor(run), change })
    return audit.deliver(run)
  }

  const follow = (run: RunDocument, send: OutboxEntry[], seqBefore: number): void => {
    void messenger.send(run, send)
    if (run.seq !== seqBefore) messenger.moved(run)
    if (isWorkedOnInVain(run)) messenger.cancelled(run)
    wakeForRetry(run)
    const { owner } = recipeOf(run)
    if (owner && runEnded(run.status)) inBackground(run, owner.release({ team: run.teamId, run: run._id }))
    // Whoever decides carries the decision on himself.
    if (run.status !== 'deciding') inBackground(run, carryOn(run))
  }

  const store = createRunStore({
    runs,
    timers,
    random,
    follow,
    takeDue: (next) => rules.takeDue(next, { now: clock.now(), timing }),
  })

  const change: Change = ({ teamId, _id }, step) =>
    store.compareAndSet<RunDocument | undefined>(
      { team: teamId, run: _id },
      (newest) => {
        const next = step(rules, newest, contextFor(newest))
        return { next, answer: next }
      },
      { missing: undefined },
    )

  const decider = createDecider({
    find: (at) => runs.find(at.team, at.run),
    targetOf: (run) => recipeOf(run).target!,
    change,
    rules,
    now: () => clock.now(),
  })

  /** Does for one run what time brought about. */
  const look = async (before: RunDocument, leasesLapse: boolean): Promise<boolean> => {
    const result = rules.reconcile(before, { ...contextFor(before), leasesLapse })
    if (!result || !(await store.put(before, result.run, result.send))) return false
    if (rules.isBeingDecided(result.run)) inBackground(result.run, carryOn(result.run))
    return true
  }

  /** A task belongs to the service that its contract names, whoever else may know of it. */
  const isAnothers = (worker: WorkerName, run: RunDocument, at: ClaimAt): boolean => {
    const found = findTask(run, at)
    return found !== undefined && found.task.service !== worker
  }

  const fold = (at: RunAt & standard.AttemptAt, outcome: standard.Outcome): Promise<boolean> =>
    store.compareAndSet<boolean>(
      at,
      (run) => {
        const result = rules.finish(run, at, outcome, contextFor(run))
        return { next: result.accepted && result.changed ? result.run : undefined, answer: result.accepted }
      },
      { missing: false },
    )

  const insert = async (start: RunStart): Promise<string> => {
    const now = clock.now()
    const requestBlob = start.request === null ? null : blobName(start.runId, 'request')
    if (requestBlob !== null) await blobs.write(start.principal.teamId, start.runId, requestBlob, start.request)
    const fresh = newRunDocument({ ...start, now, requestBlob })
    const existing = await store.insert(rules.begin(fresh, contextFor(fresh, now)))
    return existing?._id ?? fresh._id
  }

  /** Every run that time will bring something about in, also those for which that is far away. */
  const eachUnsettled = async (act: (run: RunDocument) => void): Promise<void> => {
    const seen = new Set<string>()
    for (let last: RunDocument | null = null; ;) {
      const page: RunDocument[] = await all.due(Number.MAX_SAFE_INTEGER, last)
      const fresh = page.filter(({ _id }) => !seen.has(_id))
      if (fresh.length === 0) return
      for (const run of fresh) {
        seen.add(run._id)
        act(run)
      }
      last = page.at(-1)!
    }
  }

  return {
    /**
     * Stores a new run with its first step and wakes its workers. A command that started a run before finds that run:
     * the answer is its id either way.
     * @throws AppError `lock_held` when another run in flight holds what this one needs
     */
    async start(start: RunStart): Promise<string> {
      if (!recipes.has(start.kind)) throw new AppError('internal', `No recipe for runs of kind ${start.kind}`)
      const { owner } = recipeOf(start)
      return owner ? startOwnerFirst(start, { owner, runs, insert }) : insert(start)
    },

    /**
     * Answers a worker that wants a task: its attempt, input and deadline, or why not. An attempt whose input cannot be
     * composed ends here, with the cause.
     */
    async claim(by: WorkerName, at: ClaimAt & { worker: string }) {
      const taken = await store.compareAndSet<
        { run: RunDocument; attempt: number } | { reason: standard.ClaimRefusal }
      >(
        at,
        (run) => {
          if (isAnothers(by, run, at)) return { answer: { reason: 'unknown' } }
          const result = rules.claim(run, at, contextFor(run))
          return result.accepted
            ? { next: result.changed ? result.run : undefined, answer: { run: result.run, attempt: result.attempt } }
            : { answer: { reason: result.reason } }
        },
        { missing: { reason: 'unknown' } },
      )
      if ('reason' in taken) return { accepted: false as const, reason: taken.reason }
      const { run, attempt } = taken
      const { step, task } = findTask(run, at)!
      let input: unknown
      try {
        const composed = await recipeOf(run).input(run, step, task, readerFor(run))
        input = contractedInput(contractOf(task), composed)
      } catch (thrown) {
        const error = toWire(toAppError(thrown))
        if (mayRetry(error)) throw thrown
        await fold({ ...at, attempt }, { ok: false, error })
        return { accepted: false as const, reason: 'done' as const }
      }
      return {
        accepted: true as const,
        attempt,
        deadlineInMs: attemptDeadline(run, contractOf(task), clock.now()),
        heartbeatEveryMs: timing.heartbeatEveryMs,
        input,
        principal: run.principal,
        traceparent: run.traceparent,
      }
    },

    /** Renews the lease of an attempt, or tells its worker to stop. How far it is goes to whoever watches the run. */
    async heartbeat(by: WorkerName, at: ClaimAt & { attempt: number }, progress?: Progress): Promise<'go' | 'stop'> {
      const verdict = await store.compareAndSet<'go' | 'stop'>(
        at,
        (run) => {
          if (isAnothers(by, run, at)) return { answer: 'stop' }
          const next = rules.heartbeat(run, at, contextFor(run))
          return { next, answer: next ? 'go' : 'stop' }
        },
        { missing: 'stop' },
      )
      if (progress && verdict === 'go')
        bus.publish(runChanged, { team: at.team, run: at.run }, { seq: 0, ended: false, progress })
      return verdict
    },

    /** Folds in what an attempt ended with; false when the attempt no longer counts. */
    async finish(by: WorkerName, at: ClaimAt & { attempt: number }, outcome: Finished): Promise<boolean> {
      const meant = await runs.find(at.team, at.run)
      if (!meant || isAnothers(by, meant, at)) return false
      let folded: standard.Outcome
      if (outcome.ok) {
        const { result, facts, usage } = outcome
        const resultBlob = result === null ? null : blobName(at.run, at.step, at.round, at.task, at.attempt)
        if (resultBlob !== null) await blobs.write(at.team, at.run, resultBlob, result)
        folded = { ok: true, resultBlob, facts, usage }
      } else folded = outcome
      return fold(at, folded)
    },

    /** Ends a run that is still worked on or waits. @throws AppError `run_not_found`, `run_finished` */
    async cancel(at: RunAt, command: standard.Command): Promise<RunDocument> {
      const cancelled = await store.compareAndSet<RunDocument | 'finished' | 'missing'>(
        at,
        (run) => {
          const result = rules.cancel(run, command, contextFor(run))
          return result.accepted
            ? { next: result.changed ? result.run : undefined, answer: result.run }
            : { answer: 'finished' }
        },
        { missing: 'missing' },
      )
      if (cancelled === 'missing') throw new AppError('run_not_found', 'Run not found')
      if (cancelled === 'finished') throw new AppError('run_finished', 'The run has ended, or is about to')
      return cancelled
    },

    /** Deletes an ended run. @throws AppError `run_not_found`, `run_not_ended`, `run_applied` */
    async delete(at: RunAt, command: standard.Command): Promise<void> {
      const meant = await runs.find(at.team, at.run)
      if (meant && rules.isBeingDecided(meant)) await decider.undecided(at)
      const refusal = await store.compareAndSet<standard.DeleteRefusal | null>(
        at,
        (run) => {
          const result = rules.markDeleted(run, command, contextFor(run))
          return result.accepted
            ? { next: result.changed ? result.run : undefined, answer: null }
            : { answer: result.reason }
        },
        { missing: 'run_not_found', find: runs.findEvenDeleted },
      )
      if (refusal) throw new AppError(refusal, deleteRefusals[refusal])
    },

    /** Keeps a run that was over before it was stored; see `keepEnded`. */
    async keepEnded(run: RunDocument): Promise<void> {
      const kept = await keepEnded(run, { runs, now: clock.now(), timing })
      inBackground(kept, carryOn(kept))
    },

    apply: decider.apply,
    reject: decider.reject,

    /** Does for every run what time brought about since the last look. Safe to run in several replicas at once. */
    async reconcile({ leasesLapse }: { leasesLapse: boolean }): Promise<number> {
      const until = clock.now()
      let moved = 0
      for (let page = await all.due(until, null); page.length > 0; page = await all.due(until, page.at(-1)!))
        for (const before of page) {
          try {
            if (await look(before, leasesLapse)) moved += 1
          } catch (error) {
            log.warn('A run could not be looked at', { run: before._id, error })
          }
        }
      for (const { owner } of recipes.values())
        if (owner)
          await settleOwners({ owner, runs, insert }, ({ runId }, error) =>
            log.warn('A start could not be settled', { run: runId, error }),
          )
      return moved
    },

    /** Does at once what a process that died may have left undone, except that what waits for its time is held until then. */
    resumeAll: (): Promise<void> =>
      eachUnsettled((run) => {
        void messenger.send(
          run,
          run.outbox.filter(({ sending }) => sending > 0),
        )
        wakeForRetry(run)
        inBackground(run, carryOn(run))
      }),

    readerFor,
  }
}

const deleteRefusals: Record<standard.DeleteRefusal, string> = {
  run_not_found: 'Run not found',
  run_not_ended: 'The run has not ended; cancel it first',
  run_applied: 'A run whose result was applied cannot be deleted',
}

/** Its workers should hear that it has ended. */
const isWorkedOnInVain = ({ status, steps }: RunDocument): boolean =>
  runEnded(status) && steps.some(({ tasks }) => tasks.some((task) => task.status === 'claimed'))
