import type { Unit } from '@synthwright/retrieval'
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
