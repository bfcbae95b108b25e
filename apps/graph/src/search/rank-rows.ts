import { byScoreThenId, relativeScore, tokenize } from '@synthwright/retrieval'
import type { AccessClass } from '../access/access-class.ts'
import type { Retirement, RetirementReason } from '../corrections/retirement.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import { isWithheld } from '../rows/shown-row.ts'
import type { Lanes } from './lanes.ts'

/** Which rows a retrieval draws on. */
export interface Scope {
  readonly lanes: Lanes
  /** Classes of the rows, over which term statistics are taken. */
  readonly classes: readonly AccessClass[]
  /** Whether a row is a candidate; asked for every row that matches, at most once per row and lane. */
  readonly admits: (row: RowHead) => boolean
  /** Why a row does not stand for itself. A candidate that took its place ranks in it. */
  readonly retirementOf: (row: RowHead) => Retirement | undefined
  /** Told of every candidate that matches, also beyond the limit, once. */
  readonly matched?: (row: RowHead) => void
  /** Told of every retired candidate that matches. */
  readonly retired?: (found: RankedRow, reason: RetirementReason) => void
  /** Whether rows that are merely out of date are listed, after all others. */
  readonly staleLast?: boolean
}

/** Rows chosen before, to be ranked again. */
export interface ChosenRows {
  readonly lanes: Lanes
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
  /** What its own words are worth, comparable between rankings of one query over the same classes. */
  readonly strength: number
  /** Whether a whole key of the row occurs in the query. */
  readonly exact: boolean
  /** The unit that matched best; undefined when only a key matched. */
  readonly unitId: string | undefined
  /** Terms of the query that occur in that unit. */
  readonly matched: readonly string[]
  /** The row is out of date; only where stale rows are listed. */
  readonly stale: boolean
}

/** Rows looked up by key at most; the rest of them still rank by their words. */
const mostKeyed = 50
/** Above so many chosen rows it is cheaper to look at all. */
const fewChosen = 2_000

/** Terms of a text, each with the same weight. */
export const evenTerms = (text: string): Map<string, number> => new Map(tokenize(text).map((term) => [term, 1]))

interface Match {
  strength: number
  /** Its strength, or where it stands because a better row belongs to it. */
  place: number
  exact: boolean
  unitId: string | undefined
  matched: readonly string[]
}

interface Candidates {
  readonly admits: (row: RowHead) => boolean
  /** Rows outside of which none is admitted, where they are known. */
  readonly among?: ReadonlySet<string>
  /** Told of every match, also beyond the limit, once. */
  readonly matched?: ((row: RowHead) => void) | undefined
  /** Rows that are wanted beyond the limit too. */
  readonly including?: Iterable<string>
  /** Whether rows rise that belong to the best ones. */
  readonly associated?: boolean
}

/** The lanes over the candidates: the best by their words and by what they belong to, and those with a key in the query. */
const matchesOf = (
  index: TeamIndex,
  { text, terms }: RowQuery,
  { classes, lanes }: Pick<Scope, 'classes' | 'lanes'>,
  { admits, among, matched, including = [], associated = false }: Candidates,
  limit: number,
): Map<string, Match> => {
  const statisticsOf = statisticsOver(index, classes)
  const filter = (_: string, number: number): boolean => {
    const row = index.numbered(number)
    if (!admits(row)) return false
    matched?.(row)
    return true
  }
  const candidates = among && among.size <= fewChosen ? { among } : { filter }
  const keyed = new Set(lanes.exact(text, { limit: mostKeyed, filter: (id) => admits(index.get(id)!) }))
  const hits = lanes.lexical(terms, {
    limit,
    statisticsOf,
    ...candidates,
    including: new Set([...keyed, ...including]),
    ...(associated ? { associated: (id) => lanes.neighbours(id) } : {}),
  })
  const matches = new Map<string, Match>()
  for (const { rowId, score, words, unitId, matchedTerms } of hits)
    matches.set(rowId, { strength: words, place: score, exact: keyed.has(rowId), unitId, matched: matchedTerms })
  for (const id of keyed) {
    if (matches.has(id)) continue
    matched?.(index.get(id)!)
    matches.set(id, { strength: 0, place: 0, exact: true, unitId: undefined, matched: [] })
  }
  return matches
}

const only = (ids: Iterable<string>): Candidates => {
  const among = new Set(ids)
  return { admits: ({ id }) => among.has(id), among }
}

