import { AppError } from '@synthwright/kernel'
import { tokenize } from '../text/tokenize.ts'
import { withRoom } from './growing.ts'
import type { IndexOptions, LexicalIndex, Unit } from './index-types.ts'
import { largestFieldCount, Postings } from './postings.ts'
import { Rows } from './rows.ts'
import { createScorer } from './score-units.ts'
import { ClassStatistics } from './statistics.ts'
import type { TermCounts } from './term-counts.ts'
import { Units } from './units.ts'

const fewestDeadToCompact = 1024

const checkedFields = (fields: Readonly<Record<string, number>>): [string[], number[]] => {
  const boosts = Object.values(fields)
  if (boosts.length === 0 || boosts.length > largestFieldCount || !boosts.every((boost) => boost > 0))
    throw new AppError('internal', 'An index needs 1 to 128 fields with boosts above 0')
  return [Object.keys(fields), boosts]
}

/**
 * An inverted index in memory that changes unit by unit and ranks by BM25 with field boosts.
 *
 * For a unit d and a term t, w(t,d) = Σ over fields f of boost(f) · tf(t,f,d) / (1 − b + b · len(f,d) / avg len(f)),
 * and score(d) = Σ over terms of weight(t) · idf(t) · w · (k1 + 1) / (w + k1), with
 * idf(t) = ln(1 + (N − df + ½) / (df + ½)), N and df in units, so that it is never negative.
 *
 * Results are those of a fresh index over the same units, whatever was added and removed before; ties go by id.
 * Removed units leave tombstones, which no statistic counts and which are cleared when they are a third of all.
 * @throws AppError `internal` for options no index can have
 * @see Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004; the normalisation
 *      per field is that of Zaragoza et al., "Microsoft Cambridge at TREC-13", 2004
 */
export const createIndex = ({ fields, k1 = 1.2, b = 0.75 }: IndexOptions): LexicalIndex => {
  const [names, boosts] = checkedFields(fields)
  const numberOf = new Map(names.map((name, number) => [name, number]))
  const postings = new Postings()
  const rows = new Rows()
  const units = new Units(names.length)
  const statistics = new ClassStatistics(names.length)
  const lengths = new Int32Array(names.length)
  let counted = new Int32Array(1024)
  let seenIn = new Int32Array(1024).fill(-1)

  /** Notes how often each term occurs in a field. @returns the terms, in the order of their first occurrence */
  const countTerms = (field: number, text: string): number[] => {
    const inField: number[] = []
    const tokens = tokenize(text)
    lengths[field] = tokens.length
    for (const token of tokens) {
      const term = postings.intern(token)
      counted = withRoom(counted, term + 1)
      if (counted[term] === 0) inField.push(term)
      counted[term]! += 1
    }
    return inField
  }

  const takeCounts = (field: number, { length, counts }: TermCounts): number[] => {
    lengths[field] = length
    return Array.from(counts, ([token, count]) => {
      const term = postings.intern(token)
      counted = withRoom(counted, term + 1)
      counted[term] = count
      return term
    })
  }

  const index = (unit: number, texts: Unit['fields']): number[] => {
    const distinct: number[] = []
    lengths.fill(0)
    for (let field = 0; field < names.length; field++) {
      const text = texts[names[field]!]
      if (!text) continue
      const inField = typeof text === 'string' ? countTerms(field, text) : takeCounts(field, text)
      for (const term of inField) {
        postings.append(term, unit, field, counted[term]!)
        counted[term] = 0
        if (term >= seenIn.length) {
          const before = seenIn.length
          seenIn = withRoom(seenIn, term + 1)
          seenIn.fill(-1, before)
        }
        if (seenIn[term] === unit) continue
        seenIn[term] = unit
        postings.documentFrequency[term]! += 1
        distinct.push(term)
      }
    }
    return distinct
  }

  const bury = (unit: number): void => {
    for (const term of units.termsOf(unit)) postings.documentFrequency[term]! -= 1
    statistics.add(units.class[unit]!, units.lengthsOf(unit, lengths), -1)
    units.bury(unit)
  }

  const compactWhenWorthwhile = (): void => {
    if (units.dead < fewestDeadToCompact || units.dead * 3 < units.capacity) return
    postings.compact(units.compact())
    seenIn.fill(-1)
  }

  const remove = (unitId: string): boolean => {
    const unit = units.find(unitId)
    if (unit < 0) return false
    rows.removeUnit(units.row[unit]!, unitId)
    bury(unit)
    compactWhenWorthwhile()
    return true
  }

  const upsert = (unit: Unit): void => {
    for (const name of Object.keys(unit.fields))
      if (!numberOf.has(name)) throw new AppError('internal', `The index has no field named ${name}`)
    const old = units.find(unit.id)
    if (old >= 0) {
      if (rows.ids[units.row[old]!] !== unit.rowId) rows.removeUnit(units.row[old]!, unit.id)
      bury(old)
      compactWhenWorthwhile()
    }
    const terms = index(units.capacity, unit.fields)
    const classNumber = statistics.intern(unit.class ?? '')
    statistics.add(classNumber, lengths, 1)
    units.add(unit.id, rows.addUnit(unit.rowId, unit.id), classNumber, lengths, terms)
  }

  return {
    upsert,
    remove,
    removeRow(rowId) {
      const row = rows.find(rowId)
      const owned = row < 0 ? [] : [...rows.units[row]!]
      for (const unitId of owned) remove(unitId)
      return owned.length
    },
    ...createScorer({ postings, rows, units, statistics, boosts, k1, b }),
    numberOf: (rowId) => rows.find(rowId),
    documentFrequency(term) {
      const number = postings.find(term)
      return number < 0 ? 0 : postings.documentFrequency[number]!
    },
    get unitCount() {
      return units.live
    },
    get rowCount() {
      return rows.size
    },
    get termCount() {
      return postings.termCount
    },
  }
}
