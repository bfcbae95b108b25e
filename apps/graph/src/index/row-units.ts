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

/** What is scored of a row: its passages, or where it has none the row itself. */
export const unitsOf = (row: Row): Unit[] => {
  const shared = { rowId: row.id, class: isSynthesis(row) ? synthesisClass : classOf(row) }
  const tags = [...row.tags, ...row.languages, row.category ?? '', ...row.retrievalKeys].filter(Boolean).join('\n')
  const passages = passagesOf(row)
  if (!row.document && passages.length === 0) {
    const description = row.description === row.content ? '' : row.description
    const content = row.content === row.name ? '' : row.content
    return [{ ...shared, id: row.id, fields: { name: row.name, tags, content: `${description}\n${content}` } }]
  }
  return passages.flatMap(({ start, end, headings, prose }, number) =>
    prose
      ? [
          {
            ...shared,
            id: passageId(row.id, number),
            fields: {
              name: row.name,
              headings: headings.join('\n'),
              tags,
              content: row.content.slice(start, end),
            },
          },
        ]
      : [],
  )
}

/** Shorter texts are counted while they are put in. Characters. */
const longText = 50_000
/** Counted in one go: some 20 ms. */
const charactersPerTurn = 200_000

/** Units with their terms counted, by the id of their row, of long rows. */
export type CountedUnits = ReadonlyMap<string, readonly Unit[]>

const counted = ({ fields, ...unit }: Unit): Unit => ({
  ...unit,
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, typeof text === 'string' ? termCounts(text) : text]),
  ),
})

/** Does the most of what it takes to put rows into an index, unit by unit, while others have their turns. */
export const countedUnits = async (rows: readonly Row[]): Promise<CountedUnits> => {
  const found = new Map<string, Unit[]>()
  for (const row of rows) {
    if (row.deleted || row.content.length < longText) continue
    const units: Unit[] = []
    let next = 0
    const waiting = unitsOf(row)
    while (next < waiting.length)
      await stage(() => {
        for (let characters = 0; next < waiting.length && characters < charactersPerTurn; next += 1) {
          const unit = counted(waiting[next]!)
          characters += Object.values(waiting[next]!.fields).reduce((sum, text) => sum + text.length, 0)
          units.push(unit)
        }
      })
    found.set(row.id, units)
  }
  return found
}
