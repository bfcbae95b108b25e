import { stem } from '@synthwright/retrieval'
import type { StatedNumber } from '../reading/numbers.ts'
import type { Reading } from '../reading/reading.ts'
import { firstIndex, overlapsAny } from '../span.ts'
import { sameAround } from './same-around.ts'
import { citedIds, sameStatements, type Check } from './check.ts'

/**
 * Every number of a claim must occur in its evidence, with the same unit where both name one. Ordinals of lists,
 * "passage N", "within N words", bracketed reference numbers, "first", "second" and a "one" that is a pronoun are no
 * numbers; what belongs to a date is left to the check of dates.
 */
export const checkNumbers: Check = (context) => {
  const { claim, reading, evidence, sourceNames } = context
  const stated = reading.numbers.filter((number) => counts(reading, number))
  if (stated.length === 0) return []
  const sources = [...evidence.map(({ reading }) => reading), ...sourceNames]
  const matched = sameStatements(context)
  return stated
    .filter(
      (number) =>
        (!isCountedUp(reading, number) && !sources.some((source) => occursIn(source, reading, number))) ||
        isReplaced(reading, number, matched, sources),
    )
    .map((number) => ({
      code: 'number_mismatch' as const,
      severity: 'hard' as const,
      source_ids: citedIds(claim),
      detail: reading.plain.slice(number.start, number.end),
    }))
}

const pronounBefore = /\b(?:no|any|every|some|this|that|each|which|another|the|only|last|first|other|just)[ -]$/i
const pronounAfter =
  /^(?: (?:of|another|can|cannot|may|might|must|should|could|would|will|has|is|was|day|who|that|which|or)\b|'s|[-,.;:)]|$)/i

/** "three applicants, the other two being …": a number that the text itself counts up. */
const isCountedUp = ({ plain }: Reading, { form, start }: StatedNumber): boolean =>
  form === 'word' && /\bthe (?:other|remaining) $/i.test(plain.slice(Math.max(0, start - 20), start))

const counts = ({ plain, dates }: Reading, number: StatedNumber): boolean => {
  if (overlapsAny(number, dates)) return false
  const before = plain.slice(Math.max(0, number.start - 20), number.start)
  const after = plain.slice(number.end, number.end + 12)
  if (number.form === 'ordinal' && number.values[0]! <= 2 && !/\d/.test(plain.slice(number.start, number.end)))
    return false
  if (number.form === 'word' && number.values[0] === 1) return !pronounBefore.test(before) && !pronounAfter.test(after)
  if (number.form !== 'digits') return true
  if (/^[([]?$/.test(before) && /^[.)\]] /.test(after)) return false
  if (before.endsWith('[') && after.startsWith(']')) return false
  return !/\bpassage $/i.test(before) && !(number.unit === 'word' && /\bwithin $/i.test(before))
}

/** Words that say a small number of the thing that follows them, without being number words. */
const implied: readonly (readonly [number, ReadonlySet<string>])[] = [
  [1, new Set(['a', 'an', 'single', 'sole', 'only'])],
  [2, new Set(['both', 'pair', 'couple', 'double'])],
  [12, new Set(['dozen'])],
]
const impliedReach = 3

const occursIn = (source: Reading, claim: Reading, number: StatedNumber): boolean => {
  if (number.version) return source.numbers.some(({ written }) => written === number.written)
  const wholeDates = source.dates.filter(({ year, month }) => year !== undefined && month !== undefined)
  const others = source.numbers.filter((other) => !overlapsAny(other, wholeDates))
  if (others.some((other) => sameNumber(number, other))) return true
  return source.dates.some(({ year }) => year === number.values[0]) || isImplied(source, claim, number)
}

/** Whether the source says the number by another word, of the same thing: "one queue" and "a durable queue". */
const isImplied = ({ words }: Reading, claim: Reading, { end, values: [value] }: StatedNumber): boolean => {
  const sayings = implied.find(([of]) => of === value)?.[1]
  const thing = claim.words[firstIndex(claim.words, ({ start }) => start >= end)]?.forms[0]
  if (!sayings || !thing) return false
  return words.some(
    ({ forms }, index) =>
      sayings.has(forms[0]!) &&
      words.slice(index + 1, index + 1 + impliedReach).some((next) => stem(next.forms[0]!) === stem(thing)),
  )
}

/** Whether a sentence that says the same has another number in this one's place, and no sentence has this one there. */
const isReplaced = (
  claim: Reading,
  number: StatedNumber,
  matched: readonly Reading[],
  sources: readonly Reading[],
): boolean => {
  const inPlace = (source: Reading) => source.numbers.filter((other) => sameAround(claim, number, source, other))
  const has = (other: StatedNumber) => sameNumber(number, other) || (number.version && number.written === other.written)
  return matched.some((source) => inPlace(source).length > 0) && !sources.some((source) => inPlace(source).some(has))
}

const sameNumber = (a: StatedNumber, b: StatedNumber): boolean => {
  if (a.unit !== null && b.unit !== null && a.unit !== b.unit) return false
  if (a.values.some((value, index) => (index === 0 || a.values.length === 2) && b.values.includes(value))) return true
  return a.values.length > 2 && a.values.slice(1).every((value) => b.values.includes(value))
}
