import { withoutTail } from '@synthwright/kernel'
import { codeSpans, escapedAt } from './code-spans.ts'
import { withoutActiveParts } from './active-parts.ts'
import { undisguised } from './disguise.ts'
import { isMarkerShaped } from './markers.ts'
import { overlapsAny } from './span.ts'

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
  const isEscape = new Uint8Array(line.length)
  const open: number[] = []
  let forged = false
  const escape = (from: number, to: number): void => void (isEscape[from] = isEscape[to] = 1)
  for (const { index: at, 0: mark } of line.matchAll(/[[\]`]/g)) {
    if (!free(at)) continue
    const from = mark === ']' ? open.pop() : undefined
    if (mark === '[') open.push(at)
    else if (from === undefined) isEscape[at] = 1
    else if (isMarkerShaped(line.slice(from + 1, at))) {
      escape(from, at)
      forged = true
    } else if (line[at + 1] === '(' || (from === 0 && line[at + 1] === ':')) escape(from, at)
  }
  for (const at of open) isEscape[at] = 1
  return { text: withoutBlockOpener(escaped(line, isEscape, free)), forged }
}

const escaped = (line: string, isEscape: Uint8Array, free: (at: number) => boolean): string => {
  const text = line.replace(/[[\]`]|<(?=[A-Za-z/!?])/g, (mark: string, at: number) => {
    if (mark !== '<') return isEscape[at] ? `\\${mark}` : mark
    return free(at) ? '&lt;' : mark
  })
  return withoutTail(text, /[\s\\]/)
}

const withoutBlockOpener = (line: string): string =>
  line.replace(/^(?=(?:#{1,6}|[-*+])(?:\s|$)|>|~{3})/, '\\').replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
