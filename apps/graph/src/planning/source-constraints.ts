import { isAboutSources, readConstraint, sourceBreach } from '@synthwright/grounding'
import type { RowHead } from '../rows/row.ts'
import { freshnessOf } from '../rows/row-text.ts'

/** Whether a row is what a request wants its sources to be: of a type, from a time, not too old at `now`, an ISO date. */
export const asConstrained = (constraints: readonly string[], now: string): ((row: RowHead) => boolean) => {
  const ofSources = constraints
    .map((written) => readConstraint(written))
    .filter((constraint) => constraint !== null && isAboutSources(constraint))
  if (ofSources.length === 0) return () => true
  return (row) => {
    const source = { type: row.type, freshness: freshnessOf(row).at }
    return ofSources.every((constraint) => sourceBreach(constraint, source, now) === null)
  }
}
