import { codeSpans, escapedAt } from './code-spans.ts'
import { htmlSpans } from './html.ts'
import { blankOut, overlapsAny, type Span } from './span.ts'

const address = String.raw`(?:<[^<>\n]{0,2000}>|[^\s()<>][^\s()]{0,2000}(?:\([^\s()]{0,2000}\)[^\s()]{0,2000})?|\([^\s()]{0,2000}\)[^\s()]{0,2000})`
const title = String.raw`\s+(?:"[^"\n]{0,1000}"|'[^'\n]{0,1000}'|\([^()\n]{0,1000}\))`
const target = new RegExp(String.raw`\((?:[ \t]*${address}(?:${title})?|(?:${title})?)[ \t]*\)`, 'y')
const label = /\[[^\][\n]{0,200}\]/y

/** A link or image of inline Markdown: the whole, and what a reader sees of it. */
export interface InlineLink extends Span {
  text: Span
  image: boolean
}

/**
 * Inline links and images of one block: `[text](target)`, `![alt](target)` and `[text][label]`. `defined` are the
 * labels that have a definition, lower case; a second bracket with another label is ordinary text.
 */
export const inlineLinks = (text: string, defined: ReadonlySet<string> = new Set()): InlineLink[] => {
  const links: InlineLink[] = []
  const code = codeSpans(text)
  const open: number[] = []
  let codeIndex = 0
  for (const match of text.matchAll(/[[\]]/g)) {
    const at = match.index
    while (codeIndex < code.length && code[codeIndex]!.end <= at) codeIndex += 1
    if ((code[codeIndex]?.start ?? Infinity) <= at || escapedAt(text, at)) continue
    if (match[0] === '[') {
      open.push(at)
      continue
    }
    const from = open.pop()
    if (from === undefined) continue
    const end = targetEnd(text, at + 1, defined)
    if (end === null) continue
    const image = text[from - 1] === '!' && !escapedAt(text, from - 1)
    links.push({ start: image ? from - 1 : from, end, text: { start: from + 1, end: at }, image })
  }
  return links
}

const targetEnd = (text: string, at: number, defined: ReadonlySet<string>): number | null => {
  if (text[at] === '(') {
    target.lastIndex = at
    return target.test(text) ? target.lastIndex : null
  }
  if (text[at] !== '[') return null
  label.lastIndex = at
  const found = label.exec(text)
  return found && defined.has(found[0].slice(1, -1).toLowerCase()) ? at + found[0].length : null
}

/**
 * The text with every escaped mark put in the place of its backslash and a space after it, so that an escaped stop
 * still follows its word.
 */
const unescaped = (text: string): string => {
  if (!text.includes('\\')) return text
  const code = codeSpans(text)
  return text.replace(/\\([!-/:-@[-`{-~])/g, (pair, mark: string, at: number) =>
    overlapsAny({ start: at, end: at + 1 }, code) ? pair : `${mark} `,
  )
}

/**
 * The prose of a block as a reader sees it, with every character at its old offset: images, html tags, link brackets
 * and targets are overwritten by spaces; an
 * escaped mark stands where its backslash was.
 */
export const proseOf = (text: string, defined?: ReadonlySet<string>): string => {
  if (!/[[<\\]/.test(text)) return text
  const spans: Span[] = htmlSpans(text)
  for (const link of text.includes(']') ? inlineLinks(text, defined) : []) {
    if (link.image) spans.push(link)
    else spans.push({ start: link.start, end: link.text.start }, { start: link.text.end, end: link.end })
  }
  return blankOut(unescaped(text), spans)
}
