import type { RunDocument } from '../run.ts'
import { copy, end, settle, told, type Command, type TransitionContext } from './context.ts'

export type CancelResult = { accepted: true; run: RunDocument; changed: boolean } | { accepted: false }

const cancellable: readonly RunDocument['status'][] = ['pending', 'running', 'waiting']

/**
 * Ends a run that is still worked on or waits for a decision. Once its result is being attached or decided about, what
 * was begun is carried to its end instead. The same command again gets the first answer.
 */
export const cancel = (before: RunDocument, command: Command, context: TransitionContext): CancelResult => {
  if (before.cancelledBy !== null && before.cancelledBy === command.commandId)
    return { accepted: true, run: before, changed: false }
  if (!cancellable.includes(before.status)) return { accepted: false }
  const run = copy(before)
  run.cancelledBy = command.commandId
  end(run, context, 'cancelled', { code: 'run_cancelled', message: 'The run was cancelled' })
  run.audit.push(told(run, context.now, { type: 'run.cancelled', outcome: 'ok' }, command))
  return { accepted: true, run: settle(run, context), changed: true }
}
