import type { RunDecision, RunDocument } from '../run.ts'

/** What a decision finds at its target. */
export interface TargetState {
  /** Raised by every change of the target. */
  counter: number
  /** Whether the target takes changes. */
  open: boolean
  /** Something else became active since the run began: only a forced decision replaces it. */
  stale: boolean
  /** Which decision activated this run's result, if one did. */
  activation: { decisionId: string } | null
}

/** What a run proposes a change of. Every method may be repeated, also by another replica and after a crash. */
export interface DecisionTarget {
  look(run: RunDocument): Promise<TargetState>
  /**
   * Makes the run's result the active one, in one update that also raises the counter and names the run and the decision.
   * @returns false, and nothing happened, when the target's counter is another than the decision's, when the target takes
   *          no changes, or when it names this run already
   */
  activate(run: RunDocument, decision: RunDecision): Promise<boolean>
}
