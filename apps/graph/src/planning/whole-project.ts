import type { PlanRequest } from '@synthwright/contracts'
import { compareIds } from '@synthwright/retrieval'
import type { View } from '../access/view.ts'
import { retirementOf } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { Lanes } from '../search/lanes.ts'
import type { RowHead } from '../rows/row.ts'
import { hasText, withoutDuplicates } from './candidate-pool.ts'
import { inFamily, type FamilyMember } from './row-family.ts'
import type { SourceScope } from './source-scope.ts'

/** The rows of a project, for a document about all that is in it. */
export interface WholeProject {
  has(id: string): boolean
  /** Rows of the types a section prefers, best connected first, then newest. */
  ofFamily(family: readonly FamilyMember[]): readonly RowHead[]
}

/** A handbook of a project is about all of it, whatever words its rows are in. */
export const isWholeProject = ({ output_type, project }: Pick<PlanRequest, 'output_type' | 'project'>): boolean =>
  output_type === 'handbook' && project !== null

/** Rows of one family that a document takes into account. */
const mostOfFamily = 40

export const wholeProject = (
  index: TeamIndex,
  view: View,
  scope: SourceScope,
  neighbours: Lanes['neighbours'],
): WholeProject => {
  const sources = [...index.rows()].filter(
    (row) => scope.admits(row) && hasText(row) && !retirementOf(index, view, row),
  )
  const rows = withoutDuplicates(sources.map((row) => ({ id: row.id, row }))).map(({ row }) => row)
  const ids = new Set(rows.map(({ id }) => id))
  const degrees = new Map(rows.map(({ id }) => [id, neighbours(id).filter((to) => ids.has(to.id)).length]))
  rows.sort(
    (a, b) => degrees.get(b.id)! - degrees.get(a.id)! || compareIds(b.updatedAt, a.updatedAt) || compareIds(a.id, b.id),
  )
  // A memory is of no type that a section asks for; what it tells is at home where notes are.
  const isOf = (row: RowHead, family: readonly FamilyMember[]): boolean =>
    inFamily(row, family) || (row.kind === 'memory' && family.includes('note'))
  return {
    has: (id) => ids.has(id),
    ofFamily: (family) => rows.filter((row) => isOf(row, family)).slice(0, mostOfFamily),
  }
}
