import { tokenize } from '@synthwright/retrieval'
import { splitPassages } from '../documents/split-passages.ts'
import type { RowHead } from '../rows/row.ts'
import { passagesOf } from '../rows/row-text.ts'

/** Characters of one pack that are handed over for looking up names. */
const mostCharacters = 150_000

/** Texts of a pack's sources: whole where there is room, else the passages that say most about what was written. */
export const packTexts = (rows: readonly RowHead[], texts: ReadonlyMap<string, string>, written: string): string[] => {
  let room = mostCharacters
  const byLength = [...rows].sort((a, b) => a.contentLength - b.contentLength)
  const shown = new Map<string, string>()
  byLength.forEach((row, i) => {
    const budget = Math.floor(room / (byLength.length - i))
    const text = texts.get(row.id)!
    const kept = text.length <= budget ? text : excerptOf(row, text, written, budget)
    room -= kept.length
    shown.set(row.id, kept)
  })
  return rows.map(({ id }) => shown.get(id)!)
}

const excerptOf = (row: RowHead, text: string, written: string, budget: number): string => {
  const parts = passagesOf(row)
  const wanted = new Set(tokenize(written))
  const passages = (parts.length > 0 ? parts : splitPassages(text, 'markdown')).map(({ start, end }, at) => {
    const passage = text.slice(start, end)
    const said = new Set(tokenize(passage).filter((term) => wanted.has(term)))
    return { at, passage, worth: said.size / Math.sqrt(passage.length) }
  })
  let room = budget
  return passages
    .sort((a, b) => b.worth - a.worth || a.at - b.at)
    .filter(({ passage }) => passage.length <= room && (room -= passage.length) >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ passage }) => passage.trim())
    .join('\n\n')
}
