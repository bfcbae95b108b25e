import type { StatedDate } from '../reading/dates.ts'
import type { Reading } from '../reading/reading.ts'
import { sameAround } from './same-around.ts'
import { citedIds, sameStatements, type Check } from './check.ts'

/**
 * Every date of a claim must be one of its evidence: no day, month or year may differ, and what the evidence leaves
 * out of a date (often the year) must at least occur in another of its dates.
 */
export const checkDates: Check = (context) => {
  const { claim, reading, evidence, sourceNames } = context
  if (reading.dates.length === 0) return []
  const sources = [...evidence.map(({ reading }) => reading), ...sourceNames]
  const known = sources.flatMap(({ dates }) => dates)
  const matched = sameStatements(context)
  return reading.dates
    .filter((date) => !isBorneOut(date, known, sources) || isReplaced(reading, date, matched, sources))
    .map((date) => ({
      code: 'date_mismatch' as const,
      severity: 'hard' as const,
      source_ids: citedIds(claim),
      detail: reading.plain.slice(date.start, date.end),
    }))
}

/** Whether a sentence that says the same has another date in this one's place, and no sentence has this one there. */
const isReplaced = (
  claim: Reading,
  date: StatedDate,
  matched: readonly Reading[],
  sources: readonly Reading[],
): boolean => {
  const inPlace = (source: Reading) => source.dates.filter((other) => sameAround(claim, date, source, other))
  return (
    matched.some((source) => inPlace(source).some((other) => disagree(date, other))) &&
    !sources.some((source) => isBorneOut(date, inPlace(source), []))
  )
}

const disagree = (date: StatedDate, other: StatedDate): boolean =>
  readingsOf(other).every((one) =>
    parts.some((part) => date[part] !== undefined && one[part] !== undefined && date[part] !== one[part]),
  )

const parts = ['year', 'month', 'day'] as const

const isBorneOut = (date: StatedDate, known: readonly StatedDate[], sources: readonly Reading[]): boolean => {
  if (date.decade !== undefined)
    return known.some(
      ({ year, decade }) => decade === date.decade || (year !== undefined && year - (year % 10) === date.decade),
    )
  const stated = parts.filter((part) => date[part] !== undefined)
  const elsewhere = (part: (typeof parts)[number]): boolean =>
    known.some((other) => other[part] === date[part]) || (part === 'year' && statesYear(sources, date.year!))
  if (stated.length === 1 && stated[0] === 'year') return elsewhere('year')
  return readingsOf(date).some((one) =>
    known.flatMap(readingsOf).some((other) => {
      const shared = stated.filter((part) => other[part] !== undefined)
      const finest = stated.at(-1)!
      return (
        shared.includes(finest) &&
        shared.every((part) => other[part] === one[part]) &&
        stated.every((part) => shared.includes(part) || elsewhere(part))
      )
    }),
  )
}

/** The ways to read a date: "3/4/2026" is the third of April or the fourth of March. */
const readingsOf = (date: StatedDate): StatedDate[] =>
  date.eitherOrder
    ? [date, { ...date, day: date.month!, month: date.day! }].filter(({ month }) => month! <= 12)
    : [date]

const statesYear = (sources: readonly Reading[], year: number): boolean =>
  sources.some(({ numbers }) => numbers.some(({ values }) => values.includes(year)))
