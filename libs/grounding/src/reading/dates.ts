import { blankOut, type Span } from '../span.ts'
import { monthNumbers, monthPattern } from './months.ts'

/** A date as a text states it: whole, or only what is said of it. */
export interface StatedDate extends Span {
  year?: number
  month?: number
  day?: number
  /** First year of a decade ("1990s"). */
  decade?: number
  /** Whether day and month may stand the other way round ("3/4/2026"). */
  eitherOrder?: boolean
}

const day = String.raw`(\d{1,2})(?:st|nd|rd|th)?`
const days = String.raw`${day}(?:\s?(?:-|to|and)\s?${day})?"?`
// A quotation may begin or end inside of a date.
const month = `(${monthPattern})\\.?"?`
const before = String.raw`(?<![\p{L}\p{N}_.])`
const year = String.raw`(\d{4})(?![\d%]|[.,]\d)`

type Reading = (match: RegExpMatchArray) => Omit<StatedDate, keyof Span>[]
const forms: readonly (readonly [RegExp, Reading])[] = [
  [new RegExp(String.raw`${before}(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)`, 'gu'), ([, y, , m, d]) => [ymd(y, m, d)]],
  [
    new RegExp(String.raw`${before}${days}(?: of)? ${month}(?:,? ${year})?`, 'gu'),
    ([, d, e, m, y]) => [d, e].filter((one) => one !== undefined).map((one) => ymd(y, named(m), one)),
  ],
  [
    new RegExp(String.raw`${before}${month} ${days}(?![\d:%]|[.,]\d)(?:,? ${year})?`, 'gu'),
    ([, m, d, e, y]) => [d, e].filter((one) => one !== undefined).map((one) => ymd(y, named(m), one)),
  ],
  [new RegExp(String.raw`${before}${month},?(?: of)? ${year}`, 'gu'), ([, m, y]) => [ymd(y, named(m), undefined)]],
  [
    new RegExp(String.raw`${before}(1[5-9]\d\d|20\d\d)[-/](\d{2}|1[5-9]\d\d|20\d\d)(?![\d%-]|[.,]\d)`, 'gu'),
    ([, from = '', to = '']) => [{ year: Number(from) }, { year: Number(from.slice(0, -to.length) + to) }],
  ],
  [
    new RegExp(String.raw`${before}(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)`, 'gu'),
    ([, d, , m, y]) => [{ ...ymd(y, m, d), eitherOrder: true }],
  ],
  [new RegExp(String.raw`${before}(\d{3}0)'?s(?![\p{L}\p{N}])`, 'gu'), ([, y]) => [{ decade: Number(y) }]],
  [
    new RegExp(
      String.raw`(?<=\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Oo]f|[Dd]uring|[Bb]efore|[Aa]fter|[Ff]rom|[Tt]o|[Tt]hrough|[Ff]or|[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Ll]ate|[Mm]id) |[Mm]id-)${month}(?! \d)`,
      'gu',
    ),
    ([, m]) => [ymd(undefined, named(m), undefined)],
  ],
]

/** A four-digit number that the words around it make a year. */
const bareYear =
  /(?<![\p{L}\p{N}_.,$€£-])(1[5-9]\d\d|20\d\d)(?![\p{L}\p{N}_%]|[.,:]\d|-\d{1,3}(?!\d)| (?!was\b|is\b|has\b|its\b|as\b|this\b|Olympics|Games|series\b|elections\b|always\b|across\b|towards\b|less\b|plus\b|thus\b)\p{Ll}{2,}s\b| (?:times|people|percent|per cent|ms|s|kB|MB|GB|KB)\b)/gu

const ymd = (y: string | number | undefined, m: string | number | undefined, d: string | undefined) => ({
  ...(y === undefined ? {} : { year: Number(y) }),
  ...(m === undefined ? {} : { month: Number(m) }),
  ...(d === undefined ? {} : { day: Number(d) }),
})

const named = (name: string | undefined): number | undefined => monthNumbers.get((name ?? '').toLowerCase())

const possible = ({ month: m, day: d, eitherOrder }: Omit<StatedDate, keyof Span>): boolean =>
  eitherOrder
    ? Math.min(m!, d!) <= 12 && Math.max(m!, d!) <= 31
    : (m ?? 1) >= 1 && (m ?? 1) <= 12 && (d ?? 1) >= 1 && (d ?? 1) <= 31

/**
 * Dates in plain text, in order: ISO, written out in either order, numeric, month and year, month alone after a
 * preposition, decade, and four digits that stand like a year.
 */
export const readDates = (plain: string): StatedDate[] => {
  if (!/\d|\b(?:[A-Z][a-z]{2})/.test(plain)) return []
  const dates: StatedDate[] = []
  let rest = plain
  const take = (pattern: RegExp, read: Reading) => {
    const taken: Span[] = []
    for (const match of rest.matchAll(pattern)) {
      const stated = read(match)
      if (!stated.every(possible)) continue
      const at = { start: match.index, end: match.index + match[0].length }
      taken.push(at)
      for (const parts of stated) dates.push({ ...parts, ...at })
    }
    rest = blankOut(rest, taken)
  }
  for (const [pattern, read] of forms) take(pattern, read)
  take(bareYear, ([, y]) => [{ year: Number(y) }])
  return dates.sort((a, b) => a.start - b.start)
}
