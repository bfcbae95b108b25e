import { withoutTail } from '@synthwright/kernel'
import { blankTags } from './html.ts'
import type { MarkdownBlock } from './markdown-block.ts'
import {
  indentOf,
  isDelimiterRow,
  isLinkDefinition,
  isThematicBreak,
  listMark,
  openingFence,
  readLines,
  rowCells,
  underlineLevel,
  type Line,
} from './markdown-lines.ts'
import { blankOut, trimSpan, type Span } from './span.ts'

/** A block whose lines are still being collected; `pieces` are the content ranges of its lines. */
interface OpenBlock {
  head: Omit<MarkdownBlock, 'start' | 'end' | 'text'>
  pieces: Span[]
}

interface Fence {
  mark: string
  length: number
  quoted: number
}

/**
 * Reads a Markdown text into its leaf blocks, in order: ATX and setext headings, paragraphs, nested list items with
 * continuation lines, pipe tables cell by cell, fenced and indented code, quoted paragraphs, html, front matter and
 * link reference definitions. A paragraph inside a list item is a `list_item` of its depth. Covers the parts of
 * CommonMark and of GitHub's tables that decide what a reader sees as prose; never throws; linear in the text.
 */
export const readMarkdown = (text: string): MarkdownBlock[] => new BlockReader(text).read()

/** Containers, one in another, that are told apart; what is nested deeper is text of the innermost. */
const deepest = 100

