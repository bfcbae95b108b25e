import { byScoreThenId, relativeScore, tokenize } from '@synthwright/retrieval'
import type { AccessClass } from '../access/access-class.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'

/** Which rows a retrieval draws on. */
export interface Scope {
  /** Classes of the rows, over which term statistics are taken. */
  readonly classes: readonly AccessClass[]
  /** Whether a row is a candidate; asked at most once per row and lane. */
  readonly admits: (row: RowHead) => boolean
  /** Told of every candidate that matches, also beyond the limit, once. */
  readonly matched?: (row: RowHead) => void
}

/** Rows chosen before, to be ranked again. */
export interface ChosenRows {
  readonly classes: readonly AccessClass[]
  readonly among: ReadonlySet<string>
}

export interface RowQuery {
  /** The query as it is shown; exact keys are looked for in it. */
  readonly text: string
  /** Weights of its terms. */
  readonly terms: ReadonlyMap<string, number>
}

export interface RankedRow {
  readonly id: string
  readonly row: RowHead
  /** 0 to 1; the best row has 1. */
  readonly score: number
  /** Whether a whole key of the row occurs in the query. */
  readonly exact: boolean
  /** The unit that matched best; undefined when only a key matched. */
  readonly unitId: string | undefined
  /** Terms of the query that occur in that unit. */
  readonly matched: readonly string[]
}

/** Rows looked up by key at most; the rest of them still rank by their words. */
const mostKeyed = 50

/** Terms of a text, each with the same weight. */
export const evenTerms = (text: string): Map<string, number> => new Map(tokenize(text).map((term) => [term, 1]))

/**
 * The one ranker of search, packs and drafts: BM25 and exact keys over the rows in scope, best first, ties by id. A
 * row whose key occurs in the query stands before rows that merely share words with it.
 */
export const rankRows = (
  index: TeamIndex,
  { text, terms }: RowQuery,
  scope: Scope | ChosenRows,
  limit: number,
): RankedRow[] => {
  const statisticsOf = statisticsOver(index, scope.classes)
  const told = 'matched' in scope ? scope.matched : undefined
  const isCandidate = (row: RowHead): boolean => ('among' in scope ? scope.among.has(row.id) : scope.admits(row))
  const filter = (_: string, number: number): boolean => {
    const row = index.numbered(number)
    if (!isCandidate(row)) return false
    told?.(row)
    return true
  }
  const lane = 'among' in scope ? { among: scope.among } : { filter }
  const hits = index.lexical.search(terms, { limit, statisticsOf, ...lane })
  const keyed = new Set(index.keys.lookup(text, { limit: mostKeyed, filter: (id) => isCandidate(index.get(id)!) }))
  const found = new Set(hits.map(({ rowId }) => rowId))
  const missed = new Set([...keyed].filter((id) => !found.has(id)))
  // Their words count too, so that their place does not depend on how many rows were asked for.
  if (missed.size > 0) hits.push(...index.lexical.search(terms, { limit: missed.size, among: missed, statisticsOf }))
  const matches = new Map(hits.map((hit) => [hit.rowId, hit]))
  for (const id of missed) if (!matches.has(id)) told?.(index.get(id)!)
  const top = hits[0]?.score ?? 0
  const highest = keyed.size > 0 ? 2 : 1
  return [...new Set([...matches.keys(), ...keyed])]
    .map((id): RankedRow => {
      const match = matches.get(id)
      return {
        id,
        row: index.get(id)!,
        score: (relativeScore(match?.score ?? 0, top) + (keyed.has(id) ? 1 : 0)) / highest,
        exact: keyed.has(id),
        unitId: match?.unitId,
        matched: match?.matchedTerms ?? [],
      }
    })
    .sort(byScoreThenId)
    .slice(0, limit)
}

/** Classes to take statistics over; undefined, which is cheaper and means the same, when they are all there are. */
export const statisticsOver = (
  index: TeamIndex,
  classes: readonly AccessClass[],
): readonly AccessClass[] | undefined => (classes.length === index.classes().length ? undefined : classes)
