/** How a top-level field is stored. `mixed` holds any JSON-like value, `strings` an array of strings. */
export type FieldKind = 'string' | 'number' | 'boolean' | 'date' | 'mixed' | 'strings' | 'binary'

/** The kinds that can hold a value of this type; `mixed` always can. */
export type KindOf<V> =
  | 'mixed'
  | ([NonNullable<V>] extends [string]
      ? 'string'
      : [NonNullable<V>] extends [number]
        ? 'number'
        : [NonNullable<V>] extends [boolean]
          ? 'boolean'
          : [NonNullable<V>] extends [Date]
            ? 'date'
            : [NonNullable<V>] extends [Uint8Array]
              ? 'binary'
              : [NonNullable<V>] extends [readonly string[]]
                ? 'strings'
                : never)

export interface CollectionIndex {
  /** Fields in order, 1 ascending and -1 descending; dotted paths reach into `mixed`. */
  readonly keys: Readonly<Record<string, 1 | -1>>
  readonly unique?: boolean
  /** Leaves out documents that lack the field. */
  readonly sparse?: boolean
  /** Housekeeping only: a document goes some time after the date in the indexed field has passed this age. */
  readonly expireAfterSeconds?: number
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>
  /** The query it is there for. An index that serves nothing costs every write. */
  readonly serves: string
}

/** A collection as data: name, fields and indexes. What is not declared here can neither be stored nor asked for. */
export interface Collection<D extends { _id: string }> {
  readonly name: string
  readonly fields: { readonly [K in keyof D]-?: FieldKind }
  readonly indexes: readonly CollectionIndex[]
}

/** Declares a collection; every field of the document's type needs its kind. */
export const collection = <D extends { _id: string }>(declared: {
  name: string
  fields: { [K in keyof D]-?: KindOf<D[K]> }
  indexes: readonly CollectionIndex[]
}): Collection<D> => declared

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a collection of any document: D stands on both sides
export type AnyCollection = Collection<any>
