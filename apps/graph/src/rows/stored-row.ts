import { headOf, type Row, type RowHead } from './row.ts'
import type { StoredRow } from './row.schema.ts'

export const storedId = (teamId: string, rowId: string): string => `${teamId}/${rowId}`

export const rowIdOf = (teamId: string, id: string): string => id.slice(teamId.length + 1)

export const toStored = (teamId: string, row: Row): StoredRow => ({
  _id: storedId(teamId, row.id),
  teamId,
  rev: row.rev,
  head: JSON.stringify(headOf(row)),
  content: row.content,
})

export const fromStored = ({ head, content }: Pick<StoredRow, 'head' | 'content'>): Row => ({
  ...(JSON.parse(head) as RowHead),
  content,
})
