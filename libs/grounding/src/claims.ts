import { absenceLine, absenceStatement, audienceLinePrefix } from '@synthwright/contracts'
import { gapsTitle, isGapLine, isTotalsLine } from './gap-lines.ts'
import { proseOf } from './inline.ts'
import { readMarkdown } from './markdown.ts'
import type { MarkdownBlock } from './markdown-block.ts'
import { definedLabels, readMarkers, type Marker } from './markers.ts'
import { endsSentence, hasWords, splitSentences } from './sentences.ts'
import { blankOut, type Span, type TextSpan } from './span.ts'

/** One sentence of a text that must be borne out by what it cites. */
export interface Claim extends TextSpan {
  /** Position among the claims of the text, from 0. */
  index: number
  /** Text of the nearest second-level heading above, or null before the first. */
  sectionTitle: string | null
  /** Position of that heading among the second-level headings, from 0; null before the first. */
  sectionPosition: number | null
  /** `start` and `end` delimit the sentence with its markers; `text` is the sentence without them. */
  text: string
  /** The range's characters at their offsets, with markers, link targets, html and escapes overwritten by spaces. */
  aligned: string
  markers: Marker[]
}

const isOpenerLine = (block: MarkdownBlock): boolean =>
  block.kind === 'paragraph' && block.text.replace(/^[*_]{1,3}/, '').startsWith(audienceLinePrefix)

/**
 * Sentences of a Markdown text that state something: those of paragraphs, list items, table cells, quoted prose,
 * visible html and indented text. Headings, table header rows, fenced code, front matter, link definitions, one
 * "Written for …" line before the first section, the absence line and the lines of a rendered gap list are not claims.
 * A marker belongs to the sentence
 * it stands in or directly follows, and to no other.
 */
export const readClaims = (markdown: string): Claim[] => {
  const blocks = readMarkdown(markdown)
  const defined = definedLabels(blocks.filter((block) => block.kind === 'reference').map((block) => block.text))
  const claims: Claim[] = []
  let sectionTitle: string | null = null
  let sectionPosition: number | null = null
  let headings = 0
  let atTop = true
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const level = block.level ?? 1
      if (level <= 2) {
        sectionTitle = level === 2 ? block.text : null
        sectionPosition = level === 2 ? headings++ : null
      }
      if (level === 2) atTop = false
      continue
    }
    if (!holdsClaims(block)) continue
    if (sectionTitle === gapsTitle && block.kind === 'list_item' && isGapLine(block.text)) continue
    const opener = atTop && claims.length === 0 && isOpenerLine(block)
    for (const claim of blockClaims(markdown, block, defined, opener))
      claims.push({ ...claim, index: claims.length, sectionTitle, sectionPosition })
    if (opener) atTop = false
  }
  return claims
}

const holdsClaims = (block: MarkdownBlock): boolean => {
  if (block.kind === 'code') return block.fenced === false
  if (block.kind === 'table_cell') return block.header === false
  return block.kind !== 'front_matter' && block.kind !== 'reference'
}

type BlockClaim = Omit<Claim, 'index' | 'sectionTitle' | 'sectionPosition'>

function* blockClaims(
  source: string,
  block: MarkdownBlock,
  defined: ReadonlySet<string>,
  opener: boolean,
): Generator<BlockClaim> {
  // The opening line is no claim, but only that line: what follows it in the same paragraph is.
  const skipped = opener ? lineEnd(block.text) : 0
  const raw = blankOut(block.text, [{ start: 0, end: skipped }])
  const markers = readMarkers(raw, block.start, defined)
  const spans = markers.map(({ at }) => ({ start: at.start - block.start, end: at.end - block.start }))
  const prose = proseOf(blankOut(raw, spans), defined)
  const sentences = sentencesBetween(prose, spans, block.start)
    .map((sentence) => wholeEscapes(raw, sentence, block.start))
    .filter(({ text }) => hasWords(text))
  let next = 0
  for (const [index, sentence] of sentences.entries()) {
    const until = sentences[index + 1]?.start ?? Infinity
    const own: Marker[] = []
    while (next < markers.length && markers[next]!.at.start < until) own.push(markers[next++]!)
    const start = Math.min(sentence.start, own[0]?.at.start ?? Infinity)
    const end = Math.max(sentence.end, own.at(-1)?.at.end ?? 0)
    const aligned = prose.slice(start - block.start, end - block.start)
    const text = tidy(blankOut(source.slice(start, end), gapsOf(block, own, start, end)))
    if (text !== absenceLine && text !== absenceStatement && !isTotalsLine(text))
      yield { start, end, text, aligned, markers: own }
  }
}

/** A sentence that ends with an escaped mark, which stands one to the left in prose, ends after that mark. */
export const wholeEscapes = (raw: string, sentence: TextSpan, offset = 0): TextSpan => {
  const last = sentence.end - offset - 1
  return raw[last] === '\\' && !sentence.text.endsWith('\\') ? { ...sentence, end: sentence.end + 1 } : sentence
}

const lineEnd = (text: string): number => (text.includes('\n') ? text.indexOf('\n') : text.length)

/** Ranges of a claim, relative to it, that are not its text: its markers and the container marks of later lines. */
const gapsOf = (block: MarkdownBlock, markers: readonly Marker[], start: number, end: number): Span[] => {
  const gaps = markers.map(({ at }) => ({ start: at.start - start, end: at.end - start }))
  const lines = block.text.slice(start - block.start, end - block.start)
  for (const match of lines.matchAll(/\n[ \t]+/g))
    gaps.push({ start: match.index + 1, end: match.index + match[0].length })
  return gaps
}

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?]+(?:\s|$))/g, '')
    .trim()

/** Sentences of a block; a marker after a final stop closes the sentence whatever follows it. */
const sentencesBetween = (prose: string, markers: readonly Span[], offset: number): TextSpan[] => {
  const cuts: number[] = []
  let from = 0
  for (const [index, marker] of markers.entries()) {
    const follows = markers[index + 1]
    if (follows && prose.slice(marker.end, follows.start).trim() === '') continue
    let group = index
    while (group > 0 && prose.slice(markers[group - 1]!.end, markers[group]!.start).trim() === '') group -= 1
    const before = prose.slice(from, markers[group]!.start).trimEnd()
    if (!closesSentence(before)) continue
    cuts.push(marker.end)
    from = marker.end
  }
  const bounds = [0, ...cuts, prose.length]
  return bounds
    .slice(1)
    .flatMap((to, index) => splitSentences(prose.slice(bounds[index]!, to), offset + bounds[index]!))
}

/** Whether a text ends where a sentence ends: with a final stop and perhaps closing quotes or brackets after it. */
export const closesSentence = (text: string): boolean => {
  const tail = text.slice(-80)
  const closing = /[.!?\u2026\u3002\uFF01\uFF1F]["'\u201D\u2019\u00BB)\]*_]*$/.exec(tail)
  return closing !== null && endsSentence(`${tail} The`, 0, closing.index, tail.length)
}
