import type { View } from '../access/view.ts'
import type { TeamIndex } from '../index/team-index.ts'
import type { RowHead } from '../rows/row.ts'
import type { LaneGuard } from '../search/lanes.ts'
import { evenTerms, rankRows, type RankedRow } from '../search/rank-rows.ts'
import { candidatePool, type Pool } from './candidate-pool.ts'
import type { PlannedSection } from './planned-section.ts'
import { inFamily } from './row-family.ts'
import type { SourceScope } from './source-scope.ts'
import type { WholeProject } from './whole-project.ts'

/** A row as a possible source of one section. */
export interface Candidate {
  readonly id: string
  readonly row: RowHead
  /** 0 to 1: how well it matches the section's query, and how well its type suits the section and its readers. */
  readonly affinity: number
  readonly unitId: string | undefined
  /** Whether its type is one the section prefers; documents and memories suit every section. */
  readonly fits: boolean
  /** Whether it may take a slot; a pinned row that is not relevant may not. */
  readonly relevant: boolean
}

export type Candidates = ReadonlyMap<string, Candidate>

export interface CandidateOptions {
  readonly index: TeamIndex
  readonly view: View
  readonly scope: SourceScope
  readonly guard: LaneGuard<PlannedSection>
  /** The rows that are relevant to a section. */
  readonly poolOf: (section: PlannedSection) => Pool
  /** Rows that will be in some pack in any case. */
  readonly pinned: ReadonlySet<string>
  readonly preferredTypes: readonly string[]
  /** Where the document is about all of a project: the rows it has, whatever their words. */
  readonly whole: WholeProject | undefined
}

const typeFactor = { preferred: 1, document: 0.85, other: 0.6 }
/** Where the readers have a choice of their own, other types stand back behind it. */
const notReadersChoice = 0.75

/** What the rows that a section is about are worth beside their words: more than all the words of any other row. */
const worthOfLead = 0.5

type Suit = keyof typeof typeFactor

const suits = ({ family, members }: PlannedSection, row: RowHead): Suit => {
  if (members || !family || inFamily(row, family)) return 'preferred'
  return row.kind === 'document' || row.kind === 'memory' ? 'document' : 'other'
}

/**
 * An optional section is about something: what only shares the subject does not make it. Rows of its types are there
 * for it by their type; imported documents and rows of other types have to speak of it.
 */
const speaksOfIt = ({ core, query }: PlannedSection, { row, matched, exact }: RankedRow, suit: Suit): boolean =>
  core ||
  exact ||
  (suit === 'preferred' && row.kind !== 'document') ||
  matched.some((term) => query.intentTerms.has(term))

/** The pool of a section: that of the document, unless it brings words of its own; then those count. */
export const createPools = (
  base: Pool,
  {
    index,
    view,
    scope,
    guard,
    poolSize,
  }: Pick<CandidateOptions, 'index' | 'view' | 'scope' | 'guard'> & { poolSize: number },
): CandidateOptions['poolOf'] => {
  const known = new Map<PlannedSection, Pool>()
  return (section) => {
    if (section.ownWords.length === 0) return base
    const text = section.ownWords.join(' ')
    const query = { text, terms: evenTerms(text) }
    const pool = known.get(section) ?? candidatePool(index, view, query, scope, poolSize, guard.for(section))
    known.set(section, pool)
    return pool
  }
}

/** Where a row stands for another, it also has that one's place. */
const withHeirs = (
  ranked: readonly RankedRow[],
  heirs: ReadonlyMap<string, string>,
  index: TeamIndex,
): Map<string, RankedRow> => {
  const found = new Map(ranked.filter(({ id }) => !heirs.has(id)).map((row) => [row.id, row]))
  for (const left of ranked) {
    const heir = heirs.get(left.id)
    const own = heir === undefined ? undefined : found.get(heir)
    if (heir === undefined || (own && own.score >= left.score)) continue
    const place = { id: heir, row: index.get(heir)!, unitId: own?.unitId }
    found.set(heir, { ...left, ...place, matched: [...new Set([...(own?.matched ?? []), ...left.matched])] })
  }
  return found
}

/** What a row is worth at most that only its type speaks for: less than any that has the words. */
const worthOfType = 0.1

/** For a document about all of a project: its rows of the section's types, in their order, behind those that match. */
const withProject = (
  candidates: ReadonlyMap<string, Candidate>,
  { family = [], lead = [] }: PlannedSection,
  whole: WholeProject,
): Candidates => {
  const all = new Map([...candidates].filter(([id]) => whole.has(id)))
  const rows = whole.ofFamily(family)
  rows.forEach((row, place) => {
    const known = all.get(row.id)
    const worth = worthOfType * (1 - place / (2 * rows.length)) + (inFamily(row, lead) ? worthOfLead : 0)
    const affinity = Math.max(known?.affinity ?? 0, worth)
    const { id } = row
    all.set(id, { id, row, unitId: undefined, ...known, affinity, fits: true, relevant: true })
  })
  return all
}

/** Words of a section's purpose that a faintly relevant document has to have. */
const intentWordsOfFaint = 2

/** The rows that a section may draw on, by id, from one retrieval with its query. */
export const sectionCandidates = (section: PlannedSection, options: CandidateOptions): Candidates => {
  const { index, scope, guard, poolOf, pinned, preferredTypes, whole } = options
  const pool = poolOf(section)
  const relevant = new Set(pool.rows.map(({ id }) => id))
  const faint = new Set(section.ownWords.length > 0 ? [] : pool.faint.map(({ id }) => id))
  const among = new Set([...relevant, ...faint, ...pinned, ...pool.heirs.keys()])
  const isRelevant = (found: RankedRow, suit: Suit): boolean => {
    if (section.members) return section.members.has(found.id)
    if (section.bars && inFamily(found.row, section.bars)) return false
    if (relevant.has(found.id)) return speaksOfIt(section, found, suit)
    const spoken = found.matched.filter((term) => section.query.intentTerms.has(term))
    return faint.has(found.id) && spoken.length >= intentWordsOfFaint
  }
  const ranked = rankRows(
    index,
    section.query,
    { lanes: guard.for(section), classes: scope.classes, among },
    among.size,
  )
  const candidates = new Map<string, Candidate>()
  for (const found of withHeirs(ranked, pool.heirs, index).values()) {
    const { id, row, score, unitId } = found
    const suit = suits(section, row)
    const isReadersChoice = preferredTypes.length === 0 || preferredTypes.includes(row.type)
    const suited = score * typeFactor[suit] * (isReadersChoice ? 1 : notReadersChoice)
    const leads = section.lead && inFamily(row, section.lead)
    candidates.set(id, {
      id,
      row,
      affinity: section.lead ? worthOfLead * ((leads ? 1 : 0) + suited) : suited,
      unitId,
      fits: suit !== 'other',
      relevant: isRelevant(found, suit),
    })
  }
  return whole ? withProject(candidates, section, whole) : candidates
}
