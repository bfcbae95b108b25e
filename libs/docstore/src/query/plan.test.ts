import fc from 'fast-check'
import { parseIndex } from '../index/parse-index.ts'
import { sortKey } from '../index/index-keys.ts'
import type { Collection } from '../storage/collection.ts'
import { Store } from '../storage/store.ts'
import { temporaryDirectory } from '../testing/temporary-server.ts'
import type { Document } from '../values/document.ts'
import { countPlan } from './execute.ts'
import { parseFilter } from './parse-filter.ts'
import { planQuery } from './plan.ts'
import { selectRows } from './select.ts'
import { parseSort } from './sort.ts'

const directory = temporaryDirectory()
const store = new Store(directory.path, (error) => {
  throw error
})
afterAll(() => {
  store.close()
  directory.remove()
})

const collectionWith = (
  name: string,
  documents: Document[],
  indexes: [key: Document, options?: Document][],
): Collection => {
  const existing = store.find('test', name)
  if (existing) store.drop(existing)
  const collection = store.obtain('test', name)
  indexes.forEach(([key, options], i) => store.createIndex(collection, parseIndex({ key, name: `i${i}`, ...options })))
  documents.forEach((document, i) => collection.insert({ _id: i, ...document }))
  return collection
}

const planOf = (collection: Collection, filter: Document, sort?: Document) =>
  planQuery(collection, parseFilter(filter), parseSort(sort))

/** What a query looks at and finds. */
const cost = (
  collection: Collection,
  filter: Document,
  { sort, limit = 0 }: { sort?: Document; limit?: number } = {},
) => {
  const before = { ...store.examined }
  const found = [...selectRows(collection, { filter: parseFilter(filter), sort: parseSort(sort), limit })]
  return {
    found: found.length,
    keys: store.examined.keys - before.keys,
    documents: store.examined.documents - before.documents,
  }
}

