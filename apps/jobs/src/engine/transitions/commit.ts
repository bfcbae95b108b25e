import type { WireError } from '@synthwright/contracts'
import type { RunDocument } from '../run.ts'
import { wait } from './advance.ts'
import { copy, end, settle, type TransitionContext } from './context.ts'

/** The owner lists the run: what it made shows. Undefined unless the run is still being committed. */
export const committed = (before: RunDocument, context: TransitionContext): RunDocument | undefined => {
  if (before.status !== 'committing') return undefined
  const run = copy(before)
  if (run.afterCommit === 'waiting') wait(run, context)
  else end(run, context, 'succeeded', null)
  return settle(run, context)
}

/** The owner does not list the run and never will. Undefined unless the run is still being committed. */
export const commitRefused = (
  before: RunDocument,
  error: WireError,
  context: TransitionContext,
): RunDocument | undefined => {
  if (before.status !== 'committing') return undefined
  const run = copy(before)
  end(run, context, 'failed', error)
  return settle(run, context)
}
