import type { AccessClass } from '../access/access-class.ts'
import type { TeamIndex } from '../index/team-index.ts'
import { statisticsOver } from '../search/rank-rows.ts'

/** Share of a query's weight that a row has to match to count as relevant; set on plans over our own documents. */
export const relevanceFloor = 0.12
/** The same for a document that also speaks of what a section is for. */
export const faintFloor = 0.04

/**
 * What every term is worth beside its rarity. In a base of a few rows every word is frequent, and without this a row
 * that speaks of the subject would look as irrelevant as one that does not.
 */
const leastWorth = 0.3

/**
 * How much of a query a row meets, 0 to 1: the share of the query's weight that the matched terms have, rare terms
 * weighing more. Terms that no row has count too, so that a frequent word alone does not make a row relevant to
 * something unknown.
 */
export const querySharer = (
  index: TeamIndex,
  terms: ReadonlyMap<string, number>,
  classes: readonly AccessClass[],
): ((matched: Iterable<string>) => number) => {
  const statisticsOf = statisticsOver(index, classes)
  const worth = new Map<string, number>()
  for (const [term, weight] of terms)
    worth.set(term, weight * (leastWorth + index.lexical.inverseDocumentFrequency(term, statisticsOf)))
  const total = [...worth.values()].reduce((sum, value) => sum + value, 0)
  return (matched) => {
    let met = 0
    for (const term of matched) met += worth.get(term) ?? 0
    return total > 0 ? met / total : 0
  }
}