const isBetter = (a: Match, b: Match): boolean =>
  Number(a.exact) - Number(b.exact) > 0 || (a.exact === b.exact && a.place > b.place)

/** Gives each candidate the place of the best row it took the place of, if that is better than its own. */
const inherit = (matches: Map<string, Match>, heir: string, left: Match): void => {
  const own = matches.get(heir)
  const best = own && !isBetter(left, own) ? own : left
  matches.set(heir, {
    strength: Math.max(own?.strength ?? 0, left.strength),
    place: Math.max(own?.place ?? 0, left.place),
    exact: best.exact,
    unitId: own?.unitId,
    matched: [...new Set([...(own?.matched ?? []), ...left.matched])],
  })
}

const ranked = (index: TeamIndex, matches: Map<string, Match>, top: number, stale = false): RankedRow[] => {
  const most = [...matches.values()].some(({ exact }) => exact) ? 2 : 1
  return [...matches]
    .map(([id, { place, ...match }]): RankedRow => {
      const score = (relativeScore(place, top) + (match.exact ? 1 : 0)) / most
      return { id, row: index.get(id)!, score, stale, ...match }
    })
    .sort(byScoreThenId)
}

const highest = (matches: Map<string, Match>): number =>
  [...matches.values()].reduce((top, { place }) => Math.max(top, place), 0)

/** Ranks a scope in which some rows are retired. */
const rankWithRetired = (
  index: TeamIndex,
  query: RowQuery,
  scope: Scope,
  retirements: ReadonlyMap<string, Retirement>,
  limit: number,
): RankedRow[] => {
  const { admits, matched, retired, staleLast } = scope
  const isCurrent = (row: RowHead): boolean => !retirements.has(row.id) && admits(row)
  const gone = matchesOf(index, query, scope, only(retirements.keys()), retirements.size)
  const stale = new Map<string, Match>()
  const heirs = new Map<string, Match[]>()
  for (const [id, match] of gone) {
    const { reason, successor } = retirements.get(id)!
    if (retired) retired(ranked(index, new Map([[id, match]]), match.strength)[0]!, reason)
    if (reason === 'lifecycle_stale' && staleLast) {
      stale.set(id, match)
      matched?.(index.get(id)!)
    }
    if (successor && admits(successor)) heirs.set(successor.id, [...(heirs.get(successor.id) ?? []), match])
  }
  // An heir may match beyond the limit, or not at all.
  const candidates = { admits: isCurrent, matched, including: heirs.keys(), associated: true }
  const matches = matchesOf(index, query, scope, candidates, limit)
  for (const [id, left] of heirs) {
    if (!matches.has(id)) matched?.(index.get(id)!)
    for (const match of left) inherit(matches, id, match)
  }
  const top = highest(matches)
  return [...ranked(index, matches, top), ...ranked(index, stale, Math.max(top, highest(stale)), true)]
}

/**
 * The one ranker of search, packs and drafts: BM25 and exact keys over the rows in scope, best first, ties by id. A
 * row whose key occurs in the query stands before rows that merely share words with it. Over a whole scope, rows that
 * belong to the best ones, by a relation or a rare word they share, rise towards them. A row that is withheld for what
 * it was made from is found by none of its words.
 */
export const rankRows = (index: TeamIndex, query: RowQuery, asked: Scope | ChosenRows, limit: number): RankedRow[] => {
  if ('among' in asked) {
    const matches = matchesOf(index, query, asked, only(asked.among), limit)
    return ranked(index, matches, highest(matches)).slice(0, limit)
  }
  const scope: Scope = { ...asked, admits: (row) => !isWithheld(row) && asked.admits(row) }
  const retirements = new Map<string, Retirement>()
  for (const row of index.retirable()) {
    const retirement = scope.admits(row) && scope.retirementOf(row)
    if (retirement) retirements.set(row.id, retirement)
  }
  if (retirements.size > 0) return rankWithRetired(index, query, scope, retirements, limit).slice(0, limit)
  const { admits, matched } = scope
  const matches = matchesOf(index, query, scope, { admits, matched, associated: true }, limit)
  return ranked(index, matches, highest(matches)).slice(0, limit)
}

/** Classes to take statistics over; undefined, which is cheaper and means the same, when they are all there are. */
export const statisticsOver = (
  index: TeamIndex,
  classes: readonly AccessClass[],
): readonly AccessClass[] | undefined =>
  classes.length === index.classes().length && index.uncounted === 0 ? undefined : classes
