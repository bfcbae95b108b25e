import { tokenize } from '../text/tokenize.ts'
import { weightedTerms, type Query } from '../lexical/query.ts'

/** Half-open range of UTF-16 code units. */
export type Span = { readonly start: number; readonly end: number }

export type SpanOptions = {
  /** Code units that all spans together may have. */
  readonly budget: number
  /** Most spans; 3. */
  readonly maxSpans?: number
  /** Where the text may be cut, ascending and disjoint, such as its sentences; else lines and ends of sentences. */
  readonly segments?: readonly Span[]
}

type Segment = Span & { readonly terms: readonly string[] }

/** What a term is still worth after it was shown once. */
const repeatWorth = 0.25
/** Length at which a segment is neither favoured nor held back. */
const ordinaryLength = 160

// Closers are counted: looked back over without a bound, a text of closers alone would be read again from every one.
const sentenceEnds = /(?<=[.!?…]["'”’»)\]]{0,8})\s+(?=\S)|\n\s*/g

const trimmed = (text: string, { start, end }: Span): Span => {
  while (start < end && /\s/.test(text[start]!)) start += 1
  while (end > start && /\s/.test(text[end - 1]!)) end -= 1
  return { start, end }
}

const roughSentences = (text: string): Span[] => {
  const cuts = [...text.matchAll(sentenceEnds)].map(({ index, 0: gap }) => ({ from: index, to: index + gap.length }))
  return [...cuts, { from: text.length, to: text.length }].map(({ from }, i) => ({
    start: i === 0 ? 0 : cuts[i - 1]!.to,
    end: from,
  }))
}

/** The longest beginning of the span within `length` that ends between words, or at least not inside a character. */
const beginning = (text: string, span: Span, length: number): Span => {
  if (span.end - span.start <= length) return span
  let end = span.start + length
  const space = text.slice(span.start, end + 1).search(/\s\S*$/)
  if (space > length / 2) end = span.start + space
  else if (/[\uD800-\uDBFF]/.test(text[end - 1]!)) end -= 1
  return trimmed(text, { start: span.start, end })
}

/** Whether nothing but white space stands between a segment and the one before it. */
const readsOn = (text: string, segments: readonly Span[], at: number): boolean =>
  at > 0 && text.slice(segments[at - 1]!.end, segments[at]!.start).trim() === ''

/** Segments that read on as one span, the white space between them included. */
const merged = (text: string, chosen: readonly number[], segments: readonly Span[]): Span[] => {
  const spans: { start: number; end: number; last: number }[] = []
  for (const at of [...chosen].sort((a, b) => a - b)) {
    const open = spans.at(-1)
    if (open?.last === at - 1 && readsOn(text, segments, at)) Object.assign(open, { end: segments[at]!.end, last: at })
    else spans.push({ start: segments[at]!.start, end: segments[at]!.end, last: at })
  }
  return spans.map(({ start, end }) => ({ start, end }))
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0)

/**
 * The spans of a text that say most about a query, verbatim, in the order of the text, together at most `budget`
 * long. Segments are taken greedily by the query terms they add (one that was shown already counts a quarter), long
 * ones held back; what is left of the budget goes to the segments behind the best one, so that a span reads on. A
 * text without any of the terms gives its beginning. A first segment longer than the budget is cut between words;
 * no span begins or ends inside a surrogate pair as long as no segment does. Ties go to the earlier segment.
 * @see Carbonell, Goldstein, "The use of MMR", SIGIR 1998, for choosing by what is new
 */
export const bestSpans = (
  text: string,
  query: Query,
  { budget, maxSpans = 3, segments: given }: SpanOptions,
): Span[] => {
  const weights = new Map(weightedTerms(query))
  const segments: Segment[] = (given ?? roughSentences(text))
    .map((segment) => trimmed(text, segment))
    .filter(({ start, end }) => end > start)
    .map((segment) => ({
      ...segment,
      terms: [...new Set(tokenize(text.slice(segment.start, segment.end)))].filter((term) => weights.has(term)),
    }))
  if (segments.length === 0 || budget < 1) return []

  const shown = new Set<string>()
  const worth = ({ start, end, terms }: Segment): number => {
    const sum = terms.reduce((total, term) => total + weights.get(term)! * (shown.has(term) ? repeatWorth : 1), 0)
    return sum / Math.sqrt(Math.max(1, (end - start) / ordinaryLength))
  }
  const fits = (chosen: readonly number[]): boolean => {
    const spans = merged(text, chosen, segments)
    return spans.length <= maxSpans && lengthOf(spans) <= budget
  }

  const chosen: number[] = []
  const isChosen = new Set(chosen)
  const choose = (at: number): void => {
    chosen.push(at)
    isChosen.add(at)
  }
  for (;;) {
    let best = -1
    let bestWorth = 0
    segments.forEach((segment, at) => {
      const value = isChosen.has(at) ? 0 : worth(segment)
      if (value > bestWorth && (chosen.length === 0 || fits([...chosen, at]))) [best, bestWorth] = [at, value]
    })
    if (best < 0) break
    choose(best)
    for (const term of segments[best]!.terms) shown.add(term)
    if (!fits(chosen)) break
  }
  if (chosen.length === 0) choose(0)
  if (!fits(chosen)) return [beginning(text, segments[chosen[0]!]!, budget)].filter(({ start, end }) => end > start)
  for (let at = chosen[0]! + 1; at < segments.length && readsOn(text, segments, at); at++) {
    if (isChosen.has(at)) continue
    if (!fits([...chosen, at])) break
    choose(at)
  }
  return merged(text, chosen, segments)
}
