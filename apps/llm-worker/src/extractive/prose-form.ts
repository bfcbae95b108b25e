import { neutralise } from '@synthwright/grounding'
import { withoutTail } from '@synthwright/kernel'

const inlineCode = /(?<!`)(`+)(?!`)(?:[^`]|(?!\1(?!`))`)*?(?<!`)\1(?!`)/g
const paired = /(?<![\p{L}\p{N}*_~])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}*_~])/gsu
/** One half of an emphasis that began in an earlier sentence or ends in a later one. */
const halves = /^(?:\*{2,3}|_{2,3})(?=\S)|(?<=\S)(?:\*{2,3}|_{2,3})$/g
const collapsedLink = /(?<!\\)\[([^\][]+)\]\[\]/g
const closed = /[.!?…]["'”’)\]]*$/

/** Emphasis in emphasis that is taken off; the marks of more stay. */
const deepest = 6

const plain = (text: string, layers = deepest): string => {
  const inner = text.replace(paired, '$2')
  return inner === text || layers === 1 ? inner : plain(inner, layers - 1)
}

/** Emphasis marks and collapsed reference links taken out, inline code left as it is. */
const withoutMarks = (text: string): string => {
  const code: string[] = []
  const held = text.replace(inlineCode, (span) => `\u0000${code.push(span) - 1}\u0000`)
  return plain(held.replace(collapsedLink, '$1'))
    .replace(halves, '')
    .replace(/\u0000(\d+)\u0000/g, (_, index: string) => code[Number(index)]!)
}

/**
 * A stored sentence as one line of a document: emphasis, links, images, html and container marks are gone, inline code
 * stays, nothing in it can act as a citation or open a block, and it ends with a stop.
 */
export const proseForm = (stored: string): string => {
  const line = stored.replace(/[\s\u0000]+/g, ' ').trim()
  const text = neutralise(withoutMarks(line)).text.replace(/(?<! ) +([.,;:!?])(?=\s|$)/g, '$1')
  if (text === '' || closed.test(text)) return text
  return `${withoutTail(text, /[\s,;:–—-]/)}.`
}
