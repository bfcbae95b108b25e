import type { RunDocument } from '../run.ts'
import type { TransitionContext, Transitions } from '../transitions/index.ts'

/**
 * Stores what `step` makes of the newest state of a run.
 * @returns the state that was stored; undefined when `step` gave none, or the run is gone
 */
export type Change = (
  run: Pick<RunDocument, '_id' | 'teamId'>,
  step: (rules: Transitions, newest: RunDocument, context: TransitionContext) => RunDocument | undefined,
) => Promise<RunDocument | undefined>
