import { codeSpans, escapedAt } from './code-spans.ts'
import { withoutActiveParts } from './active-parts.ts'
import { undisguised } from './disguise.ts'
import { isMarkerShaped } from './markers.ts'
import { overlapsAny, withoutTail } from './span.ts'

export interface Neutralised {
  text: string
  /** Whether a bracket shaped like a citation stood in the text. */
  forged: boolean
}

/**
 * Text of a source or of a model as one line of inert Markdown prose: raw html and images are gone, a link is its
 * text, a bracket shaped like a citation, also one in disguise (see `undisguised`), is escaped, and nothing in it can open a block or reach into what follows it
 * (stray brackets, backticks and `<` are escaped). Applied again it changes nothing.
 */
export const neutralise = (text: string): Neutralised => {
  const line = withoutActiveParts(undisguised(text.replace(/[\s\p{Cc}]+/gu, ' ').trim()))
  const code = codeSpans(line)
  const free = (at: number) => !escapedAt(line, at) && !overlapsAny({ start: at, end: at + 1 }, code)
  const shaped: number[] = []
  const escapes = new Set<number>()
  const open: number[] = []
  for (const { index: at, 0: mark } of line.matchAll(/[[\]`]/g)) {
    if (!free(at)) continue
    const from = mark === ']' ? open.pop() : undefined
    if (mark === '[') open.push(at)
    else if (from === undefined) escapes.add(at)
    else if (isMarkerShaped(line.slice(from + 1, at))) shaped.push(from, at)
    else if (line[at + 1] === '(' || (from === 0 && line[at + 1] === ':')) escapes.add(from).add(at)
  }
  for (const at of [...open, ...shaped]) escapes.add(at)
  return { text: withoutBlockOpener(escaped(line, escapes, free)), forged: shaped.length > 0 }
}

const escaped = (line: string, at: ReadonlySet<number>, free: (at: number) => boolean): string => {
  const parts: string[] = []
  let from = 0
  for (const { index, 0: mark } of line.matchAll(/[[\]`]|<(?=[A-Za-z/!?])/g)) {
    if (mark !== '<' ? !at.has(index) : !free(index)) continue
    parts.push(line.slice(from, index), mark === '<' ? '&lt;' : `\\${mark}`)
    from = index + 1
  }
  return withoutTail([...parts, line.slice(from)].join(''), /[\s\\]/)
}

const withoutBlockOpener = (line: string): string =>
  line.replace(/^(?=(?:#{1,6}|[-*+])(?:\s|$)|>|~{3})/, '\\').replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
