import { z } from 'zod'
import type { WorkerName } from './call.ts'

/** What a task message says: there is work. Input, attempt and deadline come with the claim. */
export const TaskMessage = z.object({
  team: z.string(),
  run: z.string(),
  step: z.string(),
  round: z.int().min(1),
  task: z.string(),
})
export type TaskMessage = z.infer<typeof TaskMessage>

/**
 * One kind of work that a service claims from the run engine.
 *
 * `facts` are the few values of a result that a recipe decides on; they are kept in the run document and must stay
 * small. The whole result is a blob.
 */
export interface Task<
  Input extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
  Facts extends z.ZodType = z.ZodType,
> {
  readonly type: 'task'
  readonly service: WorkerName
  readonly name: string
  readonly subject: string
  readonly input: Input
  readonly result: Result
  readonly facts: Facts
  readonly maxAttempts: number
  /** How long one attempt may take before its worker is told to stop; null: only progress counts. */
  readonly attemptTimeoutMs: number | null
}

type TaskSpec<I extends z.ZodType, R extends z.ZodType, F extends z.ZodType> = Omit<
  Task<I, R, F>,
  'type' | 'subject'
> & { version?: number }

/** Defines a task; its subject is `task.<service>.<name>.v<version>`. */
export const defineTask = <I extends z.ZodType, R extends z.ZodType, F extends z.ZodType>({
  version = 1,
  ...spec
}: TaskSpec<I, R, F>): Task<I, R, F> => ({
  type: 'task',
  subject: `task.${spec.service}.${spec.name}.v${version}`,
  ...spec,
})

/**
 * The JetStream work-queue stream that holds task messages, the subjects it takes, and the one service that makes it
 * and sends to it.
 */
export const taskStream = { name: 'TASKS', subjects: ['task.>'], owner: 'jobs' } as const

/** The durable consumer of a task: one per task, shared by the replicas of its service. */
export const taskConsumer = (task: Pick<Task, 'service' | 'name'>): string => `${task.service}-${task.name}`
