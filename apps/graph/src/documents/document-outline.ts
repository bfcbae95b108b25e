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

const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1)

const first = { at: 0, headings: [], opensSection: true, fenced: false, prose: true }

/** Blocks of a Markdown text in order: headings, paragraphs, list items, table rows, fenced code, front matter. */
export const markdownOutline = (text: string): BlockMark[] => {
  const marks: BlockMark[] = [first]
  const path: { level: number; title: string }[] = []
  const mark = (next: BlockMark): void => {
    if (next.at > marks.at(-1)!.at && next.at < text.length) marks.push(next)
    else if (next.at === 0) marks[0] = { ...next, opensSection: true }
  }
  for (const block of readMarkdown(text)) {
    const at = lineStart(text, block.start)
    if (block.kind === 'front_matter') {
      marks[0] = { ...first, prose: false }
      continue
    }
    const isHeading = block.kind === 'heading' && block.quoted === 0
    if (isHeading) {
      const level = block.level ?? 1
      while (path.length > 0 && path.at(-1)!.level >= level) path.pop()
      path.push({ level, title: block.text.trim() })
    }
    const headings = path.map(({ title }) => title)
    const fenced = block.kind === 'code' && block.fenced === true
    mark({
      at: fenced ? lineStart(text, at - 1) : at,
      headings,
      opensSection: isHeading,
      fenced,
      prose: true,
    })
  }
  return marks
}

/** Paragraphs of a plain text in order. */
export const textOutline = (text: string): BlockMark[] => [
  first,
  ...[...text.matchAll(/\n[^\S\n]*\n\s*(?=\S)/g)]
    .map((gap) => lineStart(text, gap.index + gap[0].length))
    .filter((at) => at > 0)
    .map((at) => ({ ...first, at, opensSection: false })),
]
