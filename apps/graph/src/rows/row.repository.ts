import { isAppError } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import type { Row } from './row.ts'
import { rows } from './row.schema.ts'
import { fromStored, rowIdOf, storedId, toStored } from './stored-row.ts'

export interface RowText {
  readonly rev: number
  readonly content: string
}

/** Rows as the applied changes left them. */
export interface RowRepository {
  /** Rows by id, after the given one; tombstones too. */
  page(teamId: string, afterId: string | null, limit: number): Promise<Row[]>
  /** Writes the row unless a later change already did. */
  put(teamId: string, row: Row): Promise<void>
  /** Texts of rows by id, in one call; rows that were never applied are missing. */
  texts(teamId: string, ids: readonly string[]): Promise<Map<string, RowText>>
}

export const createRowRepository = (store: Store): RowRepository => {
  const repository = store.teamRepository(rows)

  const replaceOlder = (teamId: string, row: Row): Promise<boolean> =>
    repository.replace(teamId, { _id: storedId(teamId, row.id), rev: { $lt: row.rev } }, toStored(teamId, row))

  return {
    async page(teamId, afterId, limit) {
      const filter = afterId === null ? {} : { _id: { $gt: storedId(teamId, afterId) } }
      const found = await repository.find(teamId, filter, { sort: { _id: 1 }, limit })
      return found.map(fromStored)
    },

    async put(teamId, row) {
      if (row.revision > 1 && (await replaceOlder(teamId, row))) return
      try {
        await repository.insert(teamId, toStored(teamId, row))
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        // It is there already: written by this change or a later one, or by an earlier one since we looked.
        await replaceOlder(teamId, row)
      }
    },

    async texts(teamId, ids) {
      const found = await repository.find(
        teamId,
        { _id: { $in: ids.map((id) => storedId(teamId, id)) } },
        { fields: ['rev', 'content'] },
      )
      return new Map(found.map(({ _id, rev, content }) => [rowIdOf(teamId, _id), { rev, content }]))
    },
  }
}
