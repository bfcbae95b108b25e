import type { Task } from '@synthwright/contracts'
import type { RunDocument } from './run.ts'

/** How long an attempt that is claimed now may take, in milliseconds; null: only progress counts. */
export const attemptDeadline = (
  run: RunDocument,
  contract: Pick<Task, 'service' | 'attemptTimeoutMs'>,
  now: number,
): number | null => {
  if (contract.attemptTimeoutMs === null) return null
  const untilRunEnds = run.deadlineAt === null ? Infinity : run.deadlineAt - 10_000 - now
  // Only the model's work hurries for a waiting caller; once it is late, a second is left for the way without a model.
  const limit = contract.service === 'llm-worker' ? Math.max(1_000, untilRunEnds) : Infinity
  return Math.min(contract.attemptTimeoutMs, limit)
}
