import { batch, show, type Document, type Operation } from './operation.ts'

interface Options {
  q?: Document
  arrayFilters?: Document[]
  multi?: boolean
  upsert?: boolean
}

type Before = Document | readonly Document[]
type Case = readonly [before: Before, update: unknown, after: Before, options?: Options]
type Refusal = readonly [before: Document, update: unknown, code: number, options?: Options]

const changing: readonly Case[] = [
  // $set
  [{ a: 1 }, { $set: { a: 2 } }, { a: 2 }],
  [{ a: 1 }, { $set: { b: 'x' } }, { a: 1, b: 'x' }],
  [{ a: 1 }, { $set: { c: 1, b: 1 } }, { a: 1, b: 1, c: 1 }],
  [{ a: 1 }, { $set: {} }, { a: 1 }],
  [{}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  [{ a: { b: 1 } }, { $set: { 'a.c': 2 } }, { a: { b: 1, c: 2 } }],
  [{ a: { b: 1 } }, { $set: { a: { c: 2 } } }, { a: { c: 2 } }],
  [{ a: [1, 2] }, { $set: { 'a.0': 9 } }, { a: [9, 2] }],
  [{ a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
  [{ a: [{ b: 1 }] }, { $set: { 'a.0.b': 2, 'a.0.c': 3 } }, { a: [{ b: 2, c: 3 }] }],
  [{}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
  [{ a: 1 }, { $set: { a: null } }, { a: null }],
  [{ a: 1 }, { $set: { _id: 1 } }, { a: 1 }],
  [{ a: 1 }, { $set: { a: [] } }, { a: [] }],
  // $unset
  [{ a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
  [{ a: 1 }, { $unset: { b: 1 } }, { a: 1 }],
  [{ a: { b: 1, c: 2 } }, { $unset: { 'a.b': '' } }, { a: { c: 2 } }],
  [{ a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
  [{ a: 1 }, { $unset: { 'a.b': '' } }, { a: 1 }],
  // $inc and $mul
  [{ a: 1 }, { $inc: { a: 2 } }, { a: 3 }],
  [{}, { $inc: { a: 2 } }, { a: 2 }],
  [{ a: 1.5 }, { $inc: { a: -0.5 } }, { a: 1 }],
  [{ a: { b: 1 } }, { $inc: { 'a.b': 1, 'a.c': 1 } }, { a: { b: 2, c: 1 } }],
  [{ a: [1, 2] }, { $inc: { 'a.1': 5 } }, { a: [1, 7] }],
  [{ a: 3 }, { $mul: { a: 2 } }, { a: 6 }],
  [{}, { $mul: { a: 2 } }, { a: 0 }],
  // $min and $max compare across types, too
  [{ a: 5 }, { $min: { a: 3 } }, { a: 3 }],
  [{ a: 5 }, { $min: { a: 7 } }, { a: 5 }],
  [{ a: 5 }, { $max: { a: 7 } }, { a: 7 }],
  [{}, { $min: { a: 3 } }, { a: 3 }],
  [{}, { $max: { a: 3 } }, { a: 3 }],
  [{ a: 5 }, { $max: { a: 'x' } }, { a: 'x' }],
  [{ a: 5 }, { $min: { a: 'x' } }, { a: 5 }],
  [{ a: null }, { $max: { a: 1 } }, { a: 1 }],
  // $rename
  [{ a: 1 }, { $rename: { a: 'b' } }, { b: 1 }],
  [{ a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
  [{ b: 2 }, { $rename: { a: 'b' } }, { b: 2 }],
  [{ a: { x: 1 } }, { $rename: { 'a.x': 'c.y' } }, { a: {}, c: { y: 1 } }],
  // $push
  [{ a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  [{}, { $push: { a: 1 } }, { a: [1] }],
  [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  [{ a: [1] }, { $push: { a: { $each: [] } } }, { a: [1] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: 0 } } }, { a: [] }],
  [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: 1 } } }, { a: [1, 2, 3] }],
  [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1, $slice: 2 } } }, { a: [3, 2] }],
  [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }, { a: [{ n: 1 }, { n: 2 }] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 0 } } }, { a: [9, 1, 2] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 7 } } }, { a: [1, 2, 9] }],
  [{ a: { b: [1] } }, { $push: { 'a.b': 2 } }, { a: { b: [1, 2] } }],
  // $addToSet
  [{ a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
  [{ a: [1] }, { $addToSet: { a: 1 } }, { a: [1] }],
  [{}, { $addToSet: { a: 1 } }, { a: [1] }],
  [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2, 3] } } }, { a: [1, 2, 3] }],
  [{ a: [{ x: 1, y: 2 }] }, { $addToSet: { a: { x: 1, y: 2 } } }, { a: [{ x: 1, y: 2 }] }],
  [{ a: [{ x: 1, y: 2 }] }, { $addToSet: { a: { y: 2, x: 1 } } }, { a: [{ x: 1, y: 2 }, { y: 2, x: 1 }] }], // prettier-ignore
  [{ a: [1, 1] }, { $addToSet: { a: 2 } }, { a: [1, 1, 2] }],
  [{ a: [[1]] }, { $addToSet: { a: [1] } }, { a: [[1]] }],
  // $pull and $pullAll
  [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
  [{ a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
  [{ a: [1, 2, 3] }, { $pull: { a: { $in: [1, 3] } } }, { a: [2] }],
  [{ a: ['ab', 'b'] }, { $pull: { a: /^a/ } }, { a: ['b'] }],
  [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }], // prettier-ignore
  [{ a: [{ x: 5 }, { x: 8 }] }, { $pull: { a: { x: { $gt: 6 } } } }, { a: [{ x: 5 }] }], // prettier-ignore
  [{ b: 1 }, { $pull: { a: 1 } }, { b: 1 }],
  [{ a: [] }, { $pull: { a: 1 } }, { a: [] }],
  [{ a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  [{ b: 1 }, { $pullAll: { a: [1] } }, { b: 1 }],
  // $pop
  [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  [{ a: [] }, { $pop: { a: 1 } }, { a: [] }],
  [{ b: 1 }, { $pop: { a: 1 } }, { b: 1 }],
  // Elements by place
  [{ a: [1, 2, 3] }, { $set: { 'a.$': 9 } }, { a: [1, 9, 3] }, { q: { a: 2 } }],
  [{ a: [{ k: 1 }, { k: 2 }] }, { $inc: { 'a.$.n': 1 } }, { a: [{ k: 1 }, { k: 2, n: 1 }] }, { q: { 'a.k': 2 } }], // prettier-ignore
  [{ a: [{ k: 1 }, { k: 2 }] }, { $set: { 'a.$.k': 7 } }, { a: [{ k: 1 }, { k: 7 }] }, { q: { a: { $elemMatch: { k: { $gt: 1 } } } } }], // prettier-ignore
  [{ a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }],
  [{ a: [{ b: [1, 2] }, { b: [3] }] }, { $mul: { 'a.$[].b.$[]': 2 } }, { a: [{ b: [2, 4] }, { b: [6] }] }], // prettier-ignore
  [{ a: [1, 5, 9] }, { $set: { 'a.$[e]': 0 } }, { a: [1, 0, 0] }, { arrayFilters: [{ e: { $gt: 3 } }] }],
  [{ a: [{ k: 1 }, { k: 2 }] }, { $set: { 'a.$[e].n': 1 } }, { a: [{ k: 1 }, { k: 2, n: 1 }] }, { arrayFilters: [{ 'e.k': 2 }] }], // prettier-ignore
  [{ a: [1] }, { $set: { 'a.$[e]': 0 } }, { a: [1] }, { arrayFilters: [{ e: 7 }] }],
  [{ a: [] }, { $set: { 'a.$[]': 0 } }, { a: [] }],
  // Whole documents
  [{ a: 1 }, { b: 2 }, { b: 2 }],
  [{ a: 1 }, { _id: 1, b: 2 }, { b: 2 }],
  [{ a: 1 }, {}, {}],
  [{ a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
  // Several operators, several documents
  [
    { a: 1, b: [1] },
    { $inc: { a: 1 }, $push: { b: 2 }, $set: { c: 3 } },
    { a: 2, b: [1, 2], c: 3 },
  ],
  [
    [{ _id: 1, a: 1 }, { _id: 2, a: 2 }, { _id: 3, a: 1 }], // prettier-ignore
    { $inc: { a: 1 } },
    [{ _id: 1, a: 2 }, { _id: 2, a: 2 }, { _id: 3, a: 2 }], // prettier-ignore
    { q: { a: 1 }, multi: true },
  ],
  [
    [{ _id: 1, a: 1 }, { _id: 2, a: 1 }], // prettier-ignore
    { $set: { a: 2 } },
    [{ _id: 1, a: 2 }, { _id: 2, a: 1 }], // prettier-ignore
    { q: { a: 1 } },
  ],
  // Upserts
  [[], { $set: { b: 2 } }, [{ _id: 9, a: 1, b: 2 }], { q: { _id: 9, a: 1 }, upsert: true }],
  [[], { $set: { a: 2 } }, [{ _id: 9, a: 2 }], { q: { _id: 9, a: 1 }, upsert: true }],
  [[], { $inc: { n: 5 } }, [{ _id: 9, n: 5 }], { q: { _id: 9 }, upsert: true }],
  [[], { $setOnInsert: { n: 5 } }, [{ _id: 9, n: 5 }], { q: { _id: 9 }, upsert: true }],
  [[], { $push: { n: 5 } }, [{ _id: 9, n: [5] }], { q: { _id: 9 }, upsert: true }],
  [[], { $set: { b: 1 } }, [{ _id: 9, b: 1 }], { q: { _id: 9, a: { $gt: 1 } }, upsert: true }],
  [[], { $set: { b: 1 } }, [{ _id: 9, a: 1, b: 1 }], { q: { _id: 9, a: { $eq: 1 } }, upsert: true }],
  [[], { $set: { b: 1 } }, [{ _id: 9, a: 1, b: 1 }], { q: { $and: [{ _id: 9 }, { a: 1 }] }, upsert: true }],
  [[], { $set: { 'a.c': 1 } }, [{ _id: 9, a: { b: 1, c: 1 } }], { q: { _id: 9, 'a.b': 1 }, upsert: true }],
  [[], { b: 1 }, [{ _id: 9, b: 1 }], { q: { _id: 9, a: 1 }, upsert: true }],
  [[], { $unset: { b: '' } }, [{ _id: 9, a: 1 }], { q: { _id: 9, a: 1 }, upsert: true }],
  [[], { $set: { b: 1 } }, [], { q: { _id: 9 } }],
]

const refused: readonly Refusal[] = [
  [{ a: 1 }, { $foo: { a: 1 } }, 9],
  [{ a: 1 }, { $set: 1 }, 9],
  [{ a: 1 }, { $set: { a: 1 }, b: 1 }, 9],
  [{ a: 1 }, { b: 1, $set: { a: 1 } }, 52],
  [{ a: 1 }, { b: 1 }, 9, { multi: true }],
  [{ a: 1 }, { $set: { '': 1 } }, 56],
  [{ a: 1 }, { $set: { 'a.': 1 } }, 56],
  [{ a: 1 }, { $set: { 'a..b': 1 } }, 56],
  [{ a: 1 }, { $set: { a: 1, 'a.b': 1 } }, 40],
  [{ a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
  [{ a: null }, { $set: { 'a.b': 1 } }, 28],
  [{ a: [1] }, { $set: { 'a.b': 1 } }, 28],
  [{ a: 1 }, { $inc: { 'a.b': 1 } }, 28],
  [{ a: 1 }, { $set: { _id: 2 } }, 66],
  [{ a: 1 }, { $unset: { _id: '' } }, 66],
  [{ a: 1 }, { $inc: { _id: 1 } }, 66],
  [{ a: 1 }, { _id: 2, b: 1 }, 66],
  [{ a: 'x' }, { $inc: { a: 1 } }, 14],
  [{ a: null }, { $inc: { a: 1 } }, 14],
  [{ a: 1 }, { $inc: { a: 'x' } }, 14],
  [{ a: 1 }, { $inc: { a: null } }, 14],
  [{ a: 'x' }, { $mul: { a: 2 } }, 14],
  [{ a: 1 }, { $mul: { a: 'x' } }, 14],
  [{ a: 1 }, { $rename: { a: 'a' } }, 2],
  [{ a: 1 }, { $rename: { a: 1 } }, 2],
  [{ a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 2],
  [{ a: 1 }, { $rename: { a: '' } }, 56],
  [{ a: 1 }, { $push: { a: 1 } }, 2],
  [{ a: [1] }, { $push: { a: { $each: 1 } } }, 2],
  [{ a: [1] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
  [{ a: [1] }, { $push: { a: { $each: [1], $slice: 'x' } } }, 2],
  [{ a: [1] }, { $push: { a: { $each: [1], $position: 'x' } } }, 2],
  [{ a: [1] }, { $push: { a: { $each: [1], $sort: 5 } } }, 2],
  [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
  [{ a: [1] }, { $addToSet: { a: { $each: 1 } } }, 14],
  [{ a: 1 }, { $pull: { a: 1 } }, 2],
  [{ a: 1 }, { $pullAll: { a: [1] } }, 2],
  [{ a: [1] }, { $pullAll: { a: 1 } }, 2],
  [{ a: 1 }, { $pop: { a: 1 } }, 14],
  [{ a: [1] }, { $pop: { a: 2 } }, 9],
  [{ a: [1] }, { $pop: { a: 'x' } }, 9],
  [{ a: 1 }, { $currentDate: { a: 'x' } }, 2],
  [{ a: 1 }, { $currentDate: { a: { $type: 'x' } } }, 2],
  [{ a: [1] }, { $set: { 'a.$': 1 } }, 2],
  [{ b: 1 }, { $set: { 'a.$[]': 1 } }, 2],
  [{ a: 1 }, { $set: { 'a.$[]': 1 } }, 2],
  [{ a: [1] }, { $set: { 'a.$[e]': 1 } }, 2],
  [{ a: [1] }, { $set: { 'a.0': 1 } }, 9, { arrayFilters: [{ e: 1 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, { arrayFilters: [{ e: 1 }, { e: 2 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, { arrayFilters: [{ e: 1, f: 2 }] }],
  [{ a: [1] }, { $set: { 'a.$[e]': 1 } }, 9, { arrayFilters: [{}] }],
  [{ a: 1 }, { b: 1 }, 9, { arrayFilters: [{ e: 1 }] }],
  [{ a: 1 }, 'text', 9],
]

const withId = (before: Before): readonly Document[] =>
  Array.isArray(before) ? (before as readonly Document[]) : [{ _id: 1, ...(before as Document) }]

const titleOf = (before: Before, update: unknown, options: Options = {}) =>
  `${show(update)} on ${show(before)}${Object.keys(options).length ? ` with ${show(options)}` : ''}`

const updateCommand = (u: unknown, { q = {}, ...options }: Options = {}): Document => ({
  update: 'rows',
  updates: [{ q, u, ...options }],
})

const readAll: Document = { find: 'rows', sort: { _id: 1 } }

/** Code of the refusal, whether the command as a whole failed or its one write. */
const codeOf = (reply: Document) =>
  (reply['writeErrors'] as { code: number }[] | undefined)?.map(({ code }) => ({ code }))[0]

/** What updates make of documents, and what is refused as an update. */
export const updateOperations: readonly Operation[] = [
  ...changing.map(([before, update, after, options]): Operation => ({
    title: `update ${titleOf(before, update, options)}`,
    given: withId(before),
    commands: [updateCommand(update, options), readAll],
    look: batch,
    expected: withId(after),
  })),
  ...refused.map(([before, update, code, options]): Operation => ({
    title: `refuse to update ${titleOf(before, update, options)}`,
    given: withId(before),
    commands: [updateCommand(update, options)],
    look: codeOf,
    expected: { code },
  })),
]
