import { styleText } from 'node:util'
import { footnoted } from './footnotes.ts'
import { wrap } from './wrap.ts'

interface Rendering {
  width: number
  /** Name of a cited source for the list of notes, e.g. the path of a file. */
  nameOf: (id: string) => string
  /** Whether the reader's terminal shows styles. */
  styled: boolean
}

const headingLine = /^#{1,6}\s+(.*)$/
const itemLine = /^(\s*(?:[-*]|\d+\.)\s+)(.*)$/

/** A cited Markdown document for a terminal: wrapped, headings set off, citations as numbered notes. */
export const renderDocument = (markdown: string, { width, nameOf, styled }: Rendering): string => {
  const strong = (text: string) => (styled ? styleText('bold', text, { validateStream: false }) : text)
  const prose = (line: string) => {
    const heading = headingLine.exec(line)
    if (heading) return strong(heading[1]!)
    const item = itemLine.exec(line)
    return item ? wrap(item[2]!, width, item[1]) : wrap(line, width)
  }

  const { text, ids } = footnoted(markdown)
  let code = false
  const body = text
    .trim()
    .split('\n')
    .map((line) => {
      const fence = line.startsWith('```')
      code = code !== fence
      return fence || code ? line : prose(line)
    })
  const notes = ids.map((id, index) => `${`[${index + 1}]`.padStart(5)} ${nameOf(id)}`)
  return [...body, ...(notes.length ? ['', strong('Sources'), ...notes] : [])].join('\n')
}
