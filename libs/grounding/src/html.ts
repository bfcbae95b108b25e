import { codeSpans } from './code-spans.ts'
import { blankOut, type Span } from './span.ts'

const attribute = String.raw`\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>\x60]+|'[^']{0,1000}'|"[^"]{0,1000}"))?`
const tag = new RegExp(
  String.raw`<[A-Za-z][A-Za-z0-9-]*(?:${attribute})*\s*\/?>|<\/[A-Za-z][A-Za-z0-9-]*\s*>|<![A-Za-z][^<>]{0,1000}>|<\?[^<>]{0,1000}\?>`,
  'g',
)
const element = /<(script|style|template|noscript|iframe|object|svg)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<!--[\s\S]*$/gi

/** Ranges that a search finds outside inline code. */
const outsideCode = (text: string, ...searches: ((text: string) => Span[])[]): Span[] => {
  if (!text.includes('<')) return []
  const outside = blankOut(text, codeSpans(text))
  return searches.flatMap((search) => search(outside))
}

const matches =
  (pattern: RegExp) =>
  (text: string): Span[] =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }))

/** Comments that are closed; found by hand, since a pattern would read on to the end from every open one. */
const comments = (text: string): Span[] => {
  const spans: Span[] = []
  for (let start = text.indexOf('<!--'); start >= 0;) {
    const close = text.indexOf('-->', start + 4)
    if (close < 0) break
    spans.push({ start, end: close + 3 })
    start = text.indexOf('<!--', close + 3)
  }
  return spans
}

/**
 * Ranges of raw html that no reader sees: whole comments and single tags, outside inline code. What stands between
 * tags is seen by some readers, so it is not part of them; nor is what merely begins like a tag.
 */
export const htmlSpans = (text: string): Span[] => outsideCode(text, comments, matches(tag))

/** As `htmlSpans`, with the content of elements that carry no prose and of comments that are never closed. */
export const activeHtmlSpans = (text: string): Span[] => outsideCode(text, comments, matches(element), matches(tag))

/** The text with raw html overwritten by spaces. */
export const blankTags = (text: string): string => blankOut(text, htmlSpans(text))
