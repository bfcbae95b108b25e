import type { Collection } from '../storage/collection.ts'
import type { IndexTable } from '../storage/index-table.ts'
import { boundsOf, conjunctsOf, intersect, intervalsOf, type FieldRange, type Interval } from './bounds.ts'
import type { Filter } from './filter.ts'
import { impliesPartialFilter, impliesPresence } from './implication.ts'
import type { SortPattern } from './sort.ts'

/** How to find the documents of a query. `residual` is what still has to be tested on each; `sorted` means in order already. */
export type Plan =
  | {
      readonly kind: 'records'
      readonly backward: boolean
      readonly residual: Filter | undefined
      readonly sorted: boolean
    }
  | {
      readonly kind: 'index'
      readonly table: IndexTable
      readonly intervals: readonly Interval[]
      /** Each interval is one whole key of a unique index, so that there is one record under it at most. */
      readonly single: boolean
      readonly backward: boolean
      readonly residual: Filter | undefined
      readonly sorted: boolean
    }
  | { readonly kind: 'union'; readonly branches: readonly Plan[]; readonly residual: Filter; readonly sorted: false }

/** More points than this are not worth an index. */
const maxIntervals = 100_000

interface Ranked {
  readonly plan: Plan & { kind: 'index' }
  readonly rank: number
}

/**
 * Chooses an index by rule: points before ranges before order, unique matches first; scanning the records is the last
 * resort. `hint` names the index to use, or 'records'.
 */
export const planQuery = (
  collection: Collection,
  filter: Filter,
  sort: SortPattern | undefined,
  hint?: IndexTable | 'records',
): Plan => {
  const conjuncts = conjunctsOf(filter)
  const records = (): Plan => ({
    kind: 'records',
    backward: sort?.natural === -1,
    residual: conjuncts.length ? filter : undefined,
    sorted: !sort || sort.natural !== undefined,
  })
  if (hint === 'records' || sort?.natural !== undefined) return records()
  if (hint) return rankIndex(hint, conjuncts, sort).plan
  return bestIndex(collection, conjuncts, sort) ?? unionOf(collection, filter, conjuncts) ?? records()
}

const bestIndex = (collection: Collection, conjuncts: Filter[], sort: SortPattern | undefined): Plan | undefined => {
  let best: Ranked | undefined
  for (const table of collection.indexes) {
    if (!serves(table, conjuncts)) continue
    const ranked = rankIndex(table, conjuncts, sort)
    if (ranked.rank > (best?.rank ?? 0)) best = ranked
  }
  return best?.plan
}

/** An index that leaves documents out serves only queries that cannot ask for those. */
const serves = ({ definition }: IndexTable, conjuncts: Filter[]): boolean => {
  if (definition.partial && !impliesPartialFilter(conjuncts, definition.partial.filter)) return false
  return !definition.sparse || conjuncts.some((part) => definition.fields.some((path) => impliesPresence(part, path)))
}

const rankIndex = (table: IndexTable, conjuncts: Filter[], sort: SortPattern | undefined): Ranked => {
  const { fields, directions, unique, partial } = table.definition
  const points: (readonly unknown[])[] = []
  const covered = new Set<Filter>()
  let range: FieldRange | undefined
  let intervals = 1
  for (const [i, path] of fields.entries()) {
    if (table.multikey && sharesRoot(fields, i)) break
    const parts = conjuncts.flatMap((part) =>
      'path' in part && part.path === path ? [{ part, bounds: boundsOf(part) }] : [],
    )
    const point = parts.find(
      ({ bounds }) => bounds?.kind === 'points' && intervals * bounds.values.length <= maxIntervals,
    )
    if (point?.bounds?.kind === 'points') {
      points.push(point.bounds.values)
      intervals *= point.bounds.values.length
      covered.add(point.part)
      continue
    }
    for (const { part, bounds } of parts) {
      if (bounds?.kind !== 'range' || (range && table.multikey)) continue
      range = range ? intersect(range, bounds.range) : bounds.range
      if (bounds.exact) covered.add(part)
    }
    break
  }
  const order = orderOf(table, points, sort)
  const left = table.multikey ? conjuncts : conjuncts.filter((part) => !covered.has(part))
  const unequal = points.filter((values) => values.length !== 1).length
  const whole = unique && points.length === fields.length
  const rank =
    (points.length - unequal) * 100 +
    unequal * 80 +
    (range ? 50 : 0) +
    (sort && order ? 30 : 0) +
    (partial && points.length ? 5 : 0) +
    (whole ? 1_000 : 0)
  return {
    rank,
    plan: {
      kind: 'index',
      table,
      intervals: intervalsOf(points, range, directions),
      single: whole,
      backward: order === -1,
      residual: left.length ? { op: 'and', of: left } : undefined,
      sorted: !sort || order !== undefined,
    },
  }
}

/** In an index with arrays, two fields under one root may come from one element: bounds on both would miss documents. */
const sharesRoot = (fields: readonly string[], at: number): boolean => {
  const root = fields[at]!.split('.', 1)[0]
  return fields.slice(0, at).some((path) => path.split('.', 1)[0] === root)
}

/** The direction in which the index yields the sort's order, or undefined when it does not. */
const orderOf = (
  table: IndexTable,
  points: readonly (readonly unknown[])[],
  sort: SortPattern | undefined,
): 1 | -1 | undefined => {
  if (!sort) return 1
  if (table.multikey) return undefined
  const { fields, directions } = table.definition
  const fixed = new Set(fields.filter((_, i) => points[i]?.length === 1))
  let at = 0
  let order: 1 | -1 | undefined
  for (const [i, path] of sort.fields.entries()) {
    if (fixed.has(path)) continue
    while (at < fields.length && fixed.has(fields[at]!)) at++
    if (fields[at] !== path) return undefined
    const needed = sort.directions[i] === directions[at] ? 1 : -1
    if (order !== undefined && order !== needed) return undefined
    order = needed
    at++
  }
  return order ?? 1
}

/** `$or` whose every branch has an index: the union of what they find. */
const unionOf = (collection: Collection, filter: Filter, conjuncts: Filter[]): Plan | undefined => {
  for (const part of conjuncts) {
    if (part.op !== 'or' || part.of.length === 0) continue
    const rest = conjuncts.filter((other) => other !== part)
    const branches = part.of.map((branch) => bestIndex(collection, [...conjunctsOf(branch), ...rest], undefined))
    if (branches.every((branch) => branch !== undefined))
      return { kind: 'union', branches, residual: filter, sorted: false }
  }
  return undefined
}
