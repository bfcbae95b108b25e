import { stage } from '@synthwright/kernel'
import { termCounts, type Unit } from '@synthwright/retrieval'
import { classOf } from '../access/access-class.ts'
import type { PassageSpan, Row, RowHead } from '../rows/row.ts'
import { madeFrom } from '../rows/made-from.ts'
import { isPriorSynthesis, passagesOf } from '../rows/row-text.ts'

/** Fields of a unit with their boosts. */
export const unitFields = { name: 2.5, headings: 2, tags: 1.5, content: 1 } as const

/** What was made from other rows is left out of all term statistics: it must not weigh on what is made next. */
const synthesisClass = 'synthesis'

export const isSynthesis = (row: RowHead): boolean => isPriorSynthesis(row) || madeFrom(row).length > 0

export const passageId = (documentId: string, number: number): string => `${documentId}/${number}`

/** The passage behind a unit of a row; undefined when the unit is the whole row. */
export const passageOf = (row: RowHead, unitId: string): PassageSpan | undefined =>
  passagesOf(row)[Number(unitId.slice(row.id.length + 1))]

/**
 * Characters of a row's name, and of its tags, that all its passages may have together: each of them is found by both,
 * and the tags of a document with 10,000 passages would be half a gigabyte of terms.
 */
const mostRepeated = 2_000_000

/** The beginning of a text, without a word that it would end in the middle of. */
const wholeWords = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, Math.max(0, text.lastIndexOf(' ', most), text.lastIndexOf('\n', most)))

/** What is scored of a row: its passages, or where it has none the row itself. */
export const unitsOf = (row: Row): Unit[] => {
  const shared = { rowId: row.id, class: isSynthesis(row) ? synthesisClass : classOf(row) }
  const passages = passagesOf(row)
  const allTags = [...row.tags, ...row.languages, row.category ?? '', ...row.retrievalKeys].filter(Boolean).join('\n')
  const most = Math.floor(mostRepeated / Math.max(1, passages.length))
  const name = wholeWords(row.name, most)
  const tags = wholeWords(allTags, most)
  if (!row.document && passages.length === 0) {
    const description = row.description === row.content ? '' : row.description
    const content = row.content === row.name ? '' : row.content
    return [{ ...shared, id: row.id, fields: { name, tags, content: `${description}\n${content}` } }]
  }
  return passages.flatMap(({ start, end, headings, prose }, number) =>
    prose
      ? [
          {
            ...shared,
            id: passageId(row.id, number),
            fields: {
              name,
              headings: headings.join('\n'),
              tags,
              content: row.content.slice(start, end),
            },
          },
        ]
      : [],
  )
}

/** Fewer characters are counted while they are put in, of all rows together. */
const longText = 50_000
/** Counted in one go: some 20 ms. */
const charactersPerTurn = 200_000

/** Units with their terms counted, by the id of their row. */
export type CountedUnits = ReadonlyMap<string, readonly Unit[]>

const counted = ({ fields, ...unit }: Unit): Unit => ({
  ...unit,
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, typeof text === 'string' ? termCounts(text) : text]),
  ),
})

const charactersOf = ({ fields }: Unit): number => Object.values(fields).reduce((sum, text) => sum + text.length, 0)

/**
 * Does the most of what it takes to put rows into an index, unit by unit, while others have their turns. What a unit
 * has beside its text counts as well: short passages repeat the tags of their row, and many short rows come at once.
 * @returns nothing of rows that are put in as fast
 */
export const countedUnits = async (rows: readonly Row[]): Promise<CountedUnits> => {
  const waiting = rows.filter(({ deleted }) => !deleted).flatMap(unitsOf)
  if (waiting.reduce((sum, unit) => sum + charactersOf(unit), 0) < longText) return new Map()
  const units: Unit[] = []
  while (units.length < waiting.length)
    await stage(() => {
      for (let characters = 0; units.length < waiting.length && characters < charactersPerTurn;) {
        const unit = waiting[units.length]!
        characters += charactersOf(unit)
        units.push(counted(unit))
      }
    })
  return Map.groupBy(units, ({ rowId }) => rowId)
}
