import type { DottedPath, ElementOf } from './filter.ts'

type Fields<D, V> = { readonly [K in keyof Omit<D, '_id'>]?: V } & { readonly [path: DottedPath]: V }

type Values<D> = { readonly [K in keyof Omit<D, '_id'>]?: D[K] } & { readonly [path: DottedPath]: unknown }

type ArrayValues<D> = {
  readonly [K in keyof D]?:
    | ElementOf<D[K]>
    | {
        readonly $each: readonly ElementOf<D[K]>[]
        readonly $slice?: number
        readonly $position?: number
        readonly $sort?: 1 | -1 | Readonly<Record<string, 1 | -1>>
      }
} & { readonly [path: DottedPath]: unknown }

/** A change of documents of type D. The `_id` never changes; a value to take away is named in `$unset`. */
export interface Update<D> {
  readonly $set?: Values<D>
  readonly $setOnInsert?: { readonly [K in keyof D]?: D[K] } & { readonly [path: DottedPath]: unknown }
  readonly $unset?: Fields<D, '' | true | 1>
  readonly $inc?: Fields<D, number>
  readonly $min?: Values<D>
  readonly $max?: Values<D>
  readonly $push?: ArrayValues<D>
  readonly $addToSet?: ArrayValues<D>
  readonly $pull?: { readonly [K in keyof D]?: unknown } & { readonly [path: DottedPath]: unknown }
}

/** A change inside one team: it cannot hand a document to another. */
export type TeamUpdate<D> = Update<Omit<D, 'teamId'>>
