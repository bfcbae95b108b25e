import { collection } from '@synthwright/persistence'

/**
 * A row at rest. What is asked for in queries stands in fields; everything else is JSON in `head`, since metadata of
 * users may have keys that no store takes as field names, and all searching happens in memory.
 */
export interface StoredRow {
  /** `<teamId>/<row id>` */
  _id: string
  teamId: string
  rev: number
  head: string
  content: string
}

export const rows = collection<StoredRow>({
  name: 'rows',
  fields: { _id: 'string', teamId: 'string', rev: 'number', head: 'string', content: 'string' },
  indexes: [{ keys: { teamId: 1, _id: 1 }, serves: 'loading a team, page by page' }],
})
