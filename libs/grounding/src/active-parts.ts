import { codeSpans, escapedAt } from './code-spans.ts'
import { activeHtmlSpans } from './html.ts'
import { inlineLinks } from './inline.ts'
import { cutOut, overlapsAny, type Span } from './span.ts'

const autolink = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s@<>]+@[^\s<>]+)>/gi

/** The end of a link whose beginning was cut off. */
const restOfLink = /\]\((?:[^\s()]|\([^\s()]*\))*\)/g

/** Parts in parts that are taken out one layer at a time; nobody who means well has more. */
const mostLayers = 8

/**
 * Markdown prose without what acts instead of saying: raw html, images and the targets of links are taken out until
 * none is left, since taking one out can make another, at most eight times. Inline code is left alone. Linear in the
 * text.
 */
export const withoutActiveParts = (text: string, layers = mostLayers): string => {
  if (!/[<\]]/.test(text)) return text
  const code = codeSpans(text)
  const cuts: Span[] = activeHtmlSpans(text)
  for (const link of inlineLinks(text))
    if (link.image) cuts.push(link)
    else cuts.push({ start: link.start, end: link.text.start }, { start: link.text.end, end: link.end })
  for (const match of text.matchAll(autolink)) {
    const end = match.index + match[0].length
    if (overlapsAny({ start: match.index, end }, code)) continue
    cuts.push({ start: match.index, end: match.index + 1 }, { start: end - 1, end })
  }
  for (const match of text.matchAll(restOfLink)) {
    const span = { start: match.index, end: match.index + match[0].length }
    if (!overlapsAny(span, code) && !escapedAt(text, span.start)) cuts.push(span)
  }
  if (cuts.length === 0) return text
  const rest = cutOut(text, cuts).replace(/ {2,}/g, ' ').trim()
  return layers === 1 ? rest : withoutActiveParts(rest, layers - 1)
}
