import { splitSentences } from '@synthwright/grounding'
import type { PassageSpan } from '../rows/row.ts'
import { markdownOutline, textOutline, type BlockMark } from './document-outline.ts'

/** Sizes in UTF-16 code units. */
const target = { least: 800, most: 1_200 }
const largest = 2_000
const largestFence = 4_000

type Range = Pick<PassageSpan, 'start' | 'end'>
type Block = BlockMark & { readonly end: number }

const ranges = (starts: readonly number[], end: number): Range[] =>
  starts.map((start, i) => ({ start, end: starts[i + 1] ?? end }))

/** A range cut every `most` units, after white space where the last half has any, never inside a surrogate pair. */
export const cutBetweenWords = (text: string, { start, end }: Range, most: number): Range[] => {
  const starts = [start]
  for (let at = start; end - at > most; starts.push(at)) {
    const limit = at + most
    let to = limit
    while (to > at + most / 2 && !/\s/.test(text[to - 1]!)) to -= 1
    if (to > at + most / 2) at = to
    else at = /[\uD800-\uDBFF]/.test(text[limit - 1]!) ? limit - 1 : limit
  }
  return ranges(starts, end)
}

/** Neighbours joined up to the target size; a small one also beyond it, so that no passage is a mere scrap. */
const packed = (pieces: readonly Range[]): Range[] => {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of pieces) {
    const open = joined.at(-1)
    const isScrap = open && open.end - open.start < target.least / 2
    if (open && end - open.start <= (isScrap ? largest : target.most)) open.end = end
    else joined.push({ start, end })
  }
  return joined
}

/** A block as it is, or, if it is too large, at its lines (fenced) or sentences, or at last between words. */
const piecesOf = (text: string, { at, end, fenced }: Block): Range[] => {
  if (end - at <= (fenced ? largestFence : largest)) return [{ start: at, end }]
  const body = text.slice(at, end)
  const inner = fenced
    ? [...body.matchAll(/\n(?=[^])/g)].map(({ index }) => at + index + 1)
    : splitSentences(body, at).map(({ start }) => start)
  const starts = [at, ...inner.filter((start) => start > at)]
  return packed(ranges(starts, end).flatMap((range) => cutBetweenWords(text, range, target.most)))
}

/** Blocks by section; a heading without text of its own goes with the deeper one below it. */
const sectionsOf = (blocks: readonly Block[]): Block[][] => {
  const sections: Block[][] = []
  for (const block of blocks) {
    const open = sections.at(-1)
    const heading = open?.length === 1 && open[0]!.headings.length > 0 ? open[0]! : undefined
    const isBare = heading && heading.headings.length < block.headings.length
    if (open && open[0]!.prose === block.prose && (!block.opensSection || isBare)) open.push(block)
    else sections.push([block])
  }
  return sections
}

/**
 * What one document may have of passages, and of characters in the headings above them: an answer that lists them all
 * must fit into a message, and an index of them into memory. A text of the greatest length has about 2,000 passages.
 */
export const mostPassages = 10_000
export const mostHeadingCharacters = 1_000_000

/** Why a text cannot be kept as a document, or undefined when it can. */
export const tooManyPassages = (passages: readonly PassageSpan[]): string | undefined => {
  if (passages.length > mostPassages) return `at most ${mostPassages} passages, of which each heading opens one`
  const characters = passages.reduce((sum, { headings }) => sum + headings.reduce((own, h) => own + h.length, 0), 0)
  return characters > mostHeadingCharacters
    ? `at most ${mostHeadingCharacters} characters of headings, counted for each passage below them`
    : undefined
}

/**
 * Splits a document into passages that tile its text: at headings, then paragraphs, then sentences. Passages have 800
 * to 1,200 units where the text allows it and never more than 2,000, but a fenced block of up to 4,000 stays whole.
 * No passage begins or ends inside a surrogate pair.
 */
export const splitPassages = (text: string, format: 'markdown' | 'text'): PassageSpan[] => {
  const marks = format === 'markdown' ? markdownOutline(text) : textOutline(text)
  const blocks = marks.map((mark, i) => ({ ...mark, end: marks[i + 1]?.at ?? text.length }))
  return sectionsOf(blocks).flatMap((section) => {
    const { headings, prose } = section.at(-1)!
    return packed(section.flatMap((block) => piecesOf(text, block))).map((range) => ({ ...range, headings, prose }))
  })
}
