import { batch, show, type Document, type Operation } from './operation.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, n))

const sales: readonly Document[] = [
  { _id: 1, item: 'pen', price: 2, qty: 10, tags: ['a', 'b'], at: day(1), to: { city: 'Rome' } },
  { _id: 2, item: 'ink', price: 8, qty: 1, tags: [], at: day(2), to: { city: 'Oslo' } },
  { _id: 3, item: 'pen', price: 2, qty: 5, tags: ['b'], at: day(3) },
  { _id: 4, item: 'pad', price: null, qty: 2, at: day(4), to: { city: 'Rome' } },
  { _id: 5, item: 'ink', qty: '3', tags: 'c', at: day(5) },
]

type Stages = readonly Document[]

const ids = (list: readonly number[]): Document[] => list.map((_id) => ({ _id }))
const onlyIds = { $project: { _id: 1 } }
/** What one expression makes of the first sale. */
const value = (expression: unknown): Stages => [{ $match: { _id: 1 } }, { $project: { _id: 0, v: expression } }]

const computing: readonly (readonly [pipeline: Stages, documents: readonly Document[]])[] = [
  [[], sales],
  [[{ $match: { item: 'pen' } }, onlyIds], ids([1, 3])],
  [[{ $match: {} }, { $limit: 2 }, onlyIds], ids([1, 2])],
  [[{ $sort: { price: -1, _id: 1 } }, onlyIds], ids([2, 1, 3, 4, 5])],
  [[{ $sort: { price: 1, _id: 1 } }, onlyIds], ids([4, 5, 1, 3, 2])],
  [[{ $sort: { 'to.city': 1, _id: -1 } }, onlyIds], ids([5, 3, 2, 4, 1])],
  [[{ $skip: 3 }, onlyIds], ids([4, 5])],
  [[{ $skip: 1 }, { $limit: 1 }, onlyIds], ids([2])],
  [[{ $limit: 3 }, { $skip: 2 }, onlyIds], ids([3])],
  [[{ $sort: { _id: -1 } }, { $limit: 2 }, { $match: { item: 'pad' } }, onlyIds], ids([4])],
  // $count
  [[{ $count: 'n' }], [{ n: 5 }]],
  [[{ $match: { item: 'pen' } }, { $count: 'n' }], [{ n: 2 }]],
  [[{ $match: { item: 'cup' } }, { $count: 'n' }], []],
  // $group
  [[{ $group: { _id: null, n: { $sum: 1 } } }], [{ _id: null, n: 5 }]],
  [[{ $match: { _id: 9 } }, { $group: { _id: null, n: { $sum: 1 } } }], []],
  [
    [{ $group: { _id: '$item', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [{ _id: 'ink', n: 2 }, { _id: 'pad', n: 1 }, { _id: 'pen', n: 2 }], // prettier-ignore
  ],
  [
    [{ $group: { _id: '$item', sum: { $sum: '$price' }, mean: { $avg: '$price' } } }, { $sort: { _id: 1 } }],
    [{ _id: 'ink', sum: 8, mean: 8 }, { _id: 'pad', sum: 0, mean: null }, { _id: 'pen', sum: 4, mean: 2 }], // prettier-ignore
  ],
  [
    [{ $group: { _id: '$item', low: { $min: '$qty' }, high: { $max: '$qty' } } }, { $sort: { _id: 1 } }],
    [{ _id: 'ink', low: 1, high: '3' }, { _id: 'pad', low: 2, high: 2 }, { _id: 'pen', low: 5, high: 10 }], // prettier-ignore
  ],
  [
    [{ $sort: { _id: 1 } }, { $group: { _id: null, first: { $first: '$item' }, last: { $last: '$price' } } }],
    [{ _id: null, first: 'pen', last: null }],
  ],
  [
    [{ $sort: { _id: 1 } }, { $group: { _id: '$item', all: { $push: '$price' } } }, { $sort: { _id: 1 } }],
    [{ _id: 'ink', all: [8] }, { _id: 'pad', all: [null] }, { _id: 'pen', all: [2, 2] }], // prettier-ignore
  ],
  [
    [{ $match: { item: 'pen' } }, { $group: { _id: '$item', set: { $addToSet: '$price' } } }],
    [{ _id: 'pen', set: [2] }],
  ],
  [
    [
      { $group: { _id: { item: '$item', city: '$to.city' } } },
      { $match: { '_id.item': 'pen' } },
      { $sort: { '_id.city': 1 } },
    ],
    [{ _id: { item: 'pen' } }, { _id: { item: 'pen', city: 'Rome' } }],
  ],
  [
    [
      { $group: { _id: '$to.city', n: { $sum: { $multiply: ['$price', '$qty'] } } } },
      { $match: { _id: { $ne: null } } },
      { $sort: { _id: 1 } },
    ],
    [{ _id: 'Oslo', n: 8 }, { _id: 'Rome', n: 20 }], // prettier-ignore
  ],
  [
    [{ $group: { _id: { $gt: ['$price', 5] }, n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    [{ _id: false, n: 4 }, { _id: true, n: 1 }], // prettier-ignore
  ],
  // $project, $addFields, $unset, $replaceRoot
  [[{ $match: { _id: 1 } }, { $project: { item: 1 } }], [{ _id: 1, item: 'pen' }]],
  [[{ $match: { _id: 1 } }, { $project: { item: 1, _id: 0 } }], [{ item: 'pen' }]],
  [[{ $match: { _id: 1 } }, { $project: { 'to.city': 1 } }], [{ _id: 1, to: { city: 'Rome' } }]],
  [[{ $match: { _id: 4 } }, { $project: { price: 0, at: 0, to: 0 } }], [{ _id: 4, item: 'pad', qty: 2 }]],
  [
    [{ $match: { _id: 1 } }, { $project: { _id: 0, what: '$item', where: '$to.city' } }],
    [{ what: 'pen', where: 'Rome' }],
  ],
  [[{ $match: { _id: 3 } }, { $project: { _id: 0, where: '$to.city' } }], [{}]],
  [[{ $match: { _id: 2 } }, { $project: { _id: 0, n: { $add: ['$price', '$qty'] } } }], [{ n: 9 }]],
  [
    [{ $match: { _id: 3 } }, { $addFields: { total: { $multiply: ['$price', '$qty'] } } }, { $project: { total: 1 } }],
    [{ _id: 3, total: 10 }],
  ],
  [
    [{ $match: { _id: 2 } }, { $set: { 'to.zip': '0150' } }, { $project: { to: 1 } }],
    [{ _id: 2, to: { city: 'Oslo', zip: '0150' } }],
  ],
  [[{ $match: { _id: 4 } }, { $unset: ['price', 'at', 'to'] }], [{ _id: 4, item: 'pad', qty: 2 }]],
  [[{ $match: { _id: 4 } }, { $unset: 'to.city' }, { $project: { to: 1 } }], [{ _id: 4, to: {} }]],
  [[{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: '$to' } }], [{ city: 'Rome' }]],
  [[{ $match: { _id: 1 } }, { $replaceWith: { one: '$item' } }], [{ one: 'pen' }]],
  [[{ $match: { _id: 1 } }, { $replaceWith: '$$ROOT' }, onlyIds], ids([1])],
  // $unwind
  [
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [{ _id: 1, tags: 'a' }, { _id: 1, tags: 'b' }, { _id: 3, tags: 'b' }, { _id: 5, tags: 'c' }], // prettier-ignore
  ],
  [
    [
      { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } },
      { $match: { _id: { $in: [2, 3, 4] } } },
      { $project: { tags: 1 } },
    ],
    [{ _id: 2 }, { _id: 3, tags: 'b' }, { _id: 4 }], // prettier-ignore
  ],
  [
    [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { n: -1, _id: 1 } }, { $limit: 1 }],
    [{ _id: 'b', n: 2 }],
  ],
  // Expressions
  [value({ $eq: ['$item', 'pen'] }), [{ v: true }]],
  [value({ $ne: ['$item', 'pen'] }), [{ v: false }]],
  [value({ $gt: ['$qty', 9] }), [{ v: true }]],
  [value({ $gte: ['$qty', 10] }), [{ v: true }]],
  [value({ $lt: ['$qty', '$price'] }), [{ v: false }]],
  [value({ $lte: ['$price', 2] }), [{ v: true }]],
  [value({ $cmp: ['$price', '$qty'] }), [{ v: -1 }]],
  [value({ $gt: ['text', 99] }), [{ v: true }]],
  [value({ $lt: ['$nowhere', null] }), [{ v: true }]],
  [value({ $eq: ['$nowhere', null] }), [{ v: false }]],
  [value({ $and: ['$qty', true] }), [{ v: true }]],
  [value({ $and: [] }), [{ v: true }]],
  [value({ $and: [0, '$qty'] }), [{ v: false }]],
  [value({ $or: [] }), [{ v: false }]],
  [value({ $or: ['$nowhere', ''] }), [{ v: true }]],
  [value({ $not: ['$nowhere'] }), [{ v: true }]],
  [value({ $not: [0] }), [{ v: true }]],
  [value({ $cond: [{ $gt: ['$qty', 5] }, 'many', 'few'] }), [{ v: 'many' }]],
  [value({ $cond: { if: false, then: 1, else: 2 } }), [{ v: 2 }]],
  [value({ $ifNull: ['$nowhere', 'else'] }), [{ v: 'else' }]],
  [value({ $ifNull: ['$item', 'else'] }), [{ v: 'pen' }]],
  [value({ $ifNull: ['$nowhere', '$price', 7] }), [{ v: 2 }]],
  [value({ $add: ['$price', 1, 2] }), [{ v: 5 }]],
  [value({ $add: ['$price', null] }), [{ v: null }]],
  [value({ $add: ['$at', 1_000] }), [{ v: new Date(day(1).getTime() + 1_000) }]],
  [value({ $subtract: ['$qty', '$price'] }), [{ v: 8 }]],
  [value({ $subtract: ['$at', new Date(0)] }), [{ v: day(1).getTime() }]],
  [value({ $subtract: ['$at', 1_000] }), [{ v: new Date(day(1).getTime() - 1_000) }]],
  [value({ $multiply: ['$price', '$qty', 0.5] }), [{ v: 10 }]],
  [value({ $multiply: ['$price', '$nowhere'] }), [{ v: null }]],
  [value({ $divide: ['$qty', 4] }), [{ v: 2.5 }]],
  [value({ $divide: ['$qty', null] }), [{ v: null }]],
  [value({ $concat: ['$item', '-', '$to.city'] }), [{ v: 'pen-Rome' }]],
  [value({ $concat: ['$item', null] }), [{ v: null }]],
  [value({ $size: '$tags' }), [{ v: 2 }]],
  [value({ $isArray: '$tags' }), [{ v: true }]],
  [value({ $isArray: ['$item'] }), [{ v: false }]],
  [value({ $arrayElemAt: ['$tags', 0] }), [{ v: 'a' }]],
  [value({ $arrayElemAt: ['$tags', -1] }), [{ v: 'b' }]],
  [value({ $arrayElemAt: ['$tags', 9] }), [{}]],
  [value({ $in: ['b', '$tags'] }), [{ v: true }]],
  [value({ $in: ['z', ['x', 'y']] }), [{ v: false }]],
  [value({ $literal: '$item' }), [{ v: '$item' }]],
  [value(['$item', '$nowhere']), [{ v: ['pen', null] }]],
  [value({ inner: { $add: [1, 1] } }), [{ v: { inner: 2 } }]],
  [value('$$ROOT.item'), [{ v: 'pen' }]],
  [value('$$CURRENT.qty'), [{ v: 10 }]],
]

const refused: readonly (readonly [pipeline: unknown, code: number])[] = [
  [[{ $foo: 1 }], 40_324],
  [[{}], 40_323],
  [[{ $match: {}, $limit: 1 }], 40_323],
  [[{ $match: 1 }], 15_959],
  [[{ $match: { a: { $foo: 1 } } }], 2],
  [[{ $limit: 0 }], 15_958],
  [[{ $limit: -1 }], 5_107_201],
  [[{ $limit: 'x' }], 5_107_201],
  [[{ $skip: -1 }], 5_107_200],
  [[{ $sort: {} }], 15_976],
  [[{ $sort: 1 }], 15_973],
  [[{ $sort: { a: 5 } }], 15_975],
  [[{ $count: '' }], 40_157],
  [[{ $count: '$n' }], 40_158],
  [[{ $count: 'a.b' }], 40_160],
  [[{ $count: 1 }], 40_156],
  [[{ $group: 1 }], 15_947],
  [[{ $group: { n: { $sum: 1 } } }], 15_955],
  [[{ $group: { _id: null, n: 1 } }], 40_234],
  [[{ $group: { _id: null, n: { $foo: 1 } } }], 15_952],
  [[{ $group: { _id: null, n: { $sum: 1, $avg: 1 } } }], 40_238],
  [[{ $group: { _id: null, 'a.b': { $sum: 1 } } }], 40_235],
  [[{ $unwind: 1 }], 15_981],
  [[{ $unwind: 'tags' }], 28_818],
  [[{ $unwind: {} }], 28_812],
  [[{ $unwind: { path: 1 } }], 28_808],
  [[{ $unwind: { path: '$a', foo: 1 } }], 28_811],
  [[{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 1 } }], 28_809],
  [[{ $replaceRoot: {} }], 40_231],
  [[{ $replaceRoot: { newRoot: '$item' } }], 40_228],
  [[{ $replaceWith: '$item' }], 40_228],
  [[{ $addFields: 1 }], 40_272],
  [[{ $project: 1 }], 15_969],
  [[{ $project: {} }], 51_272],
  [[{ $project: { a: 1, b: 0 } }], 31_254],
  [[{ $project: { a: 0, b: 1 } }], 31_253],
  [[{ $project: { v: { $foo: 1 } } }], 31_325],
  [[{ $addFields: { v: { $foo: 1 } } }], 168],
  [[{ $project: { v: { $eq: [1] } } }], 16_020],
  [[{ $project: { v: { $divide: [1, 0] } } }], 2],
  [[{ $project: { v: { $add: ['$item', 1] } } }], 14],
  [[{ $project: { v: { $concat: ['$qty'] } } }], 16_702],
  [[{ $project: { v: { $size: '$item' } } }], 17_124],
  [[{ $project: { v: { $in: [1, '$item'] } } }], 40_081],
  [[{ $project: { v: { $arrayElemAt: ['$item', 0] } } }], 28_689],
  [[{ $project: { v: '$$FOO' } }], 17_276],
  [[{ $project: { v: { $eq: [1, 1], $ne: [1, 1] } } }], 15_983],
  ['text', 14],
  [[1], 14],
]

const aggregate = (pipeline: unknown): Document => ({ aggregate: 'rows', pipeline, cursor: {} })

/** What pipelines compute, and what is refused in them. */
export const pipelineOperations: readonly Operation[] = [
  ...computing.map(([pipeline, expected]): Operation => ({
    title: `aggregate ${show(pipeline)}`,
    given: sales,
    commands: [aggregate(pipeline)],
    look: batch,
    expected,
  })),
  ...refused.map(([pipeline, code]): Operation => ({
    title: `refuse to aggregate ${show(pipeline)}`,
    given: sales,
    commands: [aggregate(pipeline)],
    expected: { code },
  })),
]
