/** A path into a `mixed` field, e.g. `outcome.status`. */
export type DottedPath = `${string}.${string}`

/** What one element of an array field is; never for other fields. */
export type ElementOf<V> = NonNullable<V> extends readonly (infer E)[] ? E : never

/** A value to compare with: of the field's own type, null where the field may be absent, or an element of an array. */
type Operand<V> = V | ElementOf<V> | (undefined extends V ? null : never)

interface Operators<V> {
  $eq?: Operand<V>
  $ne?: Operand<V>
  $in?: readonly Operand<V>[]
  $nin?: readonly Operand<V>[]
  $gt?: Operand<V>
  $gte?: Operand<V>
  $lt?: Operand<V>
  $lte?: Operand<V>
  $exists?: boolean
  $all?: readonly ElementOf<V>[]
  $size?: number
  $elemMatch?: Readonly<Record<string, unknown>>
  $regex?: string
  $not?: Operators<V>
}

/** A query on documents of type D. Values are never undefined: a filter that lost a value would match too much. */
export type Filter<D> = { readonly [K in keyof D]?: Operand<D[K]> | Operators<D[K]> } & {
  readonly [path: DottedPath]: unknown
} & {
  readonly $and?: readonly Filter<D>[]
  readonly $or?: readonly Filter<D>[]
  readonly $nor?: readonly Filter<D>[]
}

/** A query inside one team, which is an argument of its own and never part of the filter. */
export type TeamFilter<D> = Filter<Omit<D, 'teamId'>> & { readonly teamId?: never }

export type Sort<D> = { readonly [K in keyof D]?: 1 | -1 } & { readonly [path: DottedPath]: 1 | -1 }
