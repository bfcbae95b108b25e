import { z } from 'zod'

export const runKinds = ['artifact.plan', 'artifact.draft', 'artifact.verify', 'artifact.handbook'] as const

/** Kinds that measure or serve the system itself. They travel like the others and are described nowhere. */
export const internalRunKinds = ['internal.probe'] as const

export const RunKind = z.enum([...runKinds, ...internalRunKinds]).meta({ enum: runKinds })
export type RunKind = z.infer<typeof RunKind>

/**
 * pending → running → (waiting → deciding) → succeeded | failed | cancelled. `committing` stands between running and
 * succeeded while a result is attached to its owner; from there a run can no longer be cancelled.
 */
export const runStatuses = [
  'pending',
  'running',
  'committing',
  'waiting',
  'deciding',
  'succeeded',
  'failed',
  'cancelled',
] as const
export const RunStatus = z.enum(runStatuses)
export type RunStatus = z.infer<typeof RunStatus>

export const endedStatuses: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled']

/** True when a run in this status never changes again. */
export const runEnded = (status: RunStatus): boolean => endedStatuses.includes(status)

export const historyTypes = [
  'run.created',
  'run.started',
  'step.started',
  'task.claimed',
  'task.done',
  'task.retry',
  'task.failed',
  'step.done',
  'run.committing',
  'run.waiting',
  'run.deciding',
  'run.succeeded',
  'run.failed',
  'run.cancelled',
] as const

/** One state change of a run. `seq` is the run's own counter and the id of the event. */
export const HistoryEntry = z.object({
  seq: z.int().min(1),
  at: z.string(),
  type: z.enum(historyTypes),
  step: z.string().optional(),
  round: z.int().optional(),
  task: z.string().optional(),
  attempt: z.int().optional(),
  code: z.string().optional(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>
