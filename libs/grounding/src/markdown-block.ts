import type { TextSpan } from './span.ts'

export type MarkdownKind =
  'heading' | 'paragraph' | 'list_item' | 'table_cell' | 'code' | 'blockquote' | 'html' | 'front_matter' | 'reference'

/**
 * One leaf of a Markdown text. `start` and `end` delimit its content, without heading, list, quote and fence marks.
 * `text` has exactly `end - start` characters: marks inside the range (the indent and `>` of later lines, the tags of
 * an html block) are overwritten by spaces, so that an offset in `text` plus `start` is an offset in the source.
 */
export interface MarkdownBlock extends TextSpan {
  kind: MarkdownKind
  /** Headings: 1 to 6. */
  level?: number
  /** List items: 0 for an outer item, 1 for an item inside it, and so on. */
  depth?: number
  /** List items: numbered or not. */
  ordered?: boolean
  /** Table cells: whether the cell stands in the header row; row 0 is the header. */
  header?: boolean
  row?: number
  column?: number
  /** Code: fenced, or merely indented. */
  fenced?: boolean
  /** Code: the first word after the opening fence. */
  language?: string
  /** Number of `>` containers around the block. */
  quoted: number
}
