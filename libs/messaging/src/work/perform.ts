import type { Principal, Task, Usage } from '@synthwright/contracts'
import type { z } from 'zod'

export interface TaskContext {
  readonly principal: Principal
  /** Aborts when the attempt no longer counts, is out of time, or the worker must stop. */
  readonly signal: AbortSignal
  readonly attempt: number
  readonly teamId: string
  readonly runId: string
  readonly step: string
  readonly round: number
  readonly task: string
  /** When the attempt must have ended, in milliseconds since the epoch by this process's clock; null: no deadline. */
  readonly deadlineAt: number | null
  /** Shown on the run with the next heartbeat. */
  progress(done: number, total: number): void
}

export interface TaskOutcome<Result, Facts> {
  result: Result
  facts: Facts
  usage?: Usage
}

/** What works on one task; made by `perform`, for `Bus.work`. */
export interface TaskHandler {
  readonly contract: Task
  readonly work: (input: unknown, context: TaskContext) => Promise<TaskOutcome<unknown, unknown>>
  readonly concurrency: number | null
}

/**
 * Binds a task to the function that does it. Input, result and facts are parsed by the contract; whatever `work` throws
 * ends the attempt, and the error's kind decides whether there will be another.
 * @param options.concurrency slots of this task in this process
 */
export const perform = <Input extends z.ZodType, Result extends z.ZodType, Facts extends z.ZodType>(
  contract: Task<Input, Result, Facts>,
  work: (input: z.output<Input>, context: TaskContext) => Promise<TaskOutcome<z.input<Result>, z.input<Facts>>>,
  { concurrency }: { concurrency?: number } = {},
): TaskHandler => ({ contract, work: work as TaskHandler['work'], concurrency: concurrency ?? null })
