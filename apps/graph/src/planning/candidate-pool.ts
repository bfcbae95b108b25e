import { compareIds } from '@synthwright/retrieval'
import type { AccessClass } from '../access/access-class.ts'
import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { rankRows, statisticsOver, type RankedRow, type RowQuery, type Scope } from '../search/rank-rows.ts'
import { faintFloor, querySharer, relevanceFloor } from './relevance-floor.ts'
import { successorOf } from './source-scope.ts'

export interface Pool {
  /** Rows relevant to the document that may be its sources, best first. */
  readonly rows: readonly RankedRow[]
  /** Documents that hardly are; they may serve a section whose purpose they speak of. */
  readonly faint: readonly RankedRow[]
  /** Relevant rows that a later row has taken the place of. */
  readonly superseded: readonly RankedRow[]
}

/** A project that nobody described has only its name for a text, and that says nothing. */
const hasText = (row: RowHead): boolean => row.kind !== 'project' || row.contentLength > row.name.length

/** Of rows with the same text the oldest stays, then the one with the lowest id; a text that is only a name says nothing. */
const withoutDuplicates = (rows: readonly RankedRow[]): RankedRow[] => {
  const survivors = new Map<string, RankedRow>()
  const keyOf = ({ row }: RankedRow): string => (row.contentLength <= row.name.length ? row.id : row.contentHash)
  for (const ranked of rows) {
    const other = survivors.get(keyOf(ranked))
    const earlier =
      !other ||
      compareIds(ranked.row.createdAt, other.row.createdAt) < 0 ||
      (ranked.row.createdAt === other.row.createdAt && ranked.id < other.id)
    if (earlier) survivors.set(keyOf(ranked), ranked)
  }
  return rows.filter((ranked) => survivors.get(keyOf(ranked)) === ranked)
}

/** What each document matches in all its passages together; a row of one unit has no more to say than that unit. */
const termsOfDocuments = (
  index: TeamIndex,
  query: RowQuery,
  classes: readonly AccessClass[],
  documents: readonly RankedRow[],
): Map<string, Set<string>> => {
  const matched = new Map(documents.map(({ id }): [string, Set<string>] => [id, new Set()]))
  if (documents.length === 0) return matched
  const hits = index.lexical.search(query.terms, {
    collapse: 'none',
    limit: documents.reduce((sum, { row }) => sum + row.document!.passages.length, 0),
    among: new Set(matched.keys()),
    statisticsOf: statisticsOver(index, classes),
  })
  for (const { rowId, matchedTerms } of hits) for (const term of matchedTerms) matched.get(rowId)!.add(term)
  return matched
}

/** One retrieval for a whole document. */
export const candidatePool = (index: TeamIndex, view: View, query: RowQuery, scope: Scope, size: number): Pool => {
  const share = querySharer(index, query.terms, scope.classes)
  const ranked = rankRows(index, query, scope, size).filter(({ row }) => hasText(row))
  const isClear = ({ exact, matched }: RankedRow): boolean => exact || share(matched) >= relevanceFloor
  const doubtful = ranked.filter((found) => found.row.document && !isClear(found))
  const inAll = termsOfDocuments(index, query, scope.classes, doubtful)
  const shareInAll = new Map(doubtful.map(({ id }) => [id, share(inAll.get(id)!)]))
  const isRelevant = (found: RankedRow): boolean => isClear(found) || (shareInAll.get(found.id) ?? 0) >= relevanceFloor

  const current = ranked.filter(({ id }) => successorOf(index, view, id) === undefined)
  const rows = withoutDuplicates(
    current.filter((found) => isRelevant(found) || (shareInAll.get(found.id) ?? 0) >= faintFloor),
  )
  return {
    rows: rows.filter(isRelevant),
    faint: rows.filter((found) => !isRelevant(found)),
    superseded: ranked.filter((found) => isRelevant(found) && !current.includes(found)),
  }
}