/** The text of a heading without the `#` that close it. */
const withoutClosingMarks = (text: string): string => {
  const marked = withoutTail(text, /[ \t]/)
  const bare = withoutTail(marked, /#/)
  if (bare === marked) return text
  return bare === '' || /[ \t]$/.test(bare) ? withoutTail(bare, /[ \t]/) : text
}

class BlockReader {
  readonly #text: string
  readonly #blocks: MarkdownBlock[] = []
  #open: OpenBlock | null = null
  #fence: Fence | null = null
  #htmlEnd: RegExp | null = null
  #table: { row: number } | null = null
  /** Columns at which the content of each open list item begins, outermost first. */
  #items: { column: number; ordered: boolean }[] = []
  #quoted = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): MarkdownBlock[] {
    const lines = readLines(this.#text)
    for (let index = this.#frontMatter(lines); index < lines.length; index += 1)
      this.#line(lines[index]!, lines[index + 1])
    this.#close()
    return this.#blocks
  }

  #frontMatter(lines: Line[]): number {
    const mark = lines[0]?.text.trimEnd()
    if (mark !== '---' && mark !== '+++') return 0
    const close = lines.findIndex(
      (line, index) => index > 0 && (line.text.trimEnd() === mark || line.text.trimEnd() === '...'),
    )
    const body = lines.slice(1, close)
    if (close < 0 || !body.some((line) => /^[\w-]+\s*[:=]/.test(line.text))) return 0
    this.#emit({ kind: 'front_matter', quoted: 0 }, body)
    return close + 1
  }

  #line(line: Line, next: Line | undefined): void {
    let at = line.start
    let quoted = 0
    while (quoted < deepest && !(quoted > 0 && this.#fence && quoted >= this.#fence.quoted)) {
      const mark = /^ {0,3}> ?/.exec(line.text.slice(at - line.start))
      if (!mark) break
      at += mark[0].length
      quoted += 1
    }
    if (this.#fence) {
      if (quoted >= this.#fence.quoted) return this.#codeLine(line, at)
      this.#close()
    }
    if (quoted !== this.#quoted && (quoted > 0 || !this.#paragraphGoesOn(line))) {
      this.#close()
      if (quoted === 0 || this.#quoted === 0) this.#items = []
      this.#quoted = quoted
    }
    this.#block(line, at, next, 0)
  }

  /** An unmarked line directly after quoted prose still belongs to it. */
  #paragraphGoesOn(line: Line): boolean {
    const text = line.text.trim()
    return this.#open !== null && text !== '' && !/^(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|`{3}|~{3}|<|\|)/.test(text)
  }

  #block(line: Line, at: number, next: Line | undefined, column: number): void {
    const rest = line.text.slice(at - line.start)
    const indent = indentOf(rest, column)
    const body = rest.slice(indent.length)
    if (body.trim() === '') return this.#blank()
    if (this.#htmlEnd) return this.#htmlLine(line, at)
    const columns = column + indent.columns
    const start = at + indent.length

    if (this.#table) {
      if (body.includes('|')) return this.#tableRow(line, start)
      this.#table = null
    }
    const inside = this.#itemsAt(columns)
    const relative = columns - (this.#items[inside - 1]?.column ?? 0)
    if (!this.#open && relative >= 4) return this.#indented(line, start, inside)
    if (this.#open?.head.kind === 'code') {
      if (relative >= 4) return void this.#open.pieces.push({ start, end: line.end })
      this.#close()
    }
    if (relative < 4 && this.#starts(line, start, body, next, columns, inside)) return
    if (this.#open) {
      this.#open.pieces.push({ start, end: line.end })
      return
    }
    this.#items.length = inside
    this.#open = { head: this.#prose(inside), pieces: [{ start, end: line.end }] }
  }

  /** Number of open list items that a line at this column belongs to. */
  #itemsAt(columns: number): number {
    let inside = 0
    while (inside < this.#items.length && columns >= this.#items[inside]!.column) inside += 1
    return inside
  }

  /** Opens a block if the line starts one; a line that does not is continued prose. */
  #starts(line: Line, start: number, body: string, next: Line | undefined, columns: number, inside: number): boolean {
    const level = this.#open && this.#open.head.kind !== 'reference' ? underlineLevel(body) : 0
    if (level && this.#open && this.#open.head.kind === 'paragraph') {
      this.#open.head = { kind: 'heading', level, quoted: this.#quoted }
      this.#close()
      return true
    }
    if (isThematicBreak(body)) return this.#closeTo(inside)
    const fence = openingFence(body)
    if (fence) {
      this.#closeTo(inside)
      this.#fence = { mark: fence.mark, length: fence.length, quoted: this.#quoted }
      this.#open = { head: { kind: 'code', fenced: true, language: fence.language, quoted: this.#quoted }, pieces: [] }
      return true
    }
    const heading = /^(#{1,6})(?:[ \t]+|$)/.exec(body)
    if (heading) {
      this.#closeTo(inside)
      const content = withoutClosingMarks(body.slice(heading[0].length))
      const from = start + heading[0].length
      this.#emit({ kind: 'heading', level: heading[1]!.length, quoted: this.#quoted }, [
        { start: from, end: from + content.length },
      ])
      return true
    }
    const mark = listMark(body)
    if (mark && this.#mayOpenItem(mark, body, inside)) {
      this.#closeTo(inside)
      this.#items.push({ column: columns + mark.width, ordered: mark.ordered })
      const content = line.text.slice(start + mark.length - line.start)
      if (content.trim() !== '') this.#block(line, start + mark.length, next, columns + mark.width)
      return true
    }
    if (!this.#open && /^<(?:[A-Za-z/!?])/.test(body) && !/^<(?:https?|mailto):/i.test(body)) {
      this.#closeTo(inside)
      this.#open = { head: { kind: 'html', quoted: this.#quoted }, pieces: [] }
      this.#htmlEnd = body.startsWith('<!--')
        ? /-->/
        : /^<(?:script|style|pre|textarea)\b/i.test(body)
          ? /<\/(?:script|style|pre|textarea)>/i
          : /$^/
      this.#htmlLine(line, start)
      return true
    }
    if (!this.#open && isLinkDefinition(body)) {
      this.#emit({ kind: 'reference', quoted: this.#quoted }, [{ start, end: line.end }])
      return true
    }
    if (body.includes('|') && next && this.#isTableHead(line, start, next)) {
      this.#closeTo(inside)
      this.#table = { row: 0 }
      this.#tableRow(line, start)
      return true
    }
    return false
  }

  /** A number other than one does not interrupt prose: "… in\n2019. The" is no list. */
  #mayOpenItem(mark: { ordered: boolean; number: number }, body: string, inside: number): boolean {
    if (inside >= deepest) return false
    const interrupts = this.#open !== null && !(this.#items.length > inside || this.#open.head.kind === 'list_item')
    if (!interrupts) return true
    return /\S\s+\S/.test(body) && (!mark.ordered || mark.number === 1)
  }

  #isTableHead(line: Line, start: number, next: Line): boolean {
    const delimiter = next.text.replace(/^(?: {0,3}> ?)+/, '')
    return (
      isDelimiterRow(delimiter) &&
      rowCells({ ...next, text: delimiter }, next.start).length === rowCells(line, start).length
    )
  }

  #tableRow(line: Line, start: number): void {
    const row = this.#table!.row
    this.#table!.row += 1
    if (row === 1) return
    const number = row === 0 ? 0 : row - 1
    rowCells(line, start).forEach((cell, column) =>
      this.#emit({ kind: 'table_cell', header: row === 0, row: number, column, quoted: this.#quoted }, [cell]),
    )
  }

  #indented(line: Line, start: number, inside: number): void {
    this.#items.length = inside
    this.#open = { head: { kind: 'code', fenced: false, quoted: this.#quoted }, pieces: [{ start, end: line.end }] }
  }

  #codeLine(line: Line, at: number): void {
    const fence = this.#fence!
    const text = line.text.slice(at - line.start).trim()
    if (text.length >= fence.length && text === fence.mark.repeat(text.length)) return this.#close()
    this.#open!.pieces.push({ start: at, end: line.end })
  }

  #htmlLine(line: Line, start: number): void {
    this.#open!.pieces.push({ start, end: line.end })
    if (this.#htmlEnd!.test(line.text.slice(start - line.start))) this.#close()
  }

  #blank(): void {
    // Comments, scripts and preformatted html go on over blank lines; other html ends there.
    if (this.#htmlEnd && this.#htmlEnd.source !== '$^') return
    this.#close()
  }

  #prose(inside: number): OpenBlock['head'] {
    const item = this.#items[inside - 1]
    if (item) return { kind: 'list_item', depth: inside - 1, ordered: item.ordered, quoted: this.#quoted }
    return { kind: this.#quoted > 0 ? 'blockquote' : 'paragraph', quoted: this.#quoted }
  }

  #closeTo(inside: number): true {
    this.#close()
    this.#items.length = inside
    return true
  }

  #close(): void {
    const open = this.#open
    this.#open = null
    this.#fence = null
    this.#htmlEnd = null
    this.#table = null
    if (open && open.pieces.length > 0) this.#emit(open.head, open.pieces)
  }

  #emit(head: OpenBlock['head'], pieces: readonly Span[]): void {
    const outer = { start: pieces[0]?.start ?? 0, end: pieces.at(-1)?.end ?? 0 }
    const { start, end } = head.kind === 'code' ? outer : trimSpan(this.#text, outer)
    if (end <= start) return
    const gaps = pieces
      .slice(1)
      .map((piece, index) => ({ start: pieces[index]!.end - start, end: piece.start - start }))
    const raw = blankOut(this.#text.slice(start, end), gaps)
    this.#blocks.push({ ...head, start, end, text: head.kind === 'html' ? blankTags(raw) : raw })
  }
}
