import { readMarkdown, type MarkdownBlock } from '@synthwright/grounding'

const longestTitle = 300

const frontMatterTitle = (blocks: readonly MarkdownBlock[]): string | undefined => {
  const front = blocks.find(({ kind }) => kind === 'front_matter')
  const line = front && /^title\s*[:=]\s*(\S.*)$/im.exec(front.text)?.[1]?.trim()
  return line?.replace(/^(["'])(.*)\1$/, '$2')
}

/** Of a heading so much is looked at; what is left of it without its marks is cut anyway. */
const longestHeading = 2_000

const plain = (heading: string): string =>
  heading
    .slice(0, longestHeading)
    .replace(/[`*_]{1,3}(\S(?:.*?\S)?)[`*_]{1,3}/g, '$1')
    .trim()

/** Title of a document: its first level-1 heading, else its front matter's, else its file name, else its first words. */
export const documentTitle = (text: string, format: 'markdown' | 'text', path: string | null): string => {
  const blocks = format === 'markdown' ? readMarkdown(text) : []
  const heading = blocks.find(({ kind, level, quoted }) => kind === 'heading' && level === 1 && quoted === 0)?.text
  const title =
    (heading && plain(heading)) ||
    frontMatterTitle(blocks) ||
    path?.split(/[\\/]/).at(-1) ||
    text.trim().split('\n', 1)[0]!.slice(0, 80).trim()
  return title.slice(0, longestTitle) || 'Untitled'
}
