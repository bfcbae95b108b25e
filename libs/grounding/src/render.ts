import { absenceLine, absenceStatement, audienceLinePrefix, type Gap, type TextClaim } from '@synthwright/contracts'
import { withoutTail } from '@synthwright/kernel'
import { closesSentence, readClaims, wholeEscapes } from './claims.ts'
import { proseOf } from './inline.ts'
import { gapLine, gapsTitle, totalsLine, type LeftOutTotals } from './gap-lines.ts'
import { neutralise } from './neutralise.ts'
import { hasWords, splitSentences } from './sentences.ts'
import { endsWithStop, overlaps, type Span } from './span.ts'
import { claimText } from './text-claims.ts'

export interface RenderedCitation {
  id: string
  start: number
  end: number
}

export interface RenderedSentence {
  text: string
  citations: readonly RenderedCitation[]
  /** Sentences with the same number, one after another, stand in one paragraph. */
  paragraph: number
}

export interface RenderedSection {
  section_id: string
  title: string
  /** `list`: every sentence is an item of its own; running prose otherwise. */
  form?: 'prose' | 'list' | undefined
  sentences: readonly RenderedSentence[]
}

export interface ArtifactText {
  title: string
  audience: string | null
  sections: readonly RenderedSection[]
  gaps?: readonly Pick<Gap, 'title' | 'reason'>[]
  /** Sections without a sentence are told together, by their gaps, and have no heading; a text without any says just that. */
  omitsEmpty?: boolean
  /** Told below the title where given. */
  leftOut?: LeftOutTotals | undefined
}

/** A sentence as it stands in the document. */
interface Piece extends Span {
  sectionId: string
  citations: readonly RenderedCitation[]
}

/**
 * The Markdown of an artifact and its claims. Texts are neutralised; a sentence that lacks a final stop gets one, and a
 * text of several sentences gets its markers after each, so that reading the document again yields the same claims
 * with the same offsets. Sentences without a letter or digit are left out.
 */
export const renderArtifact = ({
  title,
  audience,
  sections,
  gaps = [],
  omitsEmpty = false,
  leftOut,
}: ArtifactText): { markdown: string; claims: TextClaim[] } => {
  const parts: string[] = [`# ${headline(title)}\n`]
  const pieces: Piece[] = []
  let at = parts[0]!.length
  const write = (text: string) => {
    parts.push(text)
    at += text.length
  }
  if (audience) write(`\n${audienceLinePrefix}${withoutTail(headline(audience), /[.!?\s]/)}.\n`)
  if (leftOut) write(`\n${totalsLine(leftOut)}\n`)
  const isEmpty = ({ sentences }: RenderedSection) => sentences.flatMap(partsOf).length === 0
  const silent = omitsEmpty && sections.every(isEmpty)
  if (silent) write(`\n${absenceStatement}\n`)
  for (const section of sections.filter((each) => !omitsEmpty || !isEmpty(each))) {
    write(`\n## ${headline(section.title)}\n`)
    let separator = '\n'
    let paragraph: number | null = null
    for (const sentence of section.sentences.flatMap(partsOf)) {
      if (section.form === 'list') separator = '\n- '
      else if (paragraph !== null) separator = sentence.paragraph === paragraph && separator === ' ' ? ' ' : '\n\n'
      write(separator)
      pieces.push({
        sectionId: section.section_id,
        start: at,
        end: at + sentence.text.length,
        citations: sentence.citations,
      })
      write([sentence.text, ...idsOf(sentence.citations).map((id) => `[${id}]`)].join(' '))
      paragraph = sentence.paragraph
      separator = closesSentence(proseOf(sentence.text).trimEnd()) ? ' ' : '\n\n'
    }
    write(paragraph === null ? `\n${absenceLine}\n` : '\n')
  }
  if (gaps.length > 0 && !silent) write(`\n## ${gapsTitle}\n\n${gaps.map((gap) => `- ${gapLine(gap)}\n`).join('')}`)
  const markdown = parts.join('')
  return { markdown, claims: claimsOf(markdown, pieces) }
}

const headline = (text: string): string => neutralise(text).text

const idsOf = (citations: readonly RenderedCitation[]): string[] => [...new Set(citations.map(({ id }) => id))]

const partsOf = ({ text, citations, paragraph }: RenderedSentence): RenderedSentence[] =>
  inertSentences(text).map((part) => ({ text: part, citations, paragraph }))

/**
 * A bracket or a backtick whose partner is in another sentence is escaped there, and an escape can end a sentence where
 * none ended before: so what was escaped is split again, until nothing changes.
 */
const inertSentences = (text: string, rounds = 8): string[] => {
  const inert = withStop(neutralise(text).text)
  const parts = sentencesOf(inert).filter(hasWords)
  if (rounds === 0 || (parts.length === 1 && parts[0] === inert)) return parts
  return parts.flatMap((part) => inertSentences(part, rounds - 1))
}

/** Sentences as a reader of the text will tell them apart, escapes included. */
const sentencesOf = (text: string): string[] => {
  const ends = splitSentences(proseOf(text)).map((sentence) => wholeEscapes(text, sentence).end)
  return ends.map((end, index) =>
    text.slice(ends[index - 1] ?? 0, index === ends.length - 1 ? text.length : end).trim(),
  )
}

const withStop = (text: string): string =>
  endsWithStop(proseOf(text).trimEnd()) ? text : `${withoutTail(text, /[\s,;:\u2013\u2014-]/)}.`

/** What a reader of the text finds, each sentence with the citations it was written with. */
const claimsOf = (markdown: string, pieces: readonly Piece[]): TextClaim[] => {
  let next = 0
  return readClaims(markdown).map((claim) => {
    while (next < pieces.length && pieces[next]!.end <= claim.start) next += 1
    const own: Piece[] = []
    for (let index = next; index < pieces.length && overlaps(pieces[index]!, claim); index += 1)
      own.push(pieces[index]!)
    const marked = new Set(claim.markers.map(({ id }) => id))
    return {
      ...claimText(markdown, claim),
      section_id: own[0]?.sectionId ?? null,
      citations: own.flatMap(({ citations }) => citations.filter(({ id }) => marked.has(id))),
    }
  })
}
