import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isMasked } from '../rows/shown-row.ts'

export type RetirementReason =
  'superseded_by_source_id' | 'duplicate_of_source_id' | 'lifecycle_superseded' | 'lifecycle_stale'

/** Why a row does not stand for itself any more. */
export interface Retirement {
  readonly reason: RetirementReason
  /** The row that took its place, where there is one that the reader can read and that counts itself. */
  readonly successor: RowHead | undefined
}

interface Step {
  readonly reason: RetirementReason
  readonly next: RowHead | undefined
}

const stepFrom = (index: TeamIndex, view: View, { id, correction }: RowHead): Step | undefined => {
  const target = correction?.target ? view.find(correction.target) : undefined
  if (correction?.action === 'supersede') return { reason: 'superseded_by_source_id', next: target }
  if (correction?.action === 'mark_duplicate') return { reason: 'duplicate_of_source_id', next: target }
  if (correction?.action === 'mark_stale') return { reason: 'lifecycle_stale', next: undefined }
  for (const other of index.replacedBy(id)) {
    const next = view.find(other)
    if (next) return { reason: 'lifecycle_superseded', next }
  }
  return undefined
}

/**
 * Whether a decision or a SUPERSEDES edge that the reader can see retires a row, and in favour of which one. Rows that
 * replace each other in a circle have no successor.
 */
export const retirementOf = (index: TeamIndex, view: View, row: RowHead): Retirement | undefined => {
  const first = stepFrom(index, view, row)
  if (!first) return undefined
  const passed = new Set([row.id])
  for (let at = first.next; at && !passed.has(at.id);) {
    passed.add(at.id)
    const step = stepFrom(index, view, at)
    if (!step) return { reason: first.reason, successor: at }
    at = step.next
  }
  return { reason: first.reason, successor: undefined }
}

/** What may be cited in the place of a row: itself, its successor, or nothing. */
export const citableFor = (index: TeamIndex, view: View, row: RowHead): RowHead | undefined => {
  const retirement = retirementOf(index, view, row)
  const current = retirement ? retirement.successor : row
  return current && !isMasked(current) ? current : undefined
}
