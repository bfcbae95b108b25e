import { withRoom } from './growing.ts'
import { fieldOf, type Postings } from './postings.ts'
import type { Rows } from './rows.ts'
import type { Units } from './units.ts'

/** A row that another one is related to, and how much that says: 1 is a strong relation. */
export type Related = { readonly id: string; readonly weight: number }

/** Relations of a row to others, in both directions. */
export type RelatedRows = (rowId: string) => readonly Related[]

// These figures lie on a plateau: over fifty divisions of the MuSiQue sample into halves, what did best on one half found
// on the other 51.6, 63.9, 72.1 and 80.7 % of the passages at ranks 2, 5, 10 and 20. Of settings that are about equal
// there, one was taken that costs next to nothing where a single passage is the answer.

/** The best rows by their own words, whose associates are looked for. */
export const seedCount = 10
/** A word in more units than this associates nothing; it also bounds the work. */
export const mostUnitsSharing = 30
/** What an association is worth by itself. */
const direct = 0.25
/** What it is worth more when the row has all the words of the query that the seed lacks. */
const complementary = 1.5
/** Share of the other row's score from which on a row rises ever more slowly. */
const ease = 0.85

/** Words of a query that are told apart; a longer query tells those apart that come first. */
export const mostWordsTold = 31

/** What a search knows when it has added up the words of all units. */
export type Added = {
  /** Score of each unit, 0 for those that are not found. */
  readonly scores: Float64Array
  /** Which words of the query each found unit has: bit i for the word with worth `worths[i]`. */
  readonly words: Int32Array
  readonly worths: readonly number[]
  /** Score of each row's best unit, and that unit. */
  readonly rowScores: Float64Array
  readonly rowUnits: Int32Array
  /** Best units of the best rows, best first. */
  readonly seeds: readonly number[]
  /** Numbers of the query's terms. */
  readonly asked: ReadonlySet<number>
  readonly unitCount: number
  /** In how many units a term is, exactly up to `mostUnitsSharing`, and anything above it beyond. */
  readonly frequencyOf: (term: number) => number
  /** What a match of a term in so many units is worth. */
  readonly worthOf: (frequency: number) => number
}

const linkedBits = (bits: number, worths: readonly number[]): number => {
  let worth = 0
  for (let left = bits; left !== 0; left &= left - 1) worth += worths[31 - Math.clz32(left & -left)]!
  return worth
}

/** Where a row with this score stands beside the one that it belongs to: behind it, and in the order of the scores. */
const behind = (score: number, seedScore: number): number => {
  const free = ease * seedScore
  return score <= free ? score : free + (seedScore - free) * (1 - free / score)
}

/** 1 up to four relations, then falling: a row that is related to everything says little about anything. */
const specificity = (relations: number): number => 1 / (1 + Math.max(0, Math.log2(relations / 4)))

/**
 * Finds for the best rows of a search the other found rows that belong to them, because they share a rare word that
 * was not asked for (most of all one in their names), or because they are related. They rise towards the row they
 * belong to, the more so the more they add of what that one lacks, and never above it. Only rows found by their own
 * words take part, so that nothing enters the answer that has none of the query's words.
 */
export const createAssociation = (postings: Postings, rows: Rows, units: Units, boosts: readonly number[]) => {
  let links = new Float64Array(256)
  let linked = new Int32Array(256)

  const sharing = (seed: number, { scores, asked, unitCount, frequencyOf, worthOf }: Added): number => {
    let count = 0
    const row = units.row[seed]!
    const most = Math.log(unitCount)
    for (const term of units.termsOf(seed)) {
      if (asked.has(term)) continue
      const frequency = frequencyOf(term)
      if (frequency < 2 || frequency > mostUnitsSharing) continue
      const rarity = worthOf(frequency) / most
      const list = postings.lists[term]!
      const used = postings.used[term]!
      for (let i = 0; i < used; i += 2) {
        const unit = list[i]!
        if (scores[unit] === 0 || units.row[unit] === row) continue
        const link = rarity * boosts[fieldOf(list[i + 1]!)]!
        if (links[unit] === 0) linked[count++] = unit
        if (links[unit]! < link) links[unit] = link
      }
    }
    return count
  }

  const relating = (related: readonly Related[], { rowScores, rowUnits }: Added, before: number): number => {
    const found = related.flatMap(({ id, weight }) => {
      const row = rows.find(id)
      return row >= 0 && rowScores[row]! > 0 ? [{ unit: rowUnits[row]!, weight }] : []
    })
    let count = before
    const conductance = specificity(found.length)
    for (const { unit, weight } of found) {
      if (links[unit] === 0) linked[count++] = unit
      links[unit] = Math.max(links[unit]!, weight * conductance)
    }
    return count
  }

  /** Writes where each associated row should stand into `risen`, which has a place for every row and is 0 before. */
  return (added: Added, relatedTo: RelatedRows | undefined, risen: Float64Array): void => {
    links = withRoom(links, units.capacity)
    linked = withRoom(linked, units.capacity)
    const { scores, words, worths, rowScores, seeds } = added
    const total = worths.reduce((sum, worth) => sum + worth, 0)
    for (const seed of seeds) {
      const own = units.row[seed]!
      let count = sharing(seed, added)
      if (relatedTo) count = relating(relatedTo(rows.ids[own]!), added, count)
      for (let i = 0; i < count; i++) {
        const unit = linked[i]!
        const row = units.row[unit]!
        const adds = linkedBits(words[unit]! & ~words[seed]!, worths) / total
        const lift = scores[seed]! * links[unit]! * (direct + complementary * adds)
        links[unit] = 0
        if (row === own) continue
        risen[row] = Math.max(risen[row]!, behind(rowScores[row]! + lift, scores[seed]!))
      }
    }
  }
}
