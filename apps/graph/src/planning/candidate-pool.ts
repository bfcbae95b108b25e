import { compareIds } from '@synthwright/retrieval'
import type { AccessClass } from '../access/access-class.ts'
import type { View } from '../access/view.ts'
import { retirementOf, type RetirementReason } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { passagesOf } from '../rows/row-text.ts'
import type { Lanes } from '../search/lanes.ts'
import { rankRows, statisticsOver, type RankedRow, type RowQuery } from '../search/rank-rows.ts'
import { faintFloor, querySharer, relevanceFloor } from './relevance-floor.ts'
import type { SourceScope } from './source-scope.ts'

export type LeftOutReason = RetirementReason | 'redacted' | 'prior_synthesis' | 'withheld'

export interface LeftOut {
  readonly found: RankedRow
  readonly reason: LeftOutReason
}

export interface Pool {
  /** Rows relevant to the document that may be its sources, best first. */
  readonly rows: readonly RankedRow[]
  /** Documents that hardly are; they may serve a section whose purpose they speak of. */
  readonly faint: readonly RankedRow[]
  /** Relevant rows that are no sources. Of those withheld from the caller nothing may be told but their number. */
  readonly leftOut: readonly LeftOut[]
  /** Ids of rows that took the place of relevant ones, by the id of the row that they stand for. */
  readonly heirs: ReadonlyMap<string, string>
}

/** A project that nobody described has only its name for a text, and that says nothing. */
export const hasText = (row: RowHead): boolean => row.kind !== 'project' || row.contentLength > row.name.length

/** Of rows with the same text the oldest stays, then the one with the lowest id; a text that is only a name says nothing. */
export const withoutDuplicates = <R extends Pick<RankedRow, 'id' | 'row'>>(rows: readonly R[]): R[] => {
  const survivors = new Map<string, R>()
  const keyOf = ({ row }: R): string => (row.contentLength <= row.name.length ? row.id : row.contentHash)
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

const isInPassages = ({ row }: RankedRow): boolean => passagesOf(row).length > 0

/** What each row matches in all its passages together; a row of one unit has no more to say than that unit. */
const termsOfPassages = (
  index: TeamIndex,
  query: RowQuery,
  classes: readonly AccessClass[],
  rows: readonly RankedRow[],
  lanes: Lanes,
): Map<string, Set<string>> => {
  const matched = new Map(rows.map(({ id }): [string, Set<string>] => [id, new Set()]))
  if (rows.length === 0) return matched
  const hits = lanes.lexical(query.terms, {
    collapse: 'none',
    limit: rows.reduce((sum, { row }) => sum + passagesOf(row).length, 0),
    among: new Set(matched.keys()),
    statisticsOf: statisticsOver(index, classes),
  })
  for (const { rowId, matchedTerms } of hits) for (const term of matchedTerms) matched.get(rowId)!.add(term)
  return matched
}

/** One retrieval for a whole document. */
export const candidatePool = (
  index: TeamIndex,
  view: View,
  query: RowQuery,
  scope: SourceScope,
  size: number,
  lanes: Lanes,
): Pool => {
  const { classes } = scope
  const excluded = new Set<string>()
  const withheld = new Set<string>()
  const leftOut: LeftOut[] = []
  const heirs = new Map<string, string>()
  const admits = (row: RowHead): boolean => {
    if (scope.admits(row)) return true
    if (scope.exclusionOf(row)) excluded.add(row.id)
    else if (scope.withholds(row)) withheld.add(row.id)
    return false
  }
  const retired = (found: RankedRow, reason: RetirementReason): void => {
    leftOut.push({ found, reason })
    const heir = retirementOf(index, view, found.row)?.successor
    if (heir) heirs.set(found.id, heir.id)
  }
  const rank = (ids: ReadonlySet<string>): RankedRow[] =>
    ids.size === 0 ? [] : rankRows(index, query, { lanes, classes, among: ids }, ids.size)

  const share = querySharer(index, query.terms, classes)
  const ranked = rankRows(
    index,
    query,
    { lanes, classes, admits, retirementOf: (row) => retirementOf(index, view, row), retired },
    size,
  ).filter(({ row }) => hasText(row))
  for (const found of rank(excluded)) leftOut.push({ found, reason: scope.exclusionOf(found.row)! })
  for (const found of rank(withheld)) if (hasText(found.row)) leftOut.push({ found, reason: 'withheld' })

  const isClear = ({ exact, matched }: RankedRow): boolean => exact || share(matched) >= relevanceFloor
  const all = [...ranked, ...leftOut.map(({ found }) => found)]
  const doubtful = all.filter((found) => isInPassages(found) && !isClear(found))
  const inAll = termsOfPassages(index, query, classes, doubtful, lanes)
  const shareInAll = new Map(doubtful.map(({ id }) => [id, share(inAll.get(id)!)]))
  const isRelevant = (found: RankedRow): boolean => isClear(found) || (shareInAll.get(found.id) ?? 0) >= relevanceFloor

  const rows = withoutDuplicates(
    ranked.filter((found) => isRelevant(found) || (shareInAll.get(found.id) ?? 0) >= faintFloor),
  )
  return {
    rows: rows.filter(isRelevant),
    faint: rows.filter((found) => !isRelevant(found)),
    leftOut: leftOut.filter(({ found }) => isRelevant(found)),
    heirs,
  }
}