describe('planQuery', () => {
  const tasks = collectionWith(
    'tasks',
    Array.from({ length: 1_000 }, (_, n) => ({
      team: `t${n % 10}`,
      status: n % 3 ? 'done' : 'queued',
      n,
      tags: [`tag${n % 50}`, 'all'],
      key: `k${n}`,
      ...(n % 100 ? {} : { lock: `l${n}` }),
      live: n % 4 === 0,
    })),
    [
      [{ team: 1, status: 1, n: -1 }],
      [{ key: 1 }, { unique: true }],
      [{ tags: 1 }],
      [{ lock: 1 }, { unique: true, sparse: true }],
      [{ n: 1 }, { partialFilterExpression: { live: true } }],
    ],
  )

  it.each<[string, Document, { sort?: Document; limit?: number }, { found: number; documents: number }]>([
    ['a point by _id', { _id: 500 }, {}, { found: 1, documents: 1 }],
    ['points by _id', { _id: { $in: [1, 2, 2_000] } }, {}, { found: 2, documents: 2 }],
    ['nothing by _id', { _id: 'x' }, {}, { found: 0, documents: 0 }],
    ['a unique key', { key: 'k7' }, {}, { found: 1, documents: 1 }],
    ['a unique key and more', { key: 'k7', team: 'x' }, {}, { found: 0, documents: 1 }],
    ['a prefix', { team: 't1', status: 'queued' }, {}, { found: 33, documents: 33 }],
    [
      'a prefix and a range',
      { team: 't1', status: 'done', n: { $gt: 100, $lte: 200 } },
      {},
      { found: 7, documents: 7 },
    ],
    ['a prefix in order', { team: 't1', status: 'done' }, { sort: { n: -1 }, limit: 3 }, { found: 3, documents: 3 }],
    [
      'a prefix in reverse order',
      { team: 't1', status: 'done' },
      { sort: { n: 1 }, limit: 3 },
      { found: 3, documents: 3 },
    ],
    [
      'several prefixes',
      { team: { $in: ['t1', 't2'] }, status: 'done', n: { $lt: 30 } },
      {},
      { found: 4, documents: 4 },
    ],
    ['an element of an array', { tags: 'tag7' }, {}, { found: 20, documents: 20 }],
    ['a sparse key', { lock: 'l100' }, {}, { found: 1, documents: 1 }],
    ['a partial index whose filter the query implies', { live: true, n: { $lt: 20 } }, {}, { found: 5, documents: 5 }],
    ['a literal prefix of a pattern', { key: { $regex: '^k99' } }, {}, { found: 11, documents: 11 }],
    ['either of two indexes', { $or: [{ key: 'k1' }, { lock: 'l200' }] }, {}, { found: 2, documents: 2 }],
    ['no index at all', { live: 'x' }, {}, { found: 0, documents: 1_000 }],
    ['a sparse index cannot find what it leaves out', { lock: null }, {}, { found: 990, documents: 1_000 }],
    ['a partial index cannot either', { n: { $lt: 20 } }, {}, { found: 20, documents: 1_000 }],
  ])('%s', (_, filter, options, expected) => {
    expect(cost(tasks, filter, options)).toMatchObject(expected)
  })

  it('counts in the index alone', () => {
    const before = store.examined.documents
    expect(countPlan(tasks, planOf(tasks, { team: 't1', status: 'done', n: { $gte: 500 } }), 0)).toBe(33)
    expect(countPlan(tasks, planOf(tasks, { team: 't1' }), 5)).toBe(5)
    expect(countPlan(tasks, planOf(tasks, {}), 0)).toBe(1_000)
    expect(store.examined.documents).toBe(before)
  })

  it('does not ask one element for what two may answer', () => {
    const c = [
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ]
    const collection = collectionWith('elements', [{ c, n: [1, 5] }], [[{ 'c.x': 1, 'c.y': 1 }], [{ n: 1 }]])
    expect(cost(collection, { 'c.x': 1, 'c.y': 1 })).toMatchObject({ found: 1, documents: 1 })
    expect(cost(collection, { n: { $gt: 2, $lt: 4 } })).toMatchObject({ found: 1, documents: 1 })
    expect(cost(collection, { c: { $elemMatch: { x: 1, y: 1 } } })).toMatchObject({ found: 0 })
  })

  it('finds the same with indexes as by looking at every document', () => {
    // Few values, so that they meet; the odd ones are rare.
    const scalar = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom('', 'a', 'ab', null, true, NaN, 1.5, -1) },
    )
    const value = fc.oneof(
      { weight: 2, arbitrary: scalar },
      { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.record({ x: scalar }) },
      { weight: 4, arbitrary: fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), { maxLength: 3 }) },
    )
    // One field at most holds arrays, else the compound indexes would refuse the document.
    const document = fc
      .record({ a: scalar, b: scalar, c: value }, { requiredKeys: [] })
      .map((fields): Document => fields)
    const path = fc.constantFrom('a', 'b', 'c', 'c.x', 'c.y')
    const condition = fc.oneof(
      scalar,
      value,
      fc
        .record({ op: fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), value: scalar })
        .map(({ op, value: bound }) => ({ [op]: bound })),
      fc.tuple(scalar, scalar).map(([low, high]) => ({ $gt: low, $lte: high })),
      fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
      fc.boolean().map((wanted) => ({ $exists: wanted })),
    )
    const flat = fc.dictionary(path, condition, { maxKeys: 3, noNullPrototype: true })
    const filter = fc.oneof(
      flat,
      fc.array(flat, { minLength: 1, maxLength: 3 }).chain((of) => flat.map((rest) => ({ $or: of, ...rest }))),
    )
    const sort = fc.option(
      fc.dictionary(path, fc.constantFrom(1, -1), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      { nil: undefined },
    )
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 25 }),
        fc.array(fc.tuple(filter, sort), { minLength: 5, maxLength: 20 }),
        (documents, queries) => {
          const collection = collectionWith('random', documents, [
            [{ a: 1, b: -1 }],
            [{ b: 1, 'c.x': 1 }],
            [{ c: -1, a: 1 }],
            [{ 'c.x': 1, 'c.y': 1 }],
            [{ a: -1 }, { sparse: true }],
            [{ b: -1 }, { partialFilterExpression: { a: { $gt: 0 } } }],
          ])
          for (const [query, order] of queries as [Document, Document | undefined][]) {
            const pattern = parseSort(order)
            const selection = { filter: parseFilter(query), sort: pattern }
            const byPlan = [...selectRows(collection, selection)]
            const byScan = [...selectRows(collection, { ...selection, hint: 'records' as const })]
            const ids = (rows: typeof byPlan) =>
              rows.map(({ document: { _id } }) => _id as number).sort((x, y) => x - y)
            expect([query, ids(byPlan)]).toEqual([query, ids(byScan)])
            expect([query, countPlan(collection, planOf(collection, query), 0)]).toEqual([query, byScan.length])
            if (!pattern) continue
            const keys = (rows: typeof byPlan) =>
              rows.map((row) => sortKey(row.document, pattern.fields, pattern.directions))
            expect([query, order, keys(byPlan)]).toEqual([query, order, keys(byScan)])
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
