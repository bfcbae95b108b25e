import { withoutTail } from '@synthwright/kernel'

/** A half-open range of UTF-16 code units: `text.slice(start, end)`. */
export interface Span {
  start: number
  end: number
}

/** A range together with the characters found there. */
export interface TextSpan extends Span {
  text: string
}

/** Whether two half-open ranges share at least one character. */
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** Whether any of the ranges, which are in order and not nested, shares a character with `span`. */
export const overlapsAny = (span: Span, others: readonly Span[]): boolean => {
  const at = firstIndex(others, ({ end }) => end > span.start)
  return at < others.length && others[at]!.start < span.end
}

/** Position of the first item that holds, when all before it do not and all after it do; the length if none does. */
export const firstIndex = <T>(items: readonly T[], holds: (item: T) => boolean): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(items[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * The text with the given ranges overwritten by spaces (line feeds stay), so that every other character keeps its
 * offset. Ranges may be unsorted and may overlap.
 */
export const blankOut = (text: string, spans: readonly Span[]): string => {
  if (spans.length === 0) return text
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  const parts: string[] = []
  let at = 0
  for (const { start, end } of sorted) {
    if (end <= at) continue
    const from = Math.max(start, at)
    parts.push(text.slice(at, from), text.slice(from, end).replace(/[^\n]/g, ' '))
    at = end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

/** The text without the given ranges, which may be unsorted and may overlap. */
export const cutOut = (text: string, spans: readonly Span[]): string => {
  const parts: string[] = []
  let at = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (start > at) parts.push(text.slice(at, start))
    at = Math.max(at, end)
  }
  return [...parts, text.slice(at)].join('')
}

const stop = /[.!?\u2026\u3002\uFF01\uFF1F]/
const closer = /["'\u201D\u2019\u00BB)\]*_]/

/** Whether a text ends with a final stop, perhaps with closing quotes, brackets or marks of emphasis behind it. */
export const endsWithStop = (text: string): boolean => stop.test(withoutTail(text, closer).slice(-1))

/** The range without white space at its two ends; empty ranges collapse to their start. */
export const trimSpan = (text: string, { start, end }: Span): Span => {
  while (start < end && /\s/.test(text[start] ?? '')) start += 1
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1
  return { start, end }
}
