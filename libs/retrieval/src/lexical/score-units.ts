import { topK } from '../ranking/top-k.ts'
import { createAssociation, mostUnitsSharing, mostWordsTold, seedCount } from './association.ts'
import { withRoom } from './growing.ts'
import type { LexicalHit, SearchOptions } from './index-types.ts'
import { fieldOf, frequencyOf, type Postings } from './postings.ts'
import { weightedTerms, type Query } from './query.ts'
import type { Rows } from './rows.ts'
import type { ClassStatistics } from './statistics.ts'
import type { Units } from './units.ts'

type Parts = {
  postings: Postings
  rows: Rows
  units: Units
  statistics: ClassStatistics
  boosts: readonly number[]
  k1: number
  b: number
}

type Totals = ReturnType<ClassStatistics['totals']>

const unasked = 0
const admitted = 1
const refused = 2

const inverseDocumentFrequency = (count: number, frequency: number): number =>
  Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

/**
 * Term-at-a-time scoring into accumulators that are kept between searches and cleared by the list of what was
 * touched, so that a search costs what its postings cost and allocates almost nothing.
 */
export const createScorer = ({ postings, rows, units, statistics, boosts, k1, b }: Parts) => {
  let scores = new Float64Array(256)
  let touched = new Int32Array(256)
  let rowScores = new Float64Array(256)
  let rowUnits = new Int32Array(256)
  let touchedRows = new Int32Array(256)
  let verdicts = new Uint8Array(256)
  let words = new Int32Array(256)
  let risen = new Float64Array(256)
  const associate = createAssociation(postings, rows, units, boosts)

  const makeRoom = (): void => {
    scores = withRoom(scores, units.capacity)
    touched = withRoom(touched, units.capacity)
    rowScores = withRoom(rowScores, rows.capacity)
    rowUnits = withRoom(rowUnits, rows.capacity)
    touchedRows = withRoom(touchedRows, rows.capacity)
    verdicts = withRoom(verdicts, rows.capacity)
    words = withRoom(words, units.capacity)
    risen = withRoom(risen, rows.capacity)
  }

  const frequencyWithin = (term: number, member: Uint8Array, most = Infinity): number => {
    const list = postings.lists[term]!
    const used = postings.used[term]!
    let frequency = 0
    let last = -1
    for (let i = 0; i < used; i += 2) {
      const unit = list[i]!
      if (unit === last) continue
      last = unit
      if (units.row[unit]! >= 0 && member[units.class[unit]!] && ++frequency > most) break
    }
    return frequency
  }

  // Frequencies within classes cost a pass over the postings, and the searches of one request ask for the same ones.
  let remembered = { version: -1, classes: '', frequencies: new Map<number, number>() }
  const frequencyOfClasses = (term: number, classes: readonly string[], member: Uint8Array): number => {
    const name = JSON.stringify(classes)
    if (remembered.version !== statistics.version || remembered.classes !== name)
      remembered = { version: statistics.version, classes: name, frequencies: new Map() }
    const known = remembered.frequencies.get(term)
    if (known !== undefined) return known
    const frequency = frequencyWithin(term, member)
    remembered.frequencies.set(term, frequency)
    return frequency
  }

  const idfOf = (name: string, classes: readonly string[] | undefined, totals: Totals): number => {
    const term = postings.find(name)
    if (term < 0) return inverseDocumentFrequency(totals.count, 0)
    const frequency = classes ? frequencyOfClasses(term, classes, totals.member) : postings.documentFrequency[term]!
    return inverseDocumentFrequency(totals.count, frequency)
  }

  const isAdmitted = (row: number, filter: NonNullable<SearchOptions['filter']>): boolean => {
    if (verdicts[row] === unasked) verdicts[row] = filter(rows.ids[row]!, row) ? admitted : refused
    return verdicts[row] === admitted
  }

  const accumulate = (query: Query, options: SearchOptions, found: { count: number }): void => {
    const { filter, among, statisticsOf } = options
    const totals = statistics.totals(statisticsOf)
    const slopes = boosts.map((_, field) =>
      totals.lengths[field]! > 0 ? (b * totals.count) / totals.lengths[field]! : 0,
    )
    const rowOf = units.row
    const candidates = among && unitsAmong(among)

    /** Adds the score of the unit whose entries begin at `at`. @returns where the next unit's begin */
    const scoreUnit = (list: Int32Array, used: number, at: number, scale: number, bit: number): number => {
      const unit = list[at]!
      let mass = 0
      let i = at
      do {
        const entry = list[i + 1]!
        const field = fieldOf(entry)
        mass += (boosts[field]! * frequencyOf(entry)) / (1 - b + slopes[field]! * units.length[field]![unit]!)
        i += 2
      } while (i < used && list[i] === unit)
      const row = rowOf[unit]!
      if (row < 0 || (filter && !isAdmitted(row, filter))) return i
      if (scores[unit] === 0) touched[found.count++] = unit
      scores[unit]! += (scale * mass) / (mass + k1)
      words[unit]! |= bit
      return i
    }

    for (const [at, [name, weight]] of weightedTerms(query).entries()) {
      const term = postings.find(name)
      if (term < 0) continue
      const bit = at < mostWordsTold ? 1 << at : 0
      const scale = weight * (k1 + 1) * idfOf(name, statisticsOf, totals)
      const list = postings.lists[term]!
      const used = postings.used[term]!
      if (!candidates) for (let i = 0; i < used;) i = scoreUnit(list, used, i, scale, bit)
      else
        for (const unit of candidates) {
          const entry = postings.at(term, unit)
          if (entry >= 0) scoreUnit(list, used, entry, scale, bit)
        }
    }
  }

  const unitsAmong = (rowIds: ReadonlySet<string>): number[] => {
    const numbers: number[] = []
    for (const rowId of rowIds) {
      const row = rows.find(rowId)
      if (row >= 0) for (const unitId of rows.units[row]!) numbers.push(units.find(unitId))
    }
    return numbers
  }

  const bestUnitPerRow = (count: number): number => {
    let rowCount = 0
    for (let i = 0; i < count; i++) {
      const unit = touched[i]!
      const row = units.row[unit]!
      const score = scores[unit]!
      const best = rowScores[row]!
      if (best === 0) touchedRows[rowCount++] = row
      else if (score < best || (score === best && units.ids[unit]! > units.ids[rowUnits[row]!]!)) continue
      rowScores[row] = score
      rowUnits[row] = unit
    }
    return rowCount
  }

  const better =
    (score: (number: number) => number, ids: readonly string[]) =>
    (a: number, b: number): boolean => {
      const difference = score(a) - score(b)
      return difference === 0 ? ids[a]! < ids[b]! : difference > 0
    }

  const rowPlace = (row: number): number => Math.max(rowScores[row]!, risen[row]!)

  const raise = (query: Query, { associated, statisticsOf }: SearchOptions, rowCount: number): void => {
    const totals = statistics.totals(statisticsOf)
    const weighted = weightedTerms(query)
    const byWords = better((row) => rowScores[row]!, rows.ids)
    const added = {
      scores,
      words,
      worths: weighted.slice(0, mostWordsTold).map(([name, weight]) => weight * idfOf(name, statisticsOf, totals)),
      rowScores,
      rowUnits,
      seeds: topK(touchedRows, rowCount, seedCount, byWords).map((row) => rowUnits[row]!),
      asked: new Set(weighted.map(([name]) => postings.find(name))),
      unitCount: totals.count,
      frequencyOf: (term: number) =>
        statisticsOf ? frequencyWithin(term, totals.member, mostUnitsSharing) : postings.documentFrequency[term]!,
      worthOf: (frequency: number) => inverseDocumentFrequency(totals.count, frequency),
    }
    associate(added, typeof associated === 'function' ? associated : undefined, risen)
  }

  const bestRows = (query: Query, options: SearchOptions, count: number): number[] => {
    const { limit = 10, associated, including } = options
    const rowCount = bestUnitPerRow(count)
    if (associated && rowCount > 1) raise(query, options, rowCount)
    const best = topK(touchedRows, rowCount, limit, better(rowPlace, rows.ids))
    const missing = [...(including ?? [])].map((id) => rows.find(id)).filter((row) => row >= 0 && rowScores[row]! > 0)
    return [...new Set([...best, ...missing])].sort((a, b) => (better(rowPlace, rows.ids)(a, b) ? -1 : 1))
  }

  const hitOf = (unit: number, place: number, names: readonly string[]): LexicalHit => ({
    rowId: rows.ids[units.row[unit]!]!,
    unitId: units.ids[unit]!,
    score: place,
    words: scores[unit]!,
    matchedTerms: names.filter((name) => postings.find(name) >= 0 && postings.at(postings.find(name), unit) >= 0),
  })

  const search = (query: Query, options: SearchOptions = {}): LexicalHit[] => {
    makeRoom()
    if (options.filter) verdicts.fill(unasked, 0, rows.capacity)
    const found = { count: 0 }
    try {
      accumulate(query, options, found)
      const names = weightedTerms(query).map(([name]) => name)
      if (options.collapse === 'none')
        return topK(
          touched,
          found.count,
          options.limit ?? 10,
          better((unit) => scores[unit]!, units.ids),
        ).map((unit) => hitOf(unit, scores[unit]!, names))
      return bestRows(query, options, found.count).map((row) => hitOf(rowUnits[row]!, rowPlace(row), names))
    } finally {
      for (let i = 0; i < found.count; i++) {
        const unit = touched[i]!
        rowScores[units.row[unit]!] = 0
        risen[units.row[unit]!] = 0
        scores[unit] = 0
        words[unit] = 0
      }
    }
  }

  return {
    search,
    inverseDocumentFrequency: (name: string, classes?: readonly string[]): number =>
      idfOf(name, classes, statistics.totals(classes)),
  }
}
