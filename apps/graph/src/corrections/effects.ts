import type { Corrected, CorrectionAction, LifecycleState } from '@synthwright/contracts'
import type { TeamIndex } from '../index/team-index.ts'
import { isPriorSynthesis } from '../rows/row-text.ts'
import type { RowHead } from '../rows/row.ts'
import { isWithheld } from '../rows/shown-row.ts'

interface Effect {
  readonly state: LifecycleState
  readonly recall: Corrected['recall_impact']
}

export const effects: Record<CorrectionAction, Effect> = {
  hide: { state: 'hidden', recall: 'removed' },
  redact: { state: 'redacted', recall: 'masked' },
  supersede: { state: 'superseded', recall: 'replaced' },
  mark_duplicate: { state: 'duplicate', recall: 'collapsed' },
  mark_stale: { state: 'stale', recall: 'ranked_last' },
  restore: { state: 'active', recall: 'returned' },
}

export const lifecycleOf = ({ correction }: RowHead): LifecycleState =>
  correction ? effects[correction.action].state : 'active'

/** A duplicate says what its survivor says: what rests on it still stands. */
const shakes = (row: RowHead | undefined): boolean =>
  !row || (row.correction !== null && row.correction.action !== 'mark_duplicate')

/** Whether a row is withheld, or as an earlier synthesis rests, to any depth, on something that was corrected since. */
export const isShaken = (index: TeamIndex, row: RowHead): boolean =>
  isWithheld(row) || (isPriorSynthesis(row) && index.sourcesOf(row.id).some((id) => shakes(index.original(id))))
