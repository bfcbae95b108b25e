import type { DraftSource } from '@synthwright/contracts'
import { readClaims, readMarkdown, type Claim, type MarkdownBlock } from '@synthwright/grounding'
import { tokenize } from '@synthwright/retrieval'
import { sentenceKey } from '../drafting/sentence-key.ts'
import { withCapital } from './capital.ts'
import { trimmedAtClause } from './clause.ts'
import { foldLists } from './fold-list.ts'
import { harksBack, leansBack } from './openers.ts'
import { partAt, passageRuns, type PassageRun } from './passage-runs.ts'
import { proseForm } from './prose-form.ts'
import { isStatement, wordCount } from './sentence-quality.ts'

/** A sentence of a source that a section could take over. */
export interface Candidate {
  /** Position of its source in the pack, 0 is best. */
  source: number
  sourceId: string
  /** Range of the source's stored text that the sentence was taken from. */
  start: number
  end: number
  /** The sentence as it would stand in the document. */
  text: string
  key: string
  terms: string[]
  words: number
  /** Sentences of one block are numbered from 0 and follow each other in the source without a hole. */
  block: number
  place: number
  kind: 'prose' | 'item' | 'other'
  headings: string[]
  /** Rank of its passage in its source, 0 is best. */
  rank: number
  /** Stands in the first prose of the source. */
  opensSource: boolean
  /** Cannot be understood without the sentence before it. */
  leans: boolean
  /** Speaks of something as known that its paragraph has named before. */
  harks: boolean
  /** Made of several places: its words are the source's, their order too, and yet it is no quotation. */
  composed: boolean
  /** Lost its last clause, so that nothing can lean on it. */
  trimmed: boolean
  statement: boolean
}

/** Longer than this nothing is quoted: a wall of text without a stop is no sentence. */
const longestSentence = 4_000

const kindOf = ({ kind }: MarkdownBlock): Candidate['kind'] =>
  kind === 'paragraph' || kind === 'blockquote' ? 'prose' : kind === 'list_item' ? 'item' : 'other'

/** Headings and code state nothing; of a run that has nothing else, each block is taken for a sentence. */
const blocksAsClaims = (blocks: readonly MarkdownBlock[]): Pick<Claim, 'start' | 'end' | 'markers'>[] =>
  blocks
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map(({ start, end, text }) => ({
      start,
      end: text.includes('\n') ? start + text.indexOf('\n') : end,
      markers: [],
    }))

/** A sentence's range without the citations around it. */
const withoutMarkers = (text: string, { start, end, markers }: Pick<Claim, 'start' | 'end' | 'markers'>) => {
  const trimmed = (from: number, to: number) => {
    while (from < to && /\s/.test(text[from]!)) from += 1
    while (to > from && /\s/.test(text[to - 1]!)) to -= 1
    return { from, to }
  }
  let range = trimmed(start, end)
  for (const { at } of markers) if (at.start <= range.from) range = trimmed(at.end, range.to)
  for (const { at } of markers.toReversed()) if (at.end >= range.to) range = trimmed(range.from, at.start)
  return range
}

/** Rendered with a citation the sentence must be one claim that carries it, or part of it would stand without proof. */
const isOneClaim = (text: string): boolean => {
  const claims = readClaims(`${text} [src_x]`)
  return claims.length === 1 && claims[0]!.markers.length === 1
}

const wordingOf = (text: string): Pick<Candidate, 'text' | 'key' | 'terms' | 'words' | 'leans'> => ({
  text,
  key: sentenceKey(text),
  terms: [...new Set(tokenize(text))],
  words: wordCount(text),
  leans: leansBack(text),
})

const runCandidates = (source: DraftSource, index: number, run: PassageRun, longest: number, firstBlock: number) => {
  const blocks = readMarkdown(run.text)
  const candidates: Candidate[] = []
  let headings: string[] = []
  let at = 0
  let place = 0
  const claims = readClaims(run.text)
  for (const claim of claims.length > 0 ? claims : blocksAsClaims(blocks)) {
    for (; blocks[at]!.end <= claim.start; at += 1) {
      if (blocks[at]!.kind === 'heading') headings = [blocks[at]!.text]
      place = 0
    }
    const block = blocks[at]!
    const { from, to } = withoutMarkers(run.text, claim)
    const visible = block.text.slice(from - block.start, to - block.start)
    if (visible.length > longestSentence) continue
    let text = proseForm(visible)
    let end = to
    if (wordCount(text) > longest) {
      const cut = trimmedAtClause(visible, longest)
      if (cut) [text, end] = [cut.text, from + cut.length]
    }
    const part = partAt(run, run.start + from)
    const startsCut = from === 0 && run.start > 0 && !/^["'“‘(`*_]*[\p{Lu}\p{N}]/u.test(visible)
    const whole = !startsCut && /[.!?…]["'”’)\]*_]*$/.test(visible)
    const here = place++
    if (!isOneClaim(text)) continue
    if (block.kind !== 'list_item') text = withCapital(text)
    candidates.push({
      source: index,
      sourceId: source.id,
      start: run.start + from,
      end: run.start + end,
      ...wordingOf(text),
      block: firstBlock + at,
      place: here,
      kind: kindOf(block),
      headings: [...part.headings, ...headings],
      rank: part.rank,
      opensSource: run.start + from < 600 && candidates.every((other) => other.block === firstBlock + at),
      harks:
        here > 0 &&
        harksBack(text, block.text.slice(Math.max(0, from - block.start - longestSentence), from - block.start)),
      composed: false,
      trimmed: end < to,
      // Names such as `npm` may open a paragraph in small letters; an item that does is a fragment.
      statement: whole && isStatement(text) && (block.kind !== 'list_item' || /^\P{Ll}/u.test(text)),
    })
  }
  for (const { start, end, text } of foldLists(run.text, blocks, claims, longest)) {
    if (!isOneClaim(text)) continue
    const block = blocks.findIndex((each) => each.end > start)
    const part = partAt(run, run.start + start)
    const lead = candidates.findIndex((each) => each.block === firstBlock + block && each.start === run.start + start)
    const folded: Candidate = {
      source: index,
      sourceId: source.id,
      start: run.start + start,
      end: run.start + end,
      ...wordingOf(text),
      block: firstBlock + block,
      place: lead < 0 ? 0 : candidates[lead]!.place,
      kind: 'prose',
      headings: part.headings,
      rank: part.rank,
      opensSource: false,
      harks: false,
      composed: true,
      trimmed: true,
      statement: true,
    }
    candidates.splice(lead < 0 ? candidates.length : lead, lead < 0 ? 0 : 1, folded)
  }
  return { candidates, blocks: blocks.length }
}

/**
 * Every sentence of a pack that can be cited exactly, source by source, in document order.
 * @param longest sentences above this number of words are cut at a clause where that leaves a whole statement
 */
export const readCandidates = (sources: readonly DraftSource[], longest: number): Candidate[] => {
  const all: Candidate[] = []
  let block = 0
  for (const [index, source] of sources.entries())
    for (const run of passageRuns(source)) {
      const { candidates, blocks } = runCandidates(source, index, run, longest, block)
      for (const candidate of candidates) all.push(candidate)
      block += blocks + 1
    }
  return all
}
