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
  { classes, admits }: Scope,
  limit: number,
): RankedRow[] => {
  const filter = (id: string): boolean => admits(index.get(id)!)
  const statisticsOf = statisticsOver(index, classes)
  const hits = index.lexical.search(terms, { limit, filter, statisticsOf })
  const keyed = new Set(index.keys.lookup(text, { limit: mostKeyed, filter }))
  const found = new Set(hits.map(({ rowId }) => rowId))
  const missed = new Set([...keyed].filter((id) => !found.has(id)))
  // Their words count too, so that their place does not depend on how many rows were asked for.
  if (missed.size > 0)
    hits.push(...index.lexical.search(terms, { limit: missed.size, filter: (id) => missed.has(id), statisticsOf }))
  const matches = new Map(hits.map((hit) => [hit.rowId, hit]))
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
