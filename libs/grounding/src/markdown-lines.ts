import type { Span } from './span.ts'

/** One line without its line feed (a carriage return before it is left out too). */
export interface Line extends Span {
  text: string
}

/** Lines of a text with absolute offsets. */
export const readLines = (text: string): Line[] => {
  const lines: Line[] = []
  let start = 0
  while (start <= text.length) {
    const feed = text.indexOf('\n', start)
    let end = feed < 0 ? text.length : feed
    const next = end + 1
    if (text[end - 1] === '\r' && end > start) end -= 1
    lines.push({ start, end, text: text.slice(start, end) })
    start = next
  }
  return lines
}

/** Columns of leading white space (a tab reaches the next multiple of four) and the number of characters it takes. */
export const indentOf = (text: string, column = 0): { columns: number; length: number } => {
  let columns = 0
  let length = 0
  for (; length < text.length; length += 1) {
    if (text[length] === ' ') columns += 1
    else if (text[length] === '\t') columns += 4 - ((column + columns) % 4)
    else break
  }
  return { columns, length }
}

export const isThematicBreak = (text: string): boolean =>
  /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/.test(text)

/** Setext underline: 1 for `===`, 2 for `---`, 0 for anything else. */
export const underlineLevel = (text: string): 0 | 1 | 2 =>
  /^ {0,3}=+[ \t]*$/.test(text) ? 1 : /^ {0,3}-+[ \t]*$/.test(text) ? 2 : 0

/** Opening code fence: its character, length and first word of info, or null. */
export const openingFence = (text: string): { mark: string; length: number; language: string } | null => {
  const match = /^(`{3,}(?!`)|~{3,}(?!~))(.*)$/.exec(text)
  if (!match) return null
  const [, run = '', info = ''] = match
  if (run[0] === '`' && info.includes('`')) return null
  return { mark: run[0]!, length: run.length, language: info.trim().split(/\s/)[0] ?? '' }
}

/** List mark at the start of a text: its length with the white space after it, and a task box if there is one. */
export const listMark = (text: string): { length: number; width: number; ordered: boolean; number: number } | null => {
  const match = /^(?:[-*+]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(text)
  if (!match) return null
  const after = indentOf(text.slice(match[0].length))
  const rest = text.slice(match[0].length + after.length)
  const box = /^\[[ xX]\](?=[ \t])[ \t]*/.exec(rest)?.[0].length ?? 0
  const spaces = after.columns > 4 || rest === '' ? 1 : after.columns
  return {
    length: match[0].length + after.length + box,
    width: match[0].length + spaces,
    ordered: match[1] !== undefined,
    number: Number(match[1] ?? 0),
  }
}

/** Delimiter row of a table: only pipes, dashes, colons and blanks, with at least one pipe and one dash. */
export const isDelimiterRow = (text: string): boolean =>
  /^[\s|:-]+$/.test(text) && text.includes('|') && text.includes('-')

/** Link reference definition: a label, a target and perhaps a title; with anything more the line is prose. */
export const isLinkDefinition = (text: string): boolean =>
  /^\[[^\]]{1,200}\]:\s*(?:<[^<>]*>|\S+)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$/.test(text)

/** Cells of a table row, trimmed; a pipe that is escaped or inside inline code does not separate. */
export const rowCells = (line: Line, from: number): Span[] => {
  const cells: Span[] = []
  const text = line.text
  let at = from - line.start
  at += indentOf(text.slice(at)).length
  if (text[at] === '|') at += 1
  let start = at
  let ticks = 0
  for (; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '`') ticks += 1
    else if (text[at] === '|' && ticks % 2 === 0) {
      cells.push({ start: line.start + start, end: line.start + at })
      start = at + 1
    }
  }
  if (text.slice(start).trim() !== '') cells.push({ start: line.start + start, end: line.end })
  return cells.map(({ start: s, end: e }) => {
    while (s < e && /\s/.test(text[s - line.start]!)) s += 1
    while (e > s && /\s/.test(text[e - 1 - line.start]!)) e -= 1
    return { start: s, end: e }
  })
}
