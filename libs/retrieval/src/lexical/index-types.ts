import type { RelatedRows } from './association.ts'
import type { Query } from './query.ts'
import type { TermCounts } from './term-counts.ts'

/** A row, or one passage of it; the unit that is scored. */
export type Unit = {
  readonly id: string
  readonly rowId: string
  /** Texts by field name, or what `termCounts` makes of them; a field that is missing is empty. */
  readonly fields: Readonly<Record<string, string | TermCounts>>
  /** Access class whose statistics this unit belongs to, such as its project; '' unless given. */
  readonly class?: string
}

export type IndexOptions = {
  /** Field names with their boosts, above 0; 1 is ordinary. */
  readonly fields: Readonly<Record<string, number>>
  /** Saturation of repeats; 1.2. */
  readonly k1?: number
  /** Share of the length normalisation, 0 to 1, for every field; 0.75. */
  readonly b?: number
}

export type SearchOptions = {
  /** Most hits returned; 10. */
  readonly limit?: number
  /**
   * Whether a row may be found; asked while scoring, at most once per row and search. `row` is a number that stays
   * with the row as long as it is indexed. It must not write to the index.
   */
  readonly filter?: (rowId: string, row: number) => boolean
  /** The only rows that may be found. Gives what a filter on them gives, at the cost of these rows and not of all. */
  readonly among?: ReadonlySet<string>
  /** 'row' (the default) gives each row once, by its best unit; 'none' gives every unit. */
  readonly collapse?: 'row' | 'none'
  /** Rows that are given beyond the limit too, if they are found. Only by row. */
  readonly including?: ReadonlySet<string>
  /**
   * Whether rows that belong to the best ones rise towards them: those that share a rare word, and by a function those
   * that are related. Only by row.
   */
  readonly associated?: true | RelatedRows | undefined
  /** Classes over which frequencies and average lengths are taken; the whole index unless given. */
  readonly statisticsOf?: readonly string[]
}

export type LexicalHit = {
  readonly rowId: string
  /** The row's best unit. */
  readonly unitId: string
  /** What it is ranked by. */
  readonly score: number
  /** What its own words are worth; the score, unless it rose by association. */
  readonly words: number
  /** The query's terms that occur in this unit, in the query's order. */
  readonly matchedTerms: readonly string[]
}

export type LexicalIndex = {
  /** Adds a unit or replaces the one with this id. Fields the index does not know: AppError `internal`. */
  upsert(unit: Unit): void
  /** Whether there was such a unit. */
  remove(unitId: string): boolean
  /** How many units the row had. */
  removeRow(rowId: string): number
  search(query: Query, options?: SearchOptions): LexicalHit[]
  /** The number that filters get for a row, or -1; it is another row's once this one has gone. */
  numberOf(rowId: string): number
  /** Units that contain the term, in any field. */
  documentFrequency(term: string): number
  /** What a match of the term is worth, above 0: idf over the given classes, or over the whole index. */
  inverseDocumentFrequency(term: string, statisticsOf?: readonly string[]): number
  readonly unitCount: number
  readonly rowCount: number
  readonly termCount: number
}
