import { show, type Document, type Operation } from './operation.ts'

const rows: readonly Document[] = [
  { _id: 1, n: 1, t: ['a', 'b'] },
  { _id: 2, n: 2, t: ['b'] },
  { _id: 3, n: 2, t: [] },
]

type Case = readonly [commands: Document | readonly Document[], expected: unknown]

const modify = (fields: Document): Document => ({ findAndModify: 'rows', ...fields })
const insert = (documents: unknown, fields: Document = {}): Document => ({ insert: 'rows', documents, ...fields })
const update = (updates: unknown, fields: Document = {}): Document => ({ update: 'rows', updates, ...fields })
const remove = (deletes: unknown, fields: Document = {}): Document => ({ delete: 'rows', deletes, ...fields })
const indexes = (...specs: Document[]): Document => ({ createIndexes: 'rows', indexes: specs })
const index = (key: Document, options: Document = {}): Document => ({
  key,
  name: Object.keys(key).join('_'),
  ...options,
})

const lastError = (n: number, updatedExisting?: boolean, upserted?: unknown) => ({
  lastErrorObject: {
    n,
    ...(updatedExisting === undefined ? {} : { updatedExisting }),
    ...(upserted === undefined ? {} : { upserted }),
  },
})

const cases: readonly Case[] = [
  // insert
  [insert([{ _id: 7 }]), { n: 1 }],
  [insert([{ _id: 7 }, { _id: 8 }]), { n: 2 }],
  [insert([{ _id: 1 }]), { n: 0, writeErrors: [{ index: 0, code: 11_000 }] }],
  [insert([{ _id: 7 }, { _id: 1 }, { _id: 8 }]), { n: 1, writeErrors: [{ index: 1, code: 11_000 }] }],
  [
    insert([{ _id: 7 }, { _id: 1 }, { _id: 8 }], { ordered: false }),
    { n: 2, writeErrors: [{ index: 1, code: 11_000 }] },
  ],
  [insert([{ _id: [1] }]), { n: 0, writeErrors: [{ index: 0, code: 53 }] }],
  [insert([{ _id: /a/ }]), { n: 0, writeErrors: [{ index: 0, code: 53 }] }],
  [insert([]), { code: 16 }],
  [{ insert: 'rows' }, { code: 40_414 }],
  [insert([1]), { code: 14 }],
  [insert([{ _id: 7 }], { foo: 1 }), { code: 40_415 }],
  // update
  [update([{ q: { _id: 1 }, u: { $set: { n: 5 } } }]), { n: 1, nModified: 1 }],
  [update([{ q: { _id: 1 }, u: { $set: { n: 1 } } }]), { n: 1, nModified: 0 }],
  [update([{ q: { n: 2 }, u: { $inc: { n: 1 } }, multi: true }]), { n: 2, nModified: 2 }],
  [update([{ q: { n: 2 }, u: { $inc: { n: 1 } } }]), { n: 1, nModified: 1 }],
  [update([{ q: { _id: 9 }, u: { $inc: { n: 1 } } }]), { n: 0, nModified: 0 }],
  [
    update([{ q: { _id: 9 }, u: { $inc: { n: 1 } }, upsert: true }]),
    { n: 1, nModified: 0, upserted: [{ index: 0, _id: 9 }] },
  ],
  [
    update([{ q: { _id: 1 }, u: { $set: { n: 5 } } }, { q: { _id: 9 }, u: { n: 1 }, upsert: true }]), // prettier-ignore
    { n: 2, nModified: 1, upserted: [{ index: 1, _id: 9 }] },
  ],
  [
    update([{ q: { _id: 1 }, u: { $set: { _id: 2 } } }, { q: { _id: 2 }, u: { $set: { n: 9 } } }]), // prettier-ignore
    { n: 0, nModified: 0, writeErrors: [{ index: 0, code: 66 }] },
  ],
  [
    update([{ q: { _id: 1 }, u: { $set: { _id: 2 } } }, { q: { _id: 2 }, u: { $set: { n: 9 } } }], { ordered: false }), // prettier-ignore
    { n: 1, nModified: 1, writeErrors: [{ index: 0, code: 66 }] },
  ],
  [update([]), { code: 16 }],
  [update([{ u: { n: 1 } }]), { code: 40_414 }],
  [update([{ q: {}, u: { n: 1 }, foo: 1 }]), { code: 40_415 }],
  // delete
  [remove([{ q: { _id: 1 }, limit: 1 }]), { n: 1 }],
  [remove([{ q: { n: 2 }, limit: 0 }]), { n: 2 }],
  [remove([{ q: { n: 2 }, limit: 1 }]), { n: 1 }],
  [remove([{ q: {}, limit: 0 }]), { n: 3 }],
  [remove([{ q: { _id: 9 }, limit: 0 }]), { n: 0 }],
  [remove([{ q: {}, limit: 2 }]), { code: 9 }],
  [remove([{ q: {} }]), { code: 40_414 }],
  [remove([]), { code: 16 }],
  // findAndModify
  [modify({ query: { _id: 1 }, update: { $inc: { n: 1 } } }), { ...lastError(1, true), value: rows[0] }],
  [
    modify({ query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true }),
    { ...lastError(1, true), value: { ...rows[0], n: 2 } },
  ],
  [modify({ query: { _id: 1 }, update: { n: 7 }, new: true }), { ...lastError(1, true), value: { _id: 1, n: 7 } }],
  [
    modify({ query: { n: 2 }, sort: { _id: -1 }, update: { $set: { n: 0 } } }),
    { ...lastError(1, true), value: rows[2] },
  ],
  [
    modify({ query: { _id: 1 }, update: { $set: { n: 0 } }, fields: { n: 1, _id: 0 } }),
    { ...lastError(1, true), value: { n: 1 } },
  ],
  [modify({ query: { _id: 9 }, update: { $set: { n: 0 } } }), { ...lastError(0, false), value: null }],
  [modify({ query: { _id: 9 }, update: { $set: { n: 0 } }, upsert: true }), { ...lastError(1, false, 9), value: null }],
  [
    modify({ query: { _id: 9 }, update: { $set: { n: 0 } }, upsert: true, new: true }),
    { ...lastError(1, false, 9), value: { _id: 9, n: 0 } },
  ],
  [modify({ query: { _id: 1 }, remove: true }), { ...lastError(1), value: rows[0] }],
  [modify({ query: { _id: 9 }, remove: true }), { ...lastError(0), value: null }],
  [
    modify({ query: {}, sort: { n: -1, _id: 1 }, remove: true, fields: { _id: 1 } }),
    { ...lastError(1), value: { _id: 2 } },
  ],
  [modify({ query: {} }), { code: 9 }],
  [modify({ query: {}, update: { n: 1 }, remove: true }), { code: 9 }],
  [modify({ query: {}, remove: true, new: true }), { code: 9 }],
  [modify({ query: {}, remove: true, upsert: true }), { code: 9 }],
  [modify({ query: { _id: 1 }, update: { $set: { _id: 2 } } }), { code: 66 }],
  [modify({ query: { _id: 1 }, update: { $foo: 1 } }), { code: 9 }],
  [modify({ query: {}, update: {}, foo: 1 }), { code: 40_415 }],
  // count and distinct
  [{ count: 'rows' }, { n: 3 }],
  [{ count: 'rows', query: { n: 2 } }, { n: 2 }],
  [{ count: 'rows', query: { t: 'b' } }, { n: 2 }],
  [{ count: 'rows', limit: 2 }, { n: 2 }],
  [{ count: 'rows', skip: 2 }, { n: 1 }],
  [{ count: 'rows', skip: 9 }, { n: 0 }],
  [{ count: 'nowhere' }, { n: 0 }],
  [{ count: 'rows', query: { n: { $foo: 1 } } }, { code: 2 }],
  [{ distinct: 'rows', key: 'n' }, { values: [1, 2] }],
  [{ distinct: 'rows', key: 't' }, { values: ['a', 'b'] }],
  [{ distinct: 'rows', key: 't', query: { n: 2 } }, { values: ['b'] }],
  [{ distinct: 'rows', key: 'nowhere' }, { values: [] }],
  [{ distinct: 'nowhere', key: 'n' }, { values: [] }],
  [{ distinct: 'rows', key: 1 }, { code: 14 }],
  [{ distinct: 'rows' }, { code: 40_414 }],
  // indexes
  [indexes(index({ n: 1 })), { numIndexesBefore: 1, numIndexesAfter: 2, createdCollectionAutomatically: false }],
  [
    [indexes(index({ n: 1 })), indexes(index({ n: 1 }))],
    { numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist' },
  ],
  [
    indexes(index({ n: 1 }), index({ t: 1, n: -1 })),
    { numIndexesBefore: 1, numIndexesAfter: 3, createdCollectionAutomatically: false },
  ],
  [indexes(index({ n: 1 }, { unique: true })), { code: 11_000 }],
  [[indexes(index({ n: 1 })), indexes(index({ n: -1 }, { name: 'n' }))], { code: 86 }],
  [[indexes(index({ n: 1 })), indexes(index({ n: 1 }, { name: 'other' }))], { code: 85 }],
  [[indexes(index({ n: 1 })), indexes(index({ n: 1 }, { unique: true }))], { code: 86 }],
  [indexes(), { code: 2 }],
  [indexes(index({}, { name: 'none' })), { code: 67 }],
  [indexes(index({ n: 0 })), { code: 67 }],
  [indexes(index({ n: 'foo' })), { code: 67 }],
  [indexes(index({ n: 1 }, { foo: 1 })), { code: 197 }],
  [indexes({ key: { n: 1 } }), { code: 9 }],
  [indexes({ name: 'n' }), { code: 9 }],
  [indexes(index({ n: 1, t: 1 }, { expireAfterSeconds: 1 })), { code: 67 }],
  [indexes(index({ n: 1 }, { expireAfterSeconds: -1 })), { code: 67 }],
  [indexes(index({ n: 1 }, { sparse: true, partialFilterExpression: { n: 1 } })), { code: 67 }],
  [indexes(index({ n: 1 }, { partialFilterExpression: 1 })), { code: 14 }],
  [{ dropIndexes: 'rows', index: 'nowhere' }, { code: 27 }],
  [{ dropIndexes: 'rows', index: '_id_' }, { code: 72 }],
  [{ dropIndexes: 'nowhere', index: '*' }, { code: 26 }],
  [[indexes(index({ n: 1 })), { dropIndexes: 'rows', index: 'n' }], { nIndexesWas: 2 }],
  [[indexes(index({ n: 1 })), { dropIndexes: 'rows', index: { n: 1 } }], { nIndexesWas: 2 }],
  [{ listIndexes: 'nowhere' }, { code: 26 }],
  // commands and their options
  [{ foo: 1 }, { code: 59 }],
  [{ create: 'rows' }, {}],
  [{ find: 1 }, { code: 73 }],
  [{ find: '' }, { code: 73 }],
  [{ getMore: 5n, collection: 'rows' }, { code: 43 }],
  [{ aggregate: 'rows', pipeline: [] }, { code: 9 }],
  [{ find: 'rows', readConcern: { level: 'foo' } }, { code: 9 }],
]

/** Writes, counts, indexes, and how commands refuse. */
export const commandOperations: readonly Operation[] = cases.map(([commands, expected]): Operation => {
  const list = Array.isArray(commands) ? (commands as readonly Document[]) : [commands as Document]
  return { title: `run ${show(list.length === 1 ? list[0] : list)}`, given: rows, commands: list, expected }
})
