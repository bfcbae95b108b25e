import type { AuditEntry, RunKind, Task, WireError } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { BlobReader } from './blob-reader.ts'
import type { OwnerCommit } from './commits/owner-commit.ts'
import type { DecisionTarget } from './commits/decision-target.ts'
import type { StartOwner } from './commits/start-owner.ts'
import type { RunDocument, StepState, TaskState } from './run.ts'

export interface PlannedTask {
  key: string
  contract: Pick<Task, 'service' | 'name'>
  /** The run goes on without its result when it fails, or when nobody takes it soon. */
  dispensable?: boolean
}

/** What a run does next. */
export type Decision =
  | { type: 'step'; name: string; round: number; tasks: PlannedTask[] }
  | { type: 'end'; outcome: Record<string, unknown> }
  /** What the run made is attached to its owner, all of it in one update of the owner. */
  | { type: 'commit'; outcome: Record<string, unknown>; then: 'succeeded' | 'waiting' }
  /** A person decides about the result. */
  | { type: 'wait'; outcome: Record<string, unknown> }
  | { type: 'fail'; error: WireError }

/**
 * How a run of one kind proceeds. `next` is pure: it reads nothing but the run document, and is asked when the run
 * starts and whenever its last step is done.
 */
export interface Recipe {
  kind: RunKind
  next(run: Pick<RunDocument, 'steps' | 'deadlineAt' | 'asked'>): Decision
  /** The input of a task, composed when it is claimed. */
  input(run: RunDocument, step: StepState, task: TaskState, blobs: BlobReader): Promise<unknown>
  /** The contract behind a task of this recipe. */
  contracts: readonly Task[]
  /** What the audit log keeps of a run that has ended; nothing unless given. */
  audit?(run: RunDocument): Pick<AuditEntry, 'type' | 'targetIds' | 'counts'>[]
  /** Where a `commit` attaches its result. */
  commit?: OwnerCommit
  /** What a decision about a waiting run changes. */
  target?: DecisionTarget
  /** What is busy while a run of this kind is in flight. */
  owner?: StartOwner
}

/** The last finished step of this name, with the highest round. */
export const lastStep = (run: Pick<RunDocument, 'steps'>, name: string): StepState | undefined =>
  run.steps.filter((step) => step.name === name && step.status === 'done').at(-1)

/** The result of a step of one task, as its last finished round left it. */
export const resultOfStep = <T>(run: Pick<RunDocument, 'steps'>, name: string, blobs: BlobReader): Promise<T> =>
  blobs.result<T>(lastStep(run, name)!.tasks[0]!)

/** For runs that are stored when they are over, or whose recipe this release no longer has: nothing is done in them. */
export const withoutRecipe = (kind: RunKind): Recipe => ({
  kind,
  contracts: [],
  next: () => ({ type: 'fail', error: { code: 'internal', message: `No recipe for runs of kind ${kind}` } }),
  input: () => Promise.reject(new AppError('internal', `No recipe for runs of kind ${kind}`)),
})
