import type { RunKind, Task, WireError } from '@synthwright/contracts'
import type { RunDocument, StepState, TaskState } from './run.ts'

export interface PlannedTask {
  key: string
  contract: Pick<Task, 'service' | 'name'>
}

/** What a run does next. */
export type Decision =
  | { type: 'step'; name: string; round: number; tasks: PlannedTask[] }
  | { type: 'end'; outcome: Record<string, unknown> }
  | { type: 'fail'; error: WireError }

/** Reads the blobs that a task's input is made of. */
export interface BlobReader {
  request<T>(): Promise<T>
  /** The result of a finished task of this run. */
  result<T>(task: TaskState): Promise<T>
}

/**
 * How a run of one kind proceeds. `next` is pure: it reads nothing but the run document, and is asked when the run
 * starts and whenever its last step is done.
 */
export interface Recipe {
  kind: RunKind
  next(run: Pick<RunDocument, 'steps' | 'deadlineAt'>): Decision
  /** The input of a task, composed when it is claimed. */
  input(run: RunDocument, step: StepState, task: TaskState, blobs: BlobReader): Promise<unknown>
  /** The contract behind a task of this recipe. */
  contracts: readonly Task[]
}

/** The last finished step of this name, with the highest round. */
export const lastStep = (run: Pick<RunDocument, 'steps'>, name: string): StepState | undefined =>
  run.steps.filter((step) => step.name === name && step.status === 'done').at(-1)

/** The result of a step of one task, as its last finished round left it. */
export const resultOfStep = <T>(run: Pick<RunDocument, 'steps'>, name: string, blobs: BlobReader): Promise<T> =>
  blobs.result<T>(lastStep(run, name)!.tasks[0]!)
