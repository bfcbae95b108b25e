import type { Collection } from '../storage/collection.ts'
import type { IndexTable } from '../storage/index-table.ts'
import { executePlan } from './execute.ts'
import type { Filter } from './filter.ts'
import { planQuery } from './plan.ts'
import type { Row } from './row.ts'
import { sortInMemory, type SortPattern } from './sort.ts'

export interface Selection {
  readonly filter: Filter
  readonly sort?: SortPattern | undefined
  readonly skip?: number
  /** 0 or missing: all. */
  readonly limit?: number
  readonly hint?: IndexTable | 'records' | undefined
}

/** The rows of a collection that pass the filter, in order. Nothing is read before the first row is asked for. */
export function* selectRows(
  collection: Collection,
  { filter, sort, skip = 0, limit = 0, hint }: Selection,
): Generator<Row, void> {
  const plan = planQuery(collection, filter, sort, hint)
  const found = executePlan(collection, plan)
  const ordered =
    sort && !plan.sorted
      ? sortInMemory(
          found,
          sort,
          (row) => row.document,
          (row) => row.bytes.length,
          limit && skip + limit,
        )
      : found
  let position = 0
  for (const row of ordered) {
    if (position++ < skip) continue
    yield row
    if (limit > 0 && position === skip + limit) return
  }
}
