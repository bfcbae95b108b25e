import { batch, show, type Document, type Operation } from './operation.ts'

const rows: readonly Document[] = [
  { _id: 1, n: 3, s: 'b', a: [3, 1], d: { x: 1, y: 2 }, l: [{ k: 1, v: 1 }, { k: 2, v: 2 }] }, // prettier-ignore
  { _id: 2, n: 1, s: 'a', a: [2], d: { x: 2 } },
  { _id: 3, n: 2, s: null, a: [] },
  { _id: 4, n: 'x', s: 'c' },
  { _id: 5, s: 'a', n: null },
]

const sorting: readonly (readonly [options: Document, ids: readonly number[]])[] = [
  [{ sort: { n: 1, _id: 1 } }, [5, 2, 3, 1, 4]],
  [{ sort: { n: -1, _id: 1 } }, [4, 1, 3, 2, 5]],
  [{ sort: { s: 1, _id: 1 } }, [3, 2, 5, 1, 4]],
  [{ sort: { s: 1, _id: -1 } }, [3, 5, 2, 1, 4]],
  // An array counts with its least element upwards, with its greatest downwards, and an empty one before null.
  [{ sort: { a: 1, _id: 1 } }, [3, 4, 5, 1, 2]],
  [{ sort: { a: -1, _id: 1 } }, [1, 2, 4, 5, 3]],
  [{ sort: { 'd.x': 1, _id: 1 } }, [3, 4, 5, 1, 2]],
  [{ sort: { $natural: 1 } }, [1, 2, 3, 4, 5]],
  [{ sort: { $natural: -1 } }, [5, 4, 3, 2, 1]],
  [{ sort: { _id: 1 }, skip: 3 }, [4, 5]],
  [{ sort: { _id: 1 }, limit: 2 }, [1, 2]],
  [{ sort: { _id: -1 }, skip: 1, limit: 2 }, [4, 3]],
  [{ sort: { _id: 1 }, skip: 9 }, []],
  [{ sort: { _id: 1 }, limit: 0 }, [1, 2, 3, 4, 5]],
  [{ sort: { _id: 1 }, batchSize: 2 }, [1, 2]],
  [{ sort: { _id: 1 }, batchSize: 2, singleBatch: true }, [1, 2]],
  [{ filter: { _id: { $gt: 1 } }, sort: { n: 1 }, limit: 1 }, [5]],
  [{ sort: { _id: 1 }, hint: { _id: 1 } }, [1, 2, 3, 4, 5]],
  [{ sort: { _id: 1 }, hint: '_id_' }, [1, 2, 3, 4, 5]],
  [{ sort: { _id: 1 }, hint: { $natural: 1 } }, [1, 2, 3, 4, 5]],
]

/** Of the first row. */
const projecting: readonly (readonly [projection: Document, document: Document])[] = [
  [{ n: 1 }, { _id: 1, n: 3 }],
  [{ n: true, _id: 0 }, { n: 3 }],
  [{ _id: 1 }, { _id: 1 }],
  [{ _id: 0, d: 1 }, { d: { x: 1, y: 2 } }],
  [{ 'd.x': 1 }, { _id: 1, d: { x: 1 } }],
  [{ d: { x: 1 } }, { _id: 1, d: { x: 1 } }],
  [{ 'd.z': 1 }, { _id: 1, d: {} }],
  [{ nowhere: 1 }, { _id: 1 }],
  [{ 'n.x': 1 }, { _id: 1 }],
  [
    { l: 0, d: 0, a: 0 },
    { _id: 1, n: 3, s: 'b' },
  ],
  [
    { 'd.x': 0, l: 0, a: 0 },
    { _id: 1, n: 3, s: 'b', d: { y: 2 } },
  ],
  [
    { _id: 0, l: 0, d: 0 },
    { n: 3, s: 'b', a: [3, 1] },
  ],
  [{ 'l.k': 1 }, { _id: 1, l: [{ k: 1 }, { k: 2 }] }], // prettier-ignore
  [{ 'l.k': 0, d: 0, a: 0 }, { _id: 1, n: 3, s: 'b', l: [{ v: 1 }, { v: 2 }] }], // prettier-ignore
  [
    { a: { $slice: 1 }, s: 1 },
    { _id: 1, s: 'b', a: [3] },
  ],
  [
    { a: { $slice: -1 }, s: 1 },
    { _id: 1, s: 'b', a: [1] },
  ],
  [
    { a: { $slice: [1, 1] }, s: 1 },
    { _id: 1, s: 'b', a: [1] },
  ],
  [
    { a: { $slice: 1 }, l: 0, d: 0 },
    { _id: 1, n: 3, s: 'b', a: [3] },
  ],
  [{ l: { $elemMatch: { k: 2 } } }, { _id: 1, l: [{ k: 2, v: 2 }] }],
  [{ l: { $elemMatch: { k: 9 } } }, { _id: 1 }],
]

const refused: readonly (readonly [options: Document, code: number])[] = [
  [{ sort: { n: 5 } }, 15_975],
  [{ sort: { n: 'x' } }, 15_974],
  [{ sort: 1 }, 14],
  [{ skip: -1 }, 51_024],
  [{ limit: -1 }, 51_024],
  [{ batchSize: -1 }, 51_024],
  [{ limit: 'x' }, 14],
  [{ filter: 1 }, 14],
  [{ projection: { n: 1, s: 0 } }, 31_254],
  [{ projection: { n: 0, s: 1 } }, 31_253],
  [{ projection: { d: 1, 'd.x': 1 } }, 31_249],
  [{ projection: { 'd.x': 1, d: 1 } }, 31_250],
  [{ projection: { 'd.x': { $elemMatch: { k: 1 } } } }, 31_275],
  [{ projection: 1 }, 14],
  [{ hint: 'nowhere' }, 2],
  [{ hint: { n: 1 } }, 2],
  [{ hint: 1 }, 9],
  [{ foo: 1 }, 40_415],
]

const find = (options: Document): Document => ({ find: 'rows', ...options })

/** What `find` does besides filtering. */
export const readOperations: readonly Operation[] = [
  ...sorting.map(([options, expected]): Operation => ({
    title: `find with ${show(options)}`,
    given: rows,
    commands: [find(options)],
    look: (reply) => batch(reply).map(({ _id }) => _id),
    expected,
  })),
  ...projecting.map(([projection, document]): Operation => ({
    title: `project ${show(projection)}`,
    given: rows,
    commands: [find({ filter: { _id: 1 }, projection })],
    look: (reply) => batch(reply)[0],
    expected: document,
  })),
  ...refused.map(([options, code]): Operation => ({
    title: `refuse to find with ${show(options)}`,
    given: rows,
    commands: [find(options)],
    expected: { code },
  })),
]
