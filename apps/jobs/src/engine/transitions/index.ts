import { begin } from './advance.ts'
import { cancel } from './cancel.ts'
import { claim, heartbeat } from './claim.ts'
import { committed, commitRefused } from './commit.ts'
import { isBeingDecided, openDecision, renewDecision, settleDecision } from './decide.ts'
import { markDeleted, tombstone } from './delete.ts'
import { finish } from './finish.ts'
import { reconcile, takeDue } from './reconcile.ts'

/**
 * The state changes of a run, as pure functions from one document to the next. Whoever stores the next document does
 * so by comparing the version of the one it read; nothing else ever changes a run.
 */
export const transitions = {
  begin,
  cancel,
  claim,
  commitRefused,
  committed,
  finish,
  heartbeat,
  isBeingDecided,
  markDeleted,
  openDecision,
  reconcile,
  renewDecision,
  settleDecision,
  takeDue,
  tombstone,
}
export type Transitions = typeof transitions

export type { AttemptAt, ClaimRefusal } from './claim.ts'
export { expiry, timed, told, type Command, type TransitionContext } from './context.ts'
export type { DeleteRefusal } from './delete.ts'
export type { Outcome } from './finish.ts'
