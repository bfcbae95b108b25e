import type { Clock } from '@synthwright/kernel'
import { toStored, fromStored } from '../rows/stored-row.ts'
import type { Change } from '../changes/change.ts'
import type { ChangeRepository } from '../changes/change.repository.ts'
import type { RowRepository } from '../rows/row.repository.ts'
import type { Row } from '../rows/row.ts'

/** What both repositories of a test share, as if at rest in one store. */
export interface Shelf {
  readonly changes: Map<string, Change[]>
  readonly committedAt: Map<string, Date>
  readonly rows: Map<string, Map<string, Row>>
  /** Calls made, by name. */
  readonly calls: Record<string, number>
  /** Throw from here to make an operation fail: asked before it with its name, and after it with `<name> done`. */
  fault: (operation: string) => void
}

export const createShelf = (): Shelf => ({
  changes: new Map(),
  committedAt: new Map(),
  rows: new Map(),
  calls: {},
  fault: () => undefined,
})

const copy = (row: Row): Row => fromStored(toStored('', row))

const meter =
  (shelf: Shelf) =>
  async <T>(operation: string, work: () => T): Promise<T> => {
    await Promise.resolve()
    shelf.calls[operation] = (shelf.calls[operation] ?? 0) + 1
    shelf.fault(operation)
    const answer = work()
    shelf.fault(`${operation} done`)
    return answer
  }

/** The change log in memory, with the promises of the stored one. */
export const memoryChanges = (shelf: Shelf, clock: Clock): ChangeRepository => {
  const metered = meter(shelf)
  const of = (teamId: string): Change[] => {
    const changes = shelf.changes.get(teamId) ?? []
    shelf.changes.set(teamId, changes)
    return changes
  }
  const read = ({ rows, ...change }: Change): Change => ({ ...change, rows: rows.map(copy) })
  return {
    after: (teamId, rev, limit) =>
      metered('changes.after', () =>
        of(teamId)
          .filter((change) => change.rev > rev)
          .slice(0, limit)
          .map(read),
      ),
    unapplied: (teamId) =>
      metered('changes.unapplied', () =>
        of(teamId)
          .filter(({ applied }) => !applied)
          .map(read),
      ),
    newestRev: (teamId) => metered('changes.newestRev', () => of(teamId).at(-1)?.rev ?? 0),
    hasEffectOf: (teamId, commandId) =>
      metered('changes.hasEffectOf', () => of(teamId).some((change) => change.commandId === commandId)),
    insert: (teamId, change) =>
      metered('changes.insert', () => {
        if (of(teamId).some(({ rev }) => rev === change.rev)) return false
        of(teamId).push(read(change))
        shelf.committedAt.set(`${teamId}/${change.rev}`, clock.date())
        return true
      }),
    markApplied: (teamId, rev) =>
      metered('changes.markApplied', () => {
        const changes = of(teamId)
        const at = changes.findIndex((change) => change.rev === rev)
        if (at >= 0) changes[at] = { ...changes[at]!, applied: true }
      }),
    markAudited: (teamId, rev) =>
      metered('changes.markAudited', () => {
        const changes = of(teamId)
        const at = changes.findIndex((change) => change.rev === rev)
        if (at >= 0) changes[at] = { ...changes[at]!, audit: [] }
      }),
    drop: (teamId, below, before) =>
      metered('changes.drop', () => {
        const isOld = (rev: number): boolean => shelf.committedAt.get(`${teamId}/${rev}`)! < before
        const isSettled = ({ applied, audit }: Change): boolean => applied && audit.length === 0
        const kept = of(teamId).filter((change) => change.rev >= below || !isSettled(change) || !isOld(change.rev))
        shelf.changes.set(teamId, kept)
      }),
  }
}

/** The rows collection in memory, with the promises of the stored one. */
export const memoryRows = (shelf: Shelf): RowRepository => {
  const metered = meter(shelf)
  const of = (teamId: string): Map<string, Row> => {
    const rows = shelf.rows.get(teamId) ?? new Map<string, Row>()
    shelf.rows.set(teamId, rows)
    return rows
  }
  return {
    page: (teamId, afterId, limit) =>
      metered('rows.page', () =>
        [...of(teamId).values()]
          .filter(({ id }) => afterId === null || id > afterId)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit)
          .map(copy),
      ),
    put: (teamId, row) =>
      metered('rows.put', () => {
        if ((of(teamId).get(row.id)?.rev ?? -1) < row.rev) of(teamId).set(row.id, copy(row))
      }),
    texts: (teamId, ids) =>
      metered('rows.texts', () => {
        const found = ids.flatMap((id) => of(teamId).get(id) ?? [])
        return new Map(found.map(({ id, rev, content }) => [id, { rev, content }]))
      }),
  }
}
