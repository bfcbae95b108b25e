import type { Constraint } from './constraint.ts'

/** A constraint on the sources, whatever is written from them. */
export type SourceConstraint = Extract<Constraint, { kind: 'dated' | 'age' | 'types' }>

export const isAboutSources = (constraint: Constraint): constraint is SourceConstraint =>
  constraint.kind === 'dated' || constraint.kind === 'age' || constraint.kind === 'types'

const dayMs = 86_400_000

/**
 * What is wrong with a source under a constraint, in a few words; null when nothing is.
 * @param source its freshness is an ISO date, or null where it has none
 * @param asOf ISO date from which ages are counted
 */
export const sourceBreach = (
  constraint: SourceConstraint,
  { type, freshness }: { type: string; freshness: string | null },
  asOf: string,
): string | null => {
  if (constraint.kind === 'types') return constraint.types.includes(type) ? null : type
  if (freshness === null) return 'no date'
  if (constraint.kind === 'dated') {
    const isSince = freshness >= constraint.date
    return isSince === (constraint.bound === 'since') ? null : freshness.slice(0, 10)
  }
  const days = Math.floor((Date.parse(asOf) - Date.parse(freshness)) / dayMs)
  return days > constraint.days ? `${days} days old` : null
}
