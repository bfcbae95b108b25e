import { codeSpans, escapedAt } from './code-spans.ts'
import { inlineLinks } from './inline.ts'
import type { Span } from './span.ts'

/** A citation in a text: `[id]` for a whole source, `[id#start-end]` for a range of its stored text. */
export interface Marker {
  id: string
  /** Cited range in the source, in UTF-16 code units. */
  start?: number
  end?: number
  /** Range of the marker itself in the text that was read. */
  at: Span
}

const marker = /\[([A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_-]{1,200})(?:#(\d{1,9})-(\d{1,9}))?\]/g
const shaped = /^[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_-]+(?:#\d+-\d+)?$/

/** Whether the inside of a bracket has the shape of a citation, with or without a range. */
export const isMarkerShaped = (inside: string): boolean => shaped.test(inside)

/** Labels defined by `[label]: target` lines, lower case; a bracket with such a label is a link. */
export const definedLabels = (references: readonly string[]): ReadonlySet<string> =>
  new Set(references.map((text) => /^\[([^\]]*)\]:/.exec(text)?.[1]?.toLowerCase() ?? ''))

/**
 * Citation markers in one block of Markdown, in order. Markers inside inline code, escaped brackets, images, links
 * and references to a defined label are not citations.
 * @param offset  added to every `at`
 * @param defined labels of the text's link reference definitions, lower case
 */
export const readMarkers = (text: string, offset = 0, defined: ReadonlySet<string> = new Set()): Marker[] => {
  const found = [...text.matchAll(marker)]
  if (found.length === 0) return []
  const taken: Span[] = [...codeSpans(text), ...inlineLinks(text, defined)].sort((a, b) => a.start - b.start)
  const markers: Marker[] = []
  let index = 0
  let reach = 0
  for (const match of found) {
    const at = { start: match.index, end: match.index + match[0].length }
    while (index < taken.length && taken[index]!.start < at.end) reach = Math.max(reach, taken[index++]!.end)
    if (at.start < reach || escapedAt(text, at.start) || text[at.start - 1] === '!') continue
    if (defined.has(match[0].slice(1, -1).toLowerCase())) continue
    const range = match[2] === undefined ? {} : { start: Number(match[2]), end: Number(match[3]) }
    markers.push({ id: match[1]!, ...range, at: { start: offset + at.start, end: offset + at.end } })
  }
  return markers
}
