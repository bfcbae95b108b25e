import { readMarkdown } from '@synthwright/grounding'

/** Where a block of a document begins: at a line start, or 0. The blocks tile the text. */
export interface BlockMark {
  readonly at: number
  /** Headings above it, outermost first. */
  readonly headings: readonly string[]
  /** Whether it is a heading, or the first block. */
  readonly opensSection: boolean
  readonly fenced: boolean
  readonly prose: boolean
}

/** Of a heading, so much stands above the passages below it. */
const longestHeading = 300

const headingOf = (text: string): string => {
  const line = text.trim()
  return line.length <= longestHeading ? line : line.slice(0, longestHeading).replace(/[\uD800-\uDBFF]$/, '')
}

/** Starts of the lines that hold offsets which are asked for in ascending order, so that the text is looked at once. */
const lineStarts = (text: string): ((at: number) => number) => {
  let start = 0
  let feed = text.indexOf('\n')
  return (at) => {
    for (; feed >= 0 && feed < at; feed = text.indexOf('\n', start)) start = feed + 1
    return start
  }
}

const first = { at: 0, headings: [], opensSection: true, fenced: false, prose: true }

/** Blocks of a Markdown text in order: headings, paragraphs, list items, table rows, fenced code, front matter. */
export const markdownOutline = (text: string): BlockMark[] => {
  const marks: BlockMark[] = [first]
  const path: { level: number; title: string }[] = []
  const lineStart = lineStarts(text)
  let headings: string[] = []
  const mark = (next: BlockMark): void => {
    if (next.at > marks.at(-1)!.at && next.at < text.length) marks.push(next)
    else if (next.at === 0) marks[0] = { ...next, opensSection: true }
  }
  for (const block of readMarkdown(text)) {
    if (block.kind === 'front_matter') {
      marks[0] = { ...first, prose: false }
      continue
    }
    const fenced = block.kind === 'code' && block.fenced === true
    // The content of a fence begins a line below its mark.
    const at = lineStart(fenced ? text.lastIndexOf('\n', block.start - 1) : block.start)
    const isHeading = block.kind === 'heading' && block.quoted === 0
    if (isHeading) {
      const level = block.level ?? 1
      while (path.length > 0 && path.at(-1)!.level >= level) path.pop()
      path.push({ level, title: headingOf(block.text) })
      headings = path.map(({ title }) => title)
    }
    mark({ at, headings, opensSection: isHeading, fenced, prose: true })
  }
  return marks
}

/** Paragraphs of a plain text in order. */
export const textOutline = (text: string): BlockMark[] => {
  const marks: BlockMark[] = [first]
  let afterBlank = false
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start)
    const end = feed < 0 ? text.length : feed
    const isBlank = text.slice(start, end).trim() === ''
    if (!isBlank && afterBlank && start > 0) marks.push({ ...first, at: start, opensSection: false })
    afterBlank = isBlank && start > 0
    start = end + 1
  }
  return marks
}
