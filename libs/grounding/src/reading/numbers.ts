import type { Span } from '../span.ts'
import { multipliers, numberWords, ordinalWords } from './number-words.ts'
import { unitOf } from './units.ts'

/** A number as a text states it. */
export interface StatedNumber extends Span {
  /** Every value it can stand for, the most natural first: "1 200" is 1200, or 1 and 200 in a row. */
  values: number[]
  unit: string | null
  /** The digits and separators, or the word, as written. */
  written: string
  /** Whether it is compared as written: a version such as "v1.10" or "24.21.0". */
  version: boolean
  /** Written as a word or as an ordinal. */
  form: 'digits' | 'word' | 'ordinal'
}

const digits =
  /(?<![\p{L}\p{N}_]|\p{N}[.,])(?<version>[vV](?=\d))?(?<sign>(?<![\p{L}\p{N})\]%])[+-])?(?<whole>\d{1,3}(?:,\d{3})+(?![\d])|\d{1,3}(?:'\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d.]|,\d)|\d+)(?<tail>(?:[.,]\d+)*)(?<glued>\p{L}[\p{L}\p{N}]*)?/gu
const word = /(?<![\p{L}\p{N}_'-])\p{L}+(?:-\p{L}+)?(?![\p{L}\p{N}_])/gu
const ordinalEnding = /^(?:st|nd|rd|th)$/

/**
 * Numbers in plain text, in order: digits with separators, decimals, signs, units and multipliers ("1.2 million"),
 * versions, ordinals, and number words. Digits inside an identifier ("sha256") are not numbers.
 */
export const readNumbers = (plain: string): StatedNumber[] =>
  [...inDigits(plain), ...inWords(plain)].sort((a, b) => a.start - b.start)

const inDigits = (plain: string): StatedNumber[] => {
  if (!/\d/.test(plain)) return []
  const numbers: StatedNumber[] = []
  for (const match of plain.matchAll(digits)) {
    const { version, sign = '', whole = '', tail = '', glued = '' } = match.groups!
    const start = match.index
    let end = start + match[0].length
    const ordinal = ordinalEnding.test(glued)
    const glueUnit = glued === '' || ordinal ? null : unitOf(glued)
    const scale = glued === 'k' || glued === 'K' ? 1_000 : 1
    if (glued !== '' && !ordinal && glueUnit === null && scale === 1 && !/^[xX]$/.test(glued)) continue
    const written = whole + tail
    const points = tail.replace(/[^.,]/g, '').length
    if (points > 1) {
      numbers.push({ start, end, values: [], unit: null, written, version: true, form: 'digits' })
      continue
    }
    let values = valuesOf(whole, tail).map((value) => (sign === '-' ? -value : value))
    if (scale > 1) values = values.flatMap((value) => [value * scale, value])
    let unit = glueUnit
    if (glued === '' || ordinal) {
      const after = following(plain, end)
      if (after.scale > 1) values = values.map((value) => value * after.scale)
      unit = after.unit
      end = after.end
    }
    numbers.push({
      start,
      end,
      values,
      unit: unit ?? currency(plain, start),
      written,
      version: version !== undefined && points > 0,
      form: ordinal ? 'ordinal' : 'digits',
    })
  }
  return numbers
}

const valuesOf = (whole: string, tail: string): number[] => {
  const plain = whole.replace(/[,' ]/g, '')
  const parts = whole.includes(' ') ? whole.split(' ').map(Number) : []
  if (tail === '') return [Number(plain), ...parts]
  const decimal = Number(`${plain}.${tail.slice(1)}`)
  return tail.length === 4 && whole.length <= 3 ? [decimal, Number(plain + tail.slice(1))] : [decimal]
}

const currency = (plain: string, start: number): string | null =>
  unitOf(/[$€£¥](?= ?$)/.exec(plain.slice(Math.max(0, start - 2), start))?.[0] ?? '')

/** Multiplier and unit after a number: " million", " %", "-second". */
const following = (plain: string, at: number): { scale: number; unit: string | null; end: number } => {
  let scale = 1
  let end = at
  const next = () => /^[ -]?([%‰°]?\p{L}*|%)(?![\p{L}\p{N}_])/u.exec(plain.slice(end, end + 24))
  for (let match = next(); match && multipliers.has(match[1]!.toLowerCase()); match = next()) {
    scale *= multipliers.get(match[1]!.toLowerCase())!
    end += match[0].length
  }
  const found = next()
  const percent = /^[ -]?per cent\b/.exec(plain.slice(end, end + 12))
  if (percent) return { scale, unit: '%', end: end + percent[0].length }
  const unit = found ? unitOf(found[1]!) : null
  return { scale, unit, end: unit && found ? end + found[0].length : end }
}

const inWords = (plain: string): StatedNumber[] => {
  const numbers: StatedNumber[] = []
  let reach = 0
  for (const match of plain.matchAll(word)) {
    if (match.index < reach) continue
    const spoken = match[0].toLowerCase()
    const ordinal = ordinalWords.get(spoken)
    const whole = ordinal ?? valueOfWord(spoken)
    // "two-year", but not "one-sided", whose number says little.
    const first = whole === null ? spoken.split('-')[0]! : spoken
    const value = whole ?? (first === spoken ? null : compoundValue(first))
    if (value === null) continue
    const start = match.index
    const end = start + first.length
    const after = following(plain, end)
    numbers.push({
      start,
      end: after.end,
      values: [value * after.scale],
      unit: after.unit,
      written: plain.slice(start, end),
      version: false,
      form: ordinal === undefined ? 'word' : 'ordinal',
    })
    reach = after.end
  }
  return numbers
}

const valueOfWord = (spoken: string): number | null => {
  const whole = numberWords.get(spoken)
  if (whole !== undefined) return whole
  const [ten, unit] = spoken.split('-').map((part) => numberWords.get(part))
  return ten !== undefined && unit !== undefined && ten >= 20 && unit < 10 ? ten + unit : null
}

const compoundValue = (first: string): number | null => {
  const value = valueOfWord(first)
  return value !== null && value >= 2 ? value : null
}
