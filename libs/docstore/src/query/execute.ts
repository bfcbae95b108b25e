import type { Collection } from '../storage/collection.ts'
import type { IndexRow } from '../storage/index-table.ts'
import { compileFilter } from './match.ts'
import type { Plan } from './plan.ts'
import { Row } from './row.ts'

const firstPage = 16
const largestPage = 512

/**
 * The rows a plan finds, in its order. Rows are fetched in pages that remember only a position, so a cursor may rest
 * between two of them while others write; what was deleted meanwhile is left out.
 */
export function* executePlan(collection: Collection, plan: Plan): Generator<Row, void> {
  const passes = plan.residual && compileFilter(plan.residual)
  for (const row of candidates(collection, plan)) {
    if (!passes || passes(row.document)) yield row
  }
}

function* candidates(collection: Collection, plan: Plan): Generator<Row, void> {
  switch (plan.kind) {
    case 'records':
      return yield* scanRecords(collection, plan.backward)
    case 'index':
      return yield* scanIndex(collection, plan)
    case 'union': {
      const seen = new Set<number>()
      for (const branch of plan.branches) {
        for (const row of executePlan(collection, branch)) {
          if (seen.has(row.record)) continue
          seen.add(row.record)
          yield row
        }
      }
    }
  }
}

function* scanRecords(collection: Collection, backward: boolean): Generator<Row, void> {
  let position = backward ? Number.MAX_SAFE_INTEGER : 0
  for (let limit = firstPage; ; limit = Math.min(limit * 2, largestPage)) {
    const page = backward ? collection.records.before(position, limit) : collection.records.after(position, limit)
    for (const [record, bytes] of page) {
      collection.examined.documents++
      yield new Row(record, bytes)
      position = record
    }
    if (page.length < limit) return
  }
}

function* scanIndex(collection: Collection, plan: Plan & { kind: 'index' }): Generator<Row, void> {
  const { table } = plan
  const seen = table.multikey ? new Set<number>() : undefined
  for (const [, record] of indexRows(collection, plan)) {
    if (seen?.has(record)) continue
    seen?.add(record)
    const bytes = collection.records.get(record)
    if (!bytes) continue
    collection.examined.documents++
    yield new Row(record, bytes)
  }
}

function* indexRows(
  collection: Collection,
  { table, intervals, single, backward }: Plan & { kind: 'index' },
): Generator<IndexRow, void> {
  const ordered = backward ? [...intervals].reverse() : intervals
  for (const { start, end } of ordered) {
    if (single) {
      const record = table.lookup(start)
      if (record === undefined) continue
      collection.examined.keys++
      yield [start, record]
      continue
    }
    let position: IndexRow = backward ? [end, 0] : [start, 0]
    for (let limit = firstPage; ; limit = Math.min(limit * 2, largestPage)) {
      const page = backward ? table.descending(position, start, limit) : table.ascending(position, end, limit)
      for (const row of page) {
        collection.examined.keys++
        yield row
        position = row
      }
      if (page.length < limit) break
    }
  }
}

/** How many documents a plan finds; straight from the index where it covers the whole query. */
export const countPlan = (collection: Collection, plan: Plan, limit: number): number => {
  if (plan.kind === 'records' && !plan.residual) return limit ? Math.min(limit, collection.count) : collection.count
  if (plan.kind === 'index' && !plan.residual && !plan.table.multikey) {
    const count = plan.intervals.reduce((sum, { start, end }) => sum + plan.table.count(start, end), 0)
    return limit ? Math.min(limit, count) : count
  }
  let count = 0
  for (const _ of executePlan(collection, plan)) if (++count === limit) break
  return count
}
