const id = String.raw`[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_-]{1,200}`
const marker = new RegExp(String.raw`\[(${id})(?:#\d+-\d+)?\]`, 'g')
const markers = new RegExp(String.raw`[ ]?(?:[ ]?\[${id}(?:#\d+-\d+)?\])+`, 'g')

/** A space at which no line is broken, so that no note stands alone. */
const noBreak = '\u00a0'

export interface Footnoted {
  text: string
  /** Ids of the cited sources; the first has number 1. */
  ids: string[]
}

/**
 * Replaces citation markers by numbers, in the order in which the sources are first cited. Several spans of one source
 * behind a sentence are one note.
 */
export const footnoted = (markdown: string): Footnoted => {
  const ids: string[] = []
  const numberOf = (id: string) => {
    if (!ids.includes(id)) ids.push(id)
    return ids.indexOf(id) + 1
  }
  const text = markdown.replace(markers, (run) => {
    const numbers = new Set([...run.matchAll(marker)].map((match) => numberOf(match[1]!)))
    return `${noBreak}${[...numbers].map((number) => `[${number}]`).join('')}`
  })
  return { text, ids }
}
